'use client'

import { useConfig, useDocumentInfo } from '@payloadcms/ui'
import { formatAdminURL } from 'payload/shared'
import { useEffect, useState } from 'react'
import type { PricedOrder } from './order-totals.tsx'
import type { TypedDraft } from './typed-draft.ts'

export type PreviewState = { preview: PricedOrder | null; problem: string | null; isWorking: boolean }

const NOTHING: PreviewState = { preview: null, problem: null, isWorking: false }
/** Long enough for a number of two digits to be typed. */
const PAUSE_MS = 300

/**
 * Asks the server what the draft would cost, a moment after the last change. The previous answer stays
 * until the next one is there, so that nothing jumps while somebody types.
 * @param draft the draft as JSON, which tells one draft from another; null for none
 */
export function usePreview(draft: string | null): PreviewState {
  const { config } = useConfig()
  const [state, setState] = useState(NOTHING)
  const { collectionSlug } = useDocumentInfo()
  const url = formatAdminURL({ apiRoute: config.routes.api, path: `/${collectionSlug}/preview` })
  useEffect(() => {
    if (draft === null || (JSON.parse(draft) as TypedDraft).lines.length === 0) return setState(NOTHING)
    const abort = new AbortController()
    setState((before) => ({ ...before, isWorking: true }))
    const timer = setTimeout(() => {
      askPreview(url, draft, abort.signal).then(
        (answer) => setState({ ...answer, isWorking: false }),
        () => {
          if (abort.signal.aborted) return
          setState({ preview: null, problem: 'The shop cannot be reached.', isWorking: false })
        },
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [draft, url])
  return state
}

async function askPreview(
  url: string,
  draft: string,
  signal: AbortSignal,
): Promise<Omit<PreviewState, 'isWorking'>> {
  const response = await fetch(url, {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': 'application/json' },
    body: draft,
    signal,
  })
  const answer = await response.json()
  const [error] = (answer as { errors?: { message: string }[] }).errors ?? []
  if (error || !response.ok)
    return { preview: null, problem: error?.message ?? 'The total could not be calculated.' }
  const { problem, ...preview } = answer as PricedOrder & { problem: string | null }
  return { preview, problem }
}

'use client'

import { Button, toast, useConfig, useDocumentInfo, useTranslation } from '@payloadcms/ui'
import { formatAdminURL } from 'payload/shared'
import { useState } from 'react'
import type { Id } from '../../domain/id.ts'
import { say } from '../../translations/texts.ts'

export function RetryForm({ id }: { id: Id }) {
  const { config } = useConfig()
  const { collectionSlug } = useDocumentInfo()
  const { i18n } = useTranslation()
  const [isWorking, setIsWorking] = useState(false)
  const retry = async () => {
    setIsWorking(true)
    const url = formatAdminURL({ apiRoute: config.routes.api, path: `/${collectionSlug}/${id}/retry` })
    const problem = await askRetry(url)
    if (problem === null) return window.location.reload()
    toast.error(say(i18n.language, problem))
    setIsWorking(false)
  }
  return (
    <div className="field-type">
      <Button buttonStyle="secondary" disabled={isWorking} onClick={retry}>
        {say(i18n.language, 'Try again')}
      </Button>
      <div className="field-description">
        {say(i18n.language, 'Applies the event as if Stripe had sent it once more.')}
      </div>
    </div>
  )
}

/** Answers why it could not be applied, in words; null where it was. */
async function askRetry(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { method: 'POST', credentials: 'include' })
    const { reason, errors } = (await response.json()) as {
      reason?: string | null
      errors?: { message: string }[]
    }
    if (response.ok) return reason ?? null
    return errors?.[0]?.message ?? 'The event could not be applied.'
  } catch {
    return 'The shop cannot be reached.'
  }
}

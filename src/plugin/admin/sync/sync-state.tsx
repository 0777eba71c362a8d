'use client'

import { Button, Pill, useConfig, useDocumentInfo, useTranslation } from '@payloadcms/ui'
import { formatAdminURL } from 'payload/shared'
import { useCallback, useEffect, useState } from 'react'
import { slugOf } from '../../slugs.ts'
import { say } from '../../translations/texts.ts'
import { PILL_STYLES, type SyncStatus } from './states.ts'

interface AccountState {
  account: string
  status: SyncStatus
  stripeId: string | null
  reason: string | null
  dashboardUrl: string | null
}

/** A change reaches a reachable Stripe within 5 s; what is pending is looked at again until then and after. */
const LOOK_AGAIN_MS = 2_000

/** The state of a document in each Stripe account. */
export function SyncState() {
  const { id, collectionSlug, lastUpdateTime } = useDocumentInfo()
  const { config } = useConfig()
  const { i18n } = useTranslation()
  const sync = slugOf({ config: { custom: config.admin?.custom } }, 'stripe-sync')
  const url = id
    ? formatAdminURL({ apiRoute: config.routes.api, path: `/${sync}/${collectionSlug}/${id}` })
    : null
  const [accounts, setAccounts] = useState<AccountState[]>([])

  const look = useCallback(async () => {
    if (url === null) return
    const response = await fetch(url, { credentials: 'include' }).catch(() => null)
    if (response?.ok) setAccounts(((await response.json()) as { accounts: AccountState[] }).accounts)
  }, [url])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a saved document is on its way to Stripe again
  useEffect(() => {
    void look()
  }, [look, lastUpdateTime])

  useEffect(() => {
    if (!accounts.some(({ status }) => status === 'pending')) return
    const timer = setTimeout(look, LOOK_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [accounts, look])

  const retry = async () => {
    await fetch(`${url}/retry`, { method: 'POST', credentials: 'include' }).catch(() => null)
    await look()
  }
  if (accounts.length === 0) return null
  return (
    <div className="field-type">
      <span className="field-label">{say(i18n.language, 'In Stripe')}</span>
      <ul aria-live="polite" style={{ listStyle: 'none', padding: 0 }}>
        {accounts.map(({ account, status, stripeId, reason, dashboardUrl }) => (
          <li key={account}>
            <Pill pillStyle={PILL_STYLES[status]} size="small">
              {say(i18n.language, status)}
            </Pill>{' '}
            {account}{' '}
            {dashboardUrl ? (
              <a href={dashboardUrl} target="_blank" rel="noreferrer">
                {stripeId}
              </a>
            ) : (
              stripeId
            )}
            {reason && <div className="field-description">{reason}</div>}
          </li>
        ))}
      </ul>
      {accounts.some(({ status }) => status === 'failed') && (
        <Button buttonStyle="secondary" size="small" onClick={retry}>
          {say(i18n.language, 'Try again')}
        </Button>
      )}
    </div>
  )
}

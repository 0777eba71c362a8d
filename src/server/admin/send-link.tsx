'use client'

import { Button, useConfig, useDocumentInfo, useFormFields, useTranslation } from '@payloadcms/ui'
import { useState } from 'react'
import { panelWords } from './panel-words.ts'

const PAYABLE: ReadonlySet<unknown> = new Set(['draft', 'open', 'expired', 'failed'])

/** Beside an order that is still to be paid: sends its link to whoever pays it. */
export function SendLink() {
  const { id, collectionSlug } = useDocumentInfo()
  const { config } = useConfig()
  const { i18n } = useTranslation()
  const status = useFormFields(([fields]) => fields.status?.value)
  const known = useFormFields(([fields]) => fields.customerEmail?.value)
  const [email, setEmail] = useState(typeof known === 'string' ? known : '')
  const [notice, setNotice] = useState('')
  const [isWorking, setIsWorking] = useState(false)
  const words = panelWords(i18n.language)
  if (!id || !PAYABLE.has(status)) return null

  const send = async () => {
    setIsWorking(true)
    const response = await fetch(`${config.routes.api}/${collectionSlug}/${id}/send-link`, {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    }).catch(() => null)
    const answer = await response?.json().catch(() => null)
    setNotice(response?.ok ? words.sendLinkDone : (answer?.errors?.[0]?.message ?? words.failed))
    setIsWorking(false)
  }

  return (
    <div className="field-type text">
      <label className="field-label" htmlFor="send-link">
        {words.sendLinkTo}
      </label>
      <input
        autoComplete="off"
        id="send-link"
        onChange={({ target }) => setEmail(target.value)}
        type="email"
        value={email}
      />
      <Button
        buttonStyle="secondary"
        disabled={isWorking || email === ''}
        onClick={send}
        size="small"
        type="button"
      >
        {words.sendLink}
      </Button>
      <p className="field-description" role="status">
        {notice}
      </p>
    </div>
  )
}

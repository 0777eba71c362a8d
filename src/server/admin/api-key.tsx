'use client'

import { Button, CopyToClipboard, useConfig, useDocumentInfo, useTranslation } from '@payloadcms/ui'
import { useState } from 'react'
import { panelWords } from './panel-words.ts'

/** Creates a user's API key, or removes it. The key is made by the server and shown this once. */
export function ApiKey() {
  const { id } = useDocumentInfo()
  const { config } = useConfig()
  const words = panelWords(useTranslation().i18n.language)
  const [key, setKey] = useState<string | null>(null)
  const [notice, setNotice] = useState('')
  if (!id) return null

  const ask = async (method: 'POST' | 'DELETE') => {
    const address = `${config.routes.api}/users/${encodeURIComponent(String(id))}/api-key`
    const response = await fetch(address, { method, credentials: 'include' })
    const answer = await response.json().catch(() => ({}))
    setKey(response.ok ? (answer.apiKey ?? null) : null)
    setNotice(response.ok ? (answer.message ?? '') : (answer.errors?.[0]?.message ?? words.failed))
  }

  return (
    <section aria-label={words.apiKey} className="field-type text read-only">
      <p className="field-label">{words.apiKey}</p>
      <p role="status">{notice}</p>
      {key && (
        <div style={{ alignItems: 'center', display: 'flex', gap: '0.5rem' }}>
          <input aria-label={words.newApiKey} readOnly type="text" value={key} />
          <CopyToClipboard value={key} />
        </div>
      )}
      <Button buttonStyle="secondary" onClick={() => ask('POST')} size="small" type="button">
        {words.createKey}
      </Button>{' '}
      <Button buttonStyle="secondary" onClick={() => ask('DELETE')} size="small" type="button">
        {words.removeKey}
      </Button>
    </section>
  )
}

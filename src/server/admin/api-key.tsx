'use client'

import { Button, CopyToClipboard, useConfig, useDocumentInfo } from '@payloadcms/ui'
import { useState } from 'react'

/** Creates a user's API key, or removes it. The key is made by the server and shown this once. */
export function ApiKey() {
  const { id } = useDocumentInfo()
  const { config } = useConfig()
  const [key, setKey] = useState<string | null>(null)
  const [notice, setNotice] = useState('')
  if (!id) return null

  const ask = async (method: 'POST' | 'DELETE') => {
    const address = `${config.routes.api}/users/${encodeURIComponent(String(id))}/api-key`
    const response = await fetch(address, { method, credentials: 'include' })
    const answer = await response.json().catch(() => ({}))
    setKey(response.ok ? (answer.apiKey ?? null) : null)
    setNotice(
      response.ok
        ? (answer.message ?? '')
        : (answer.errors?.[0]?.message ?? 'That did not work. Please try again.'),
    )
  }

  return (
    <section aria-label="API key" className="field-type text read-only">
      <p className="field-label">API key</p>
      <p role="status">{notice}</p>
      {key && (
        <div style={{ alignItems: 'center', display: 'flex', gap: '0.5rem' }}>
          <input aria-label="New API key" readOnly type="text" value={key} />
          <CopyToClipboard value={key} />
        </div>
      )}
      <Button buttonStyle="secondary" onClick={() => ask('POST')} size="small" type="button">
        Create a new key
      </Button>{' '}
      <Button buttonStyle="secondary" onClick={() => ask('DELETE')} size="small" type="button">
        Remove the key
      </Button>
    </section>
  )
}

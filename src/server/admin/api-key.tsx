'use client'

import { Button, useConfig, useDocumentInfo } from '@payloadcms/ui'
import { useState } from 'react'

/** Makes a user's API key, or takes it away. The key is made by the server and shown this once. */
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
    <section aria-label="API key" className="field-type">
      <p className="field-label">API key</p>
      <p role="status">{notice}</p>
      {key && (
        <input aria-label="New API key" onFocus={(event) => event.target.select()} readOnly value={key} />
      )}
      <Button buttonStyle="secondary" onClick={() => ask('POST')} size="small" type="button">
        Make a new key
      </Button>{' '}
      <Button buttonStyle="secondary" onClick={() => ask('DELETE')} size="small" type="button">
        Take the key away
      </Button>
    </section>
  )
}

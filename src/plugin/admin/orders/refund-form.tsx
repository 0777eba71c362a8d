'use client'

import { Button, toast, useConfig, useDocumentInfo, useTranslation } from '@payloadcms/ui'
import { formatAdminURL } from 'payload/shared'
import { useState } from 'react'
import type { Id } from '../../domain/id.ts'
import { formatMoney, toInputText } from '../../domain/money-text.ts'
import { say } from '../../translations/texts.ts'
import { readTypedAmount } from '../money/typed-amount.ts'

interface RefundFormProps {
  orderId: Id
  currency: string
  /** What can still be given back, in the minor unit of `currency`. */
  leftMinor: number
}

/** Two steps: it cannot be undone. */
export function RefundForm({ orderId, currency, leftMinor }: RefundFormProps) {
  const { config } = useConfig()
  const { collectionSlug } = useDocumentInfo()
  const { i18n } = useTranslation()
  const [text, setText] = useState<string | null>(null)
  const [isWorking, setIsWorking] = useState(false)
  if (text === null) {
    return (
      <div className="field-type">
        <Button buttonStyle="secondary" onClick={() => setText(toInputText(leftMinor, currency))}>
          {say(i18n.language, 'Refund…')}
        </Button>
      </div>
    )
  }
  const { amountMinor, problem } = readTypedAmount(text, currency)
  const isTooMuch = amountMinor !== null && amountMinor > leftMinor
  const money = (minor: number) => formatMoney(minor, currency, i18n.language)
  const isPossible = !isWorking && Boolean(amountMinor) && !isTooMuch
  const refund = async () => {
    setIsWorking(true)
    const error = await askRefund(
      formatAdminURL({ apiRoute: config.routes.api, path: `/${collectionSlug}/${orderId}/refund` }),
      amountMinor,
    )
    if (error === null) return window.location.reload()
    toast.error(say(i18n.language, error))
    setIsWorking(false)
  }
  return (
    <div className="field-type text">
      <label className="field-label" htmlFor="refund-amount">
        {say(i18n.language, 'Amount to refund, in {1}', currency.toUpperCase())}
      </label>
      <input
        id="refund-amount"
        type="text"
        inputMode="decimal"
        value={text}
        // biome-ignore lint/a11y/noAutofocus: it comes in the place of the button that was just pressed
        autoFocus
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          // The order's own form is around it.
          event.preventDefault()
          // A key that is held down opened this form a moment ago.
          if (isPossible && !event.repeat) void refund()
        }}
      />
      <div className="field-description" role="status">
        {problem ??
          (isTooMuch
            ? say(i18n.language, 'At most {1}.', money(leftMinor))
            : say(i18n.language, 'This cannot be undone.'))}
      </div>
      <div style={{ display: 'flex', gap: '0.5rem' }}>
        <Button disabled={!isPossible} onClick={refund}>
          {amountMinor ? say(i18n.language, 'Refund {1}', money(amountMinor)) : say(i18n.language, 'Refund')}
        </Button>
        <Button buttonStyle="secondary" disabled={isWorking} onClick={() => setText(null)}>
          {say(i18n.language, 'Cancel')}
        </Button>
      </div>
    </div>
  )
}

/** @returns what went wrong, in words; null for nothing */
async function askRefund(url: string, amount: number | null): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amount }),
    })
    if (response.ok) return null
    const { errors } = (await response.json()) as { errors?: { message: string }[] }
    return errors?.[0]?.message ?? 'It could not be refunded.'
  } catch {
    return 'The shop cannot be reached.'
  }
}

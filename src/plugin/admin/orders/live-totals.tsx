'use client'

import { useFormFields, useTranslation } from '@payloadcms/ui'
import { OrderTotals } from './order-totals.tsx'
import { readTypedDraft } from './typed-draft.ts'
import { usePreview } from './use-preview.ts'
import './order.css'
import { say } from '../../translations/texts.ts'

/**
 * What an order that is being put together costs, worked out by the server with every change. Nothing of
 * it is sent with the form: a draft keeps no amounts of its own.
 */
export function LiveTotals() {
  const { i18n } = useTranslation()
  const draft = useFormFields(([fields]) => {
    const typed = readTypedDraft(fields)
    return typed && JSON.stringify(typed)
  })
  const { preview, problem, isWorking } = usePreview(draft)
  if (draft === null) return null
  return (
    <section
      className="field-type order-totals"
      aria-label={say(i18n.language, 'What the order costs')}
      aria-busy={isWorking}
    >
      <div aria-live="polite">
        {problem && (
          <p className="order-totals__message order-totals__message--problem">
            {say(i18n.language, problem)}
          </p>
        )}
        {preview && <OrderTotals {...preview} />}
        {!preview && !problem && (
          <p className="order-totals__message">
            {say(i18n.language, 'Add a line with an item to see what the order costs.')}
          </p>
        )}
      </div>
    </section>
  )
}

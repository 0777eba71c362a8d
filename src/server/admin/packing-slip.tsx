'use client'

import { useConfig, useDocumentInfo, useFormFields, useTranslation } from '@payloadcms/ui'
import { panelWords } from './panel-words.ts'

const PAID: ReadonlySet<unknown> = new Set(['paid', 'partially_refunded', 'refunded'])

/** Beside an order that is paid: what to put into the parcel, to be printed. */
export function PackingSlip() {
  const { id } = useDocumentInfo()
  const { config } = useConfig()
  const { i18n } = useTranslation()
  const status = useFormFields(([fields]) => fields.status?.value)
  if (!id || !PAID.has(status)) return null
  return (
    <p className="field-type">
      <a href={`${config.serverURL}/order/${id}/packing-slip`} rel="noreferrer" target="_blank">
        {panelWords(i18n.language).packingSlip}
      </a>
    </p>
  )
}

import type { JSONFieldServerComponent } from 'payload'
import { say } from '../../translations/texts.ts'

/** The parts of an address as Stripe names them, in the order of a letter. */
const PARTS = ['line1', 'line2', 'postal_code', 'city', 'state', 'country'] as const

/** An address that Stripe collected, to be read. */
export const AddressField: JSONFieldServerComponent = ({ data, field, path, i18n }) => {
  const address = (data?.[path] ?? {}) as Partial<Record<(typeof PARTS)[number], string | null>>
  const parts = PARTS.flatMap((part) => address[part] || [])
  return (
    <div className="field-type">
      <span className="field-label">{say(i18n.language, field.label ?? field.name)}</span>
      <p>{parts.length > 0 ? parts.join(', ') : say(i18n.language, 'None collected')}</p>
    </div>
  )
}

import type { JSONFieldServerComponent } from 'payload'

/** The parts of an address as Stripe names them, in the order of a letter. */
const PARTS = ['line1', 'line2', 'postal_code', 'city', 'state', 'country'] as const

/** An address that Stripe collected, to be read. */
export const AddressField: JSONFieldServerComponent = ({ data, field, path }) => {
  const address = (data?.[path] ?? {}) as Partial<Record<(typeof PARTS)[number], string | null>>
  const parts = PARTS.flatMap((part) => address[part] || [])
  return (
    <div className="field-type">
      <span className="field-label">{typeof field.label === 'string' ? field.label : field.name}</span>
      <p>{parts.length > 0 ? parts.join(', ') : 'None collected'}</p>
    </div>
  )
}

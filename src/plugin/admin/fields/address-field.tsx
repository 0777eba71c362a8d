import type { JSONFieldServerComponent } from 'payload'
import { ADDRESS_PARTS, type Address } from '../../domain/address.ts'
import { say } from '../../translations/texts.ts'

/** An address that Stripe collected, to be read. */
export const AddressField: JSONFieldServerComponent = ({ data, field, path, i18n }) => {
  const address = (data?.[path] ?? {}) as Address
  const parts = ADDRESS_PARTS.flatMap((part) => address[part] || [])
  return (
    <div className="field-type">
      <span className="field-label">{say(i18n.language, field.label ?? field.name)}</span>
      <p>{parts.length > 0 ? parts.join(', ') : say(i18n.language, 'None collected')}</p>
    </div>
  )
}

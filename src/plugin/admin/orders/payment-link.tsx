import { CopyToClipboard } from '@payloadcms/ui'
import type { UIFieldServerComponent } from 'payload'
import { orderUrl } from '../../shop/orders/order-token.ts'
import { say } from '../../translations/texts.ts'

/** The address that staff send to whoever pays the order. It opens this order only. */
export const PaymentLink: UIFieldServerComponent = async ({ data, payload, i18n }) => {
  if (data?.id === undefined) return null
  const url = await orderUrl(payload, data.id)
  return (
    <div className="field-type text read-only">
      <label className="field-label" htmlFor="payment-link">
        {say(i18n.language, 'Link for the customer')}
      </label>
      <div style={{ alignItems: 'center', display: 'flex', gap: '0.5rem' }}>
        <input id="payment-link" type="text" readOnly value={url} />
        <CopyToClipboard value={url} />
      </div>
      <div className="field-description">
        <a href={url} target="_blank" rel="noreferrer">
          {say(i18n.language, 'The order’s page, as the customer sees it')}
        </a>
      </div>
    </div>
  )
}

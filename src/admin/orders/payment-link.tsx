import { CopyToClipboard } from '@payloadcms/ui'
import type { UIFieldServerComponent } from 'payload'
import { orderUrl } from '../../shop/order-token.ts'

/** The address that staff send to whoever pays the order. It opens this order only. */
export const PaymentLink: UIFieldServerComponent = async ({ data, payload }) => {
  if (data?.id === undefined) return null
  const url = await orderUrl(payload, data.id)
  return (
    <div className="field-type">
      <span className="field-label">
        Link for the customer <CopyToClipboard value={url} />
      </span>
      <a href={url} target="_blank" rel="noreferrer">
        The order’s page
      </a>
    </div>
  )
}

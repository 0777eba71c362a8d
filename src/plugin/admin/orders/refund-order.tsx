import type { UIFieldServerComponent } from 'payload'
import { refundableOf } from '../../shop/refunds/refundable.ts'
import { RefundForm } from './refund-form.tsx'

const ROLES = new Set<unknown>(['admin', 'support'])

/** Gives money back: all that was received, whatever the order's total says, or a part of it. */
export const RefundOrder: UIFieldServerComponent = async ({ data, payload, user }) => {
  const role = (user as { shopRole?: unknown; role?: unknown } | null | undefined) ?? {}
  if (data?.id === undefined || !ROLES.has(role.shopRole ?? role.role)) return null
  const refundable = await refundableOf(payload, data.id)
  if (!refundable || data.status === 'draft') return null
  if (refundable.left > 0)
    return <RefundForm orderId={data.id} currency={data.currency} leftMinor={refundable.left} />
  if (!['paid', 'partially_refunded'].includes(data.status)) return null
  return <p className="field-type field-description">{refundable.refusal}</p>
}

import type { CollectionBeforeChangeHook } from 'payload'
import { ShopError } from '../../domain/errors.ts'
import { hasBeenPaid, type OrderStatus } from '../../domain/order-status.ts'
import { canFulfil, type Fulfilment } from '../../domain/shipping.ts'

interface Before {
  status?: OrderStatus
  fulfilment?: Fulfilment | null
  shippingCopy?: unknown
}

/** Only what was paid, and is to be sent, is packed and shipped. Notes the moment of the first shipment. */
export const guardFulfilment: CollectionBeforeChangeHook = ({ data, originalDoc }) => {
  const { status = 'draft', fulfilment, shippingCopy }: Before = originalDoc ?? {}
  const from = fulfilment ?? 'none'
  const to: Fulfilment = data.fulfilment ?? from
  if (from === to) return data
  const isShipped = Boolean(shippingCopy) && hasBeenPaid(status)
  if (!canFulfil({ from, to, isShipped }))
    throw new ShopError(
      'frozen',
      `"fulfilment" cannot become ${to}: this order is not paid, or has nothing to be sent.`,
    )
  const isFirst = to === 'shipped' && !originalDoc?.shippedAt
  return { ...data, ...(isFirst && { shippedAt: new Date().toISOString() }) }
}

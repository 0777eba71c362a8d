import type { BasePayload } from 'payload'
import type { DiscountCopy, TaxCopy } from '../../collections/orders/draft-order.ts'
import { toDocumentId } from '../../database/database.ts'
import type { NamedLine } from '../../domain/order-line.ts'
import type { OrderStatus } from '../../domain/order-status.ts'
import type { Fulfilment } from '../../domain/shipping.ts'
import { findTrackingUrl } from '../../domain/tracking.ts'
import type { Id, OrderRecord } from '../records.ts'

/** An order as the shop answers it. Amounts in the minor unit of `currency`. */
export interface OrderJson {
  id: Id
  number: string
  status: OrderStatus
  review: string | null
  currency: string
  lines: (NamedLine & { item: Id })[]
  subtotal: number
  discountAmount: number
  taxAmount: number
  total: number
  amountRefunded: number
  discount: DiscountCopy | null
  taxes: TaxCopy[]
  /** These are there where the shop delivers anything. */
  shippingAmount?: number
  shipping?: { name: string; amount: number } | null
  fulfilment?: Fulfilment
  /** Where the parcel can be followed; null until it is shipped. */
  tracking?: { carrier: string | null; number: string | null; url: string | null } | null
  customerEmail: string | null
  createdAt: string
  paidAt: string | null
}

export function toOrderJson(payload: BasePayload, order: OrderRecord): OrderJson {
  return {
    id: order.id,
    number: order.number,
    status: order.status,
    review: order.review || null,
    currency: order.currency,
    lines: order.lines.map(({ soldItem, name, quantity, unitAmount, amount }) => ({
      // Lines keep the item's id as text, so that it outlives the item; callers get it as `/api` has it.
      item: toDocumentId(payload, { collection: 'items', id: soldItem }),
      name,
      quantity,
      unitAmount,
      amount,
    })),
    subtotal: order.subtotal,
    discountAmount: order.discountAmount,
    taxAmount: order.taxAmount,
    total: order.total,
    amountRefunded: order.amountRefunded,
    discount: order.discountCopy ?? null,
    taxes: order.taxCopies ?? [],
    ...deliveryOf(order),
    customerEmail: order.customerEmail ?? null,
    createdAt: order.createdAt,
    paidAt: order.paidAt ?? null,
  }
}

type Delivery = Pick<OrderJson, 'shippingAmount' | 'shipping' | 'fulfilment' | 'tracking'>

function deliveryOf({ shippingAmount, shippingCopy, fulfilment, ...parcel }: OrderRecord): Delivery {
  if (!fulfilment) return {}
  const { carrier = null, trackingNumber: number = null } = parcel
  const url = findTrackingUrl(parcel)
  return {
    shippingAmount: shippingAmount ?? 0,
    shipping: shippingCopy ? { name: shippingCopy.name, amount: shippingCopy.amount } : null,
    fulfilment,
    tracking: carrier || number || url ? { carrier, number, url } : null,
  }
}

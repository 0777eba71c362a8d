import type { BasePayload } from 'payload'
import { toDocumentId } from '../../database/database.ts'
import type { Address } from '../../domain/address.ts'
import { ShopError } from '../../domain/errors.ts'
import type { OrderLine } from '../../domain/order-line.ts'
import { hasBeenPaid } from '../../domain/order-status.ts'
import { slugOf } from '../../slugs.ts'
import type { Id } from '../records.ts'
import { readOrder } from './order-records.ts'

/** What goes into the parcel, and where that goes. */
export interface PackingSlip {
  number: string
  createdAt: string
  /** What the buyer chose; null where there was no choice. */
  shipping: string | null
  recipient: string | null
  /** Null where none was asked for. */
  address: Address | null
  lines: { name: string; quantity: number }[]
}

/** Throws `not_found`, or `order_state` for an order that nobody has paid for. */
export async function readPackingSlip(payload: BasePayload, orderId: Id): Promise<PackingSlip> {
  const order = await readOrder(payload, orderId)
  if (!hasBeenPaid(order.status)) {
    throw new ShopError('order_state', `An order that is ${order.status} cannot be packed.`)
  }
  const digital = await findDigital(payload, order.lines)
  return {
    number: order.number,
    createdAt: order.createdAt,
    shipping: order.shippingCopy?.name ?? null,
    recipient: order.shippingName || order.customerName || null,
    address: order.shippingAddress ?? null,
    lines: order.lines
      .filter(({ soldItem }) => !digital.has(soldItem))
      .map(({ name, quantity }) => ({ name, quantity })),
  }
}

/** Those of the items that need no delivery, by their ids as text. One that is gone may have needed it. */
async function findDigital(payload: BasePayload, lines: readonly OrderLine[]): Promise<ReadonlySet<string>> {
  const ids = lines.map(({ soldItem }) => toDocumentId(payload, { collection: 'items', id: soldItem }))
  const { docs } = await payload.db.find<{ id: Id }>({
    collection: slugOf(payload, 'items'),
    where: { and: [{ id: { in: ids } }, { isShipped: { equals: false } }] },
    select: { isShipped: true },
    pagination: false,
    limit: 0,
  })
  return new Set(docs.map(({ id }) => String(id)))
}

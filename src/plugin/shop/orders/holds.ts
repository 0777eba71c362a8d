import type { BasePayload, PayloadRequest } from 'payload'
import type { Id, OrderRecord } from '../records.ts'
import { shopOf } from '../shop.ts'
import { findRedemption, holdRedemption, releaseRedemption } from './redemptions.ts'
import { assertInStock, findHolds, holdStock, releaseStock } from './stock.ts'

/**
 * Takes what an order needs to be paid: its stock, and a use of its discount. In the transaction that starts the payment
 * or settles an order without one. An order keeps what it holds already. Throws `out_of_stock` or `discount_used_up` (409).
 */
export async function holdFor(req: PayloadRequest, order: OrderRecord): Promise<void> {
  if (!shopOf(req.payload).holdsWhilePaying) return assertInStock(req, order.lines)
  await holdStock(req, order)
  await holdRedemption(req, order)
}

/** Gives it back. Only where Stripe has confirmed that none of the order's payments can be made any more. */
export async function releaseHolds(req: PayloadRequest, orderId: Id): Promise<void> {
  await releaseStock(req, orderId)
  await releaseRedemption(req, orderId)
}

/** What an order holds: the quantity of each item by its id, and the id of its discount. */
export async function findHeldBy(
  payload: BasePayload,
  orderId: Id | null,
): Promise<{ stock: ReadonlyMap<string, number>; discount: string | null }> {
  if (orderId === null) return { stock: new Map(), discount: null }
  const [holds, redemption] = await Promise.all([
    findHolds({ payload }, orderId),
    findRedemption({ payload }, orderId),
  ])
  return {
    stock: new Map(holds.map(({ item, quantity }) => [item, quantity])),
    discount: redemption?.isHold ? redemption.discount : null,
  }
}

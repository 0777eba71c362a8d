import type { BasePayload, PayloadRequest } from 'payload'
import { inTransaction } from '../../database/database.ts'
import { isBeingPaid } from '../../domain/order-status.ts'
import { releaseHolds } from '../orders/holds.ts'
import { lockOrder, moveOrder } from '../orders/order-moves.ts'
import { findOrder } from '../orders/order-records.ts'
import type { Id } from '../records.ts'
import { hasUnfinishedAttempt } from './attempt-records.ts'

/**
 * Gives back what an order holds once it is not being paid any more and each of its attempts is known to be over: one
 * whose answer was lost may still be paid. For a locked order, at the end of whatever ended an attempt.
 */
export async function releaseIfOver(req: PayloadRequest, orderId: Id): Promise<void> {
  const order = await findOrder(req.payload, { id: { equals: orderId } }, req)
  if (order && isBeingPaid(order.status)) return
  if (!(await hasUnfinishedAttempt(req, orderId))) await releaseHolds(req, orderId)
}

/** Ends an order that is open though none of its payments can be made any more. */
export function expireLeft(payload: BasePayload, orderId: Id): Promise<void> {
  return inTransaction(payload, async (req) => {
    const order = await lockOrder(req, orderId)
    if (order?.status !== 'open' || (await hasUnfinishedAttempt(req, orderId))) return
    await moveOrder(req, order, { to: 'expired', reason: 'nobody paid in time', fields: { buyKey: null } })
    await releaseIfOver(req, orderId)
  })
}

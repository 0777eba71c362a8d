import type { PayloadRequest } from 'payload'
import { isBeingPaid } from '../../domain/order-status.ts'
import { releaseHolds } from '../orders/holds.ts'
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

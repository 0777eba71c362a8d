import type { PayloadRequest } from 'payload'
import { lockDocument } from '../../database/database.ts'
import { assertTransition, hasBeenPaid, hasEnded, type OrderStatus } from '../../domain/order-status.ts'
import { slugOf } from '../../slugs.ts'
import type { Id, OrderRecord } from '../records.ts'
import { announce, withdraw } from './announcements.ts'
import { findOrder } from './order-records.ts'

/** Reads the order as it is once every other writer is done with it, and holds it until `req`'s transaction ends. */
export async function lockOrder(req: PayloadRequest, id: Id): Promise<OrderRecord | null> {
  await lockDocument(req, { collection: 'orders', id })
  return findOrder(req.payload, { id: { equals: id } }, req)
}

interface Move {
  to: OrderStatus
  reason: string
  fields?: Partial<OrderRecord> & Record<string, unknown>
}

/** Moves a locked order along the table of states and writes its history. Staying where it is writes nothing. */
export async function moveOrder(req: PayloadRequest, order: OrderRecord, move: Move): Promise<void> {
  assertTransition(order.status, move.to)
  const isMoved = order.status !== move.to
  const data = { ...move.fields, ...(isMoved && { status: move.to }), updatedAt: new Date().toISOString() }
  await req.payload.db.updateOne({
    collection: slugOf(req.payload, 'orders'),
    id: order.id,
    data,
    req,
    returning: false,
  })
  if (!isMoved) return
  await writeHistory(req, { order: order.id, from: order.status, to: move.to, reason: move.reason })
  if (move.to === 'paid' && !hasBeenPaid(order.status)) await announce(req, 'orderPaid', order.id)
  if (hasEnded(order.status)) await withdraw(req, 'orderEnded', order.id)
  if (hasEnded(move.to)) await announce(req, 'orderEnded', order.id)
}

async function writeHistory(
  req: PayloadRequest,
  entry: { order: Id; from: OrderStatus | null; to: OrderStatus; reason: string },
): Promise<void> {
  await req.payload.db.create({
    collection: slugOf(req.payload, 'order-history'),
    data: { ...entry },
    req,
    returning: false,
  })
}

/** Adds a reason why staff must look; what was noted before stays. */
export function withReview(order: OrderRecord, reason: string): string {
  return order.review ? `${order.review}\n${reason}` : reason
}

/** Notes on a locked order why staff must look at it, and tells the log. */
export async function reviewOrder(
  req: PayloadRequest,
  order: OrderRecord,
  problems: readonly string[],
): Promise<void> {
  const review = withReview(order, problems.join('\n'))
  await moveOrder(req, order, { to: order.status, reason: '', fields: { review } })
  logProblems(req, order, problems)
}

export function logProblems(req: PayloadRequest, order: OrderRecord, problems: readonly string[]): void {
  for (const problem of problems)
    req.payload.logger.warn({ order: order.id, msg: `Order ${order.number}: ${problem}` })
}

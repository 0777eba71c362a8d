import type { PayloadRequest } from 'payload'
import {
  afterCommit,
  type DocumentChange,
  insertDocuments,
  lockDocuments,
  updateDocuments,
} from '../../database/database.ts'
import { formatMoney } from '../../domain/money-text.ts'
import { assertTransition, hasBeenPaid, hasEnded, type OrderStatus } from '../../domain/order-status.ts'
import type { Fulfilment } from '../../domain/shipping.ts'
import type { Id, OrderRecord } from '../records.ts'
import { inOneCall, keepForPart } from '../side-by-side.ts'
import { announce, withdraw } from './announcements.ts'
import { findOrders } from './order-records.ts'

/** Reads the order as it is once every other writer is done with it, and holds it until `req`'s transaction ends. */
export async function lockOrder(req: PayloadRequest, id: Id): Promise<OrderRecord | null> {
  keepForPart(req, `order ${id}`)
  return lockAndRead(req, id)
}

const lockAndRead = inOneCall<Id, OrderRecord | null>(async (req, ids) => {
  await lockDocuments(req, { collection: 'orders', ids })
  return findOrders(req, ids)
})

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
  await writeChange(req, { id: order.id, data })
  const { review } = move.fields ?? {}
  if (review && review !== order.review) await announce(req, 'orderReviewed', order.id)
  if (!isMoved) return
  afterCommit(req, () => logMove(req, order, move))
  await writeHistory(req, { order: order.id, from: order.status, to: move.to, reason: move.reason })
  if (move.to === 'paid' && !hasBeenPaid(order.status)) await announce(req, 'orderPaid', order.id)
  if (hasEnded(order.status)) await withdraw(req, 'orderEnded', order.id)
  if (hasEnded(move.to)) await announce(req, 'orderEnded', order.id)
}

/** One line for each order that is paid, and each whose money goes back. */
function logMove({ payload }: PayloadRequest, order: OrderRecord, { to, fields }: Move): void {
  const { id, number, currency, total } = order
  if (!hasBeenPaid(to)) return
  const amount = to === 'paid' && !hasBeenPaid(order.status) ? total : Number(fields?.amountRefunded ?? 0)
  const what = hasBeenPaid(order.status) ? 'refunded' : 'paid'
  const msg = `Order ${number} was ${what}: ${formatMoney(amount, currency)}${what === 'refunded' ? ' in all' : ''}.`
  payload.logger.info({ order: id, status: to, amount, currency, msg })
}

const writeChange = inOneCall<DocumentChange, void>(async (req, changes) => {
  await updateDocuments(req, { collection: 'orders', changes })
  return changes.map(() => undefined)
})

type Entry = { order: Id; from: OrderStatus; to: OrderStatus; reason: string }

const writeHistory = inOneCall<Entry, void>(async (req, entries) => {
  await insertDocuments(req, { collection: 'order-history', documents: entries })
  return entries.map(() => undefined)
})

/** What a payment changes of an order that is delivered. */
export function toPack({ shippingCopy }: OrderRecord): { fulfilment?: Fulfilment } {
  return shippingCopy ? { fulfilment: 'to_pack' } : {}
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
    afterCommit(req, () =>
      req.payload.logger.warn({ order: order.id, msg: `Order ${order.number}: ${problem}` }),
    )
}

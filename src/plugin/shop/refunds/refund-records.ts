import type { PayloadRequest } from 'payload'
import type { Reader } from '../../collections/orders/draft-sources.ts'
import type { REFUND_STATUSES } from '../../collections/payments/refunds.ts'
import { newestFirst } from '../../database/database.ts'
import { formatMoney } from '../../domain/money-text.ts'
import { hasBeenPaid } from '../../domain/order-status.ts'
import { statusAfterRefunds } from '../../domain/refunds.ts'
import { slugOf } from '../../slugs.ts'
import type { RefundFacts } from '../../stripe/refunds.ts'
import { announce } from '../orders/announcements.ts'
import { lockOrder, logProblems, moveOrder, reviewOrder, withReview } from '../orders/order-moves.ts'
import { recordRedemption, returnRedemption } from '../orders/redemptions.ts'
import { findAttempt } from '../payments/attempt-records.ts'
import type { Id, OrderRecord, PaymentRecord } from '../records.ts'

/** A refund as it stands in the database. `amount` in the minor unit of `currency`. */
export interface RefundRecord {
  id: Id
  order: Id
  attempt: string
  request?: string | null
  refundId?: string | null
  status: (typeof REFUND_STATUSES)[number]
  amount: number
  currency: string
  reason?: string | null
  idempotencyKey?: string | null
  createdAt: string
}

/**
 * Stores what Stripe says of an attempt's refunds and brings the order into line, whoever made them. The answers
 * of two readings may come in the wrong order: a refund never goes back to an earlier status, and one that is
 * known is not forgotten.
 */
export async function recordRefunds(
  req: PayloadRequest,
  { attempt, refunds }: { attempt: string; refunds: readonly RefundFacts[] },
): Promise<void> {
  const payment = await findAttempt(req, attempt)
  const order = payment && (await lockOrder(req, payment.order))
  if (!payment || !order) return
  const known = await findRefunds({ payload: req.payload, req }, order.id)
  const failed: RefundFacts[] = []
  let isChanged = false
  for (const facts of refunds) {
    const row = known.find(
      ({ refundId, request }) => refundId === facts.refundId || (request && request === facts.request),
    )
    if (!row) await writeRefund(req, { order: order.id, attempt, ...facts })
    else if (isNews(row, facts)) await updateRefund(req, row.id, facts)
    isChanged ||= row?.status !== facts.status && (!row || isNews(row, facts))
    if (hasComeToNothing(facts) && !(row && hasComeToNothing(row))) failed.push(facts)
  }
  await followRefunds(req, order)
  if (isChanged) await announce(req, 'orderRefunded', order.id)
  if (failed.length > 0) await reviewFailures(req, order, failed)
}

/** How far a refund is. Stripe moves it in this direction only. */
const RANK: Record<RefundRecord['status'], number> = {
  requested: 0,
  requires_action: 1,
  pending: 2,
  succeeded: 3,
  failed: 4,
  canceled: 4,
}

export function hasComeToNothing({ status }: Pick<RefundRecord, 'status'>): boolean {
  return status === 'failed' || status === 'canceled'
}

function isNews(row: RefundRecord, facts: RefundFacts): boolean {
  return !row.refundId || RANK[facts.status] > RANK[row.status]
}

/** The refunds of an order, oldest first. */
export async function findRefunds({ payload, req }: Reader, orderId: Id): Promise<RefundRecord[]> {
  const { docs } = await payload.db.find<RefundRecord>({
    collection: slugOf(payload, 'refunds'),
    where: { order: { equals: orderId } },
    sort: 'createdAt',
    pagination: false,
    ...(req && { req }),
  })
  return docs
}

export async function writeRefund(req: PayloadRequest, data: Record<string, unknown>): Promise<void> {
  await req.payload.db.create({ collection: slugOf(req.payload, 'refunds'), data, req, returning: false })
}

export async function updateRefund(
  req: PayloadRequest,
  id: Id,
  { refundId, status, reason }: Partial<RefundFacts>,
): Promise<void> {
  const data = { ...(refundId && { refundId }), status, reason, updatedAt: new Date().toISOString() }
  await req.payload.db.updateOne({
    collection: slugOf(req.payload, 'refunds'),
    id,
    data,
    req,
    returning: false,
  })
}

async function followRefunds(req: PayloadRequest, order: OrderRecord): Promise<void> {
  const counted = (await findRefunds({ payload: req.payload, req }, order.id)).filter(
    ({ status }) => status === 'pending' || status === 'succeeded',
  )
  const refunded = counted.reduce((sum, { amount }) => sum + amount, 0)
  if (refunded === order.amountRefunded || !hasBeenPaid(order.status)) return
  const received = (await findPaidAttempts({ payload: req.payload, req }, order.id)).reduce(
    (sum, payment) => sum + receivedOf(payment),
    0,
  )
  const to = statusAfterRefunds({ received, refunded, total: order.total })
  // Whoever got everything back has not used the discount; when the refund fails later, he has.
  if (to === 'refunded') await returnRedemption(req, order.id)
  const isUsedAgain = order.status === 'refunded' && to !== 'refunded'
  const problems = isUsedAgain ? await recordRedemption(req, order) : []
  await moveOrder(req, order, {
    to,
    reason: refunded > order.amountRefunded ? 'money was given back' : 'a refund failed',
    fields: {
      amountRefunded: refunded,
      ...(problems.length > 0 && { review: withReview(order, problems.join('\n')) }),
    },
  })
  logProblems(req, order, problems)
}

/** The attempts of an order that were paid; more than one where somebody paid twice. Newest first. */
export async function findPaidAttempts({ payload, req }: Reader, orderId: Id): Promise<PaymentRecord[]> {
  const { docs } = await payload.db.find<PaymentRecord>({
    collection: slugOf(payload, 'payments'),
    where: { and: [{ order: { equals: orderId } }, { status: { equals: 'paid' } }] },
    sort: newestFirst(payload, 'payments'),
    pagination: false,
    ...(req && { req }),
  })
  return docs
}

/** What Stripe took for a paid attempt, in the minor unit of its currency. */
export function receivedOf({ amount, amountReceived }: PaymentRecord): number {
  return amountReceived ?? amount
}

async function reviewFailures(
  req: PayloadRequest,
  { id }: OrderRecord,
  failed: readonly RefundFacts[],
): Promise<void> {
  const order = await lockOrder(req, id)
  const problems = failed.map(describeFailure)
  if (order) await reviewOrder(req, order, problems)
}

/** For staff: a refund that came to nothing. */
export function describeFailure({
  amount,
  currency,
  reason,
}: Pick<RefundRecord, 'amount' | 'currency' | 'reason'>): string {
  return `A refund of ${formatMoney(amount, currency)} failed (${reason ?? 'no reason given'}): the customer has not got it.`
}

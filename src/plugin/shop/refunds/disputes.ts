import type { PayloadRequest } from 'payload'
import type { Reader } from '../../collections/orders/draft-sources.ts'
import { describeDispute, isDisputeNews } from '../../domain/disputes.ts'
import { slugOf } from '../../slugs.ts'
import type { DisputeFacts } from '../../stripe/refunds.ts'
import { lockOrder, reviewOrder } from '../orders/order-moves.ts'
import { findAttempt } from '../payments/attempt-records.ts'
import type { Id } from '../records.ts'

/** A dispute as it stands in the database. */
export interface DisputeRecord {
  id: Id
  order: Id
  attempt: string
  disputeId: string
  status: string
  answerBy?: string | null
  readAt: string
}

interface ReadDispute {
  attempt: string
  dispute: DisputeFacts
  /** When Stripe was asked for it. */
  readAt: Date
}

/**
 * Stores how a dispute of an attempt stands, one document for each, and tells staff of every change once. A dispute can
 * go back and forth, so what Stripe was asked for last is right: two readings may come in the wrong order, and the older
 * one changes nothing. The order's status stays: whether goods go back is for people to say.
 */
export async function recordDispute(
  req: PayloadRequest,
  { attempt, dispute, readAt }: ReadDispute,
): Promise<void> {
  const payment = await findAttempt(req, attempt)
  const order = payment && (await lockOrder(req, payment.order))
  if (!order) return
  const known = await findDispute(req, dispute.disputeId)
  if (known && Date.parse(known.readAt) > readAt.getTime()) return
  const { status, amount, currency, reason, answerBy } = dispute
  const data = {
    status,
    amount,
    currency,
    reason,
    answerBy: answerBy?.toISOString() ?? null,
    readAt: readAt.toISOString(),
  }
  if (known) await updateDispute(req, known, data)
  else await writeDispute(req, { order: order.id, attempt, disputeId: dispute.disputeId, ...data })
  const before = known && { ...known, answerBy: known.answerBy ? new Date(known.answerBy) : null }
  if (isDisputeNews(before, dispute)) await reviewOrder(req, order, [describeDispute(dispute)])
}

/** The disputes of an order. */
export async function findDisputes({ payload, req }: Reader, orderId: Id): Promise<DisputeRecord[]> {
  const { docs } = await payload.db.find<DisputeRecord>({
    collection: slugOf(payload, 'disputes'),
    where: { order: { equals: orderId } },
    pagination: false,
    ...(req && { req }),
  })
  return docs
}

function findDispute(req: PayloadRequest, disputeId: string): Promise<DisputeRecord | null> {
  return req.payload.db.findOne<DisputeRecord>({
    collection: slugOf(req.payload, 'disputes'),
    where: { disputeId: { equals: disputeId } },
    req,
  })
}

async function writeDispute(req: PayloadRequest, data: Record<string, unknown>): Promise<void> {
  await req.payload.db.create({ collection: slugOf(req.payload, 'disputes'), data, req, returning: false })
}

async function updateDispute(
  req: PayloadRequest,
  { id }: DisputeRecord,
  changes: Record<string, unknown>,
): Promise<void> {
  const data = { ...changes, updatedAt: new Date().toISOString() }
  await req.payload.db.updateOne({
    collection: slugOf(req.payload, 'disputes'),
    id,
    data,
    req,
    returning: false,
  })
}

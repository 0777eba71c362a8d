import { randomUUID } from 'node:crypto'
import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { inTransaction } from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import { slugOf } from '../../slugs.ts'
import type { Account } from '../../stripe/accounts.ts'
import { isKept, type Outcome } from '../../stripe/outcome.ts'
import { createRefund, factsOfRefund, listRefunds } from '../../stripe/refunds.ts'
import { installationIdOf } from '../installation.ts'
import { announce } from '../orders/announcements.ts'
import { lockOrder, reviewOrder } from '../orders/order-moves.ts'
import { accountOf } from '../payments/attempt.ts'
import { RESEND_WITHIN_MS } from '../payments/attempt-outcome.ts'
import { findAttempt } from '../payments/attempt-records.ts'
import type { PaymentRecord } from '../records.ts'
import {
  describeFailure,
  findRefunds,
  type RefundRecord,
  recordRefunds,
  updateRefund,
} from './refund-records.ts'

/** Throws `payment_refused` (502) with Stripe's reason, or `payment_unavailable` (503) where the sweep goes on asking. */
export async function sendRefund(payload: BasePayload, refund: RefundRecord): Promise<void> {
  const outcome = await requestRefund(payload, refund)
  if (outcome.kind === 'done') return
  if (outcome.kind === 'refused') {
    await failRefund(payload, refund, outcome.reason, { isTold: true })
    throw refusedBecause(outcome.reason)
  }
  throw new ShopError(
    'payment_unavailable',
    'Stripe did not confirm the refund. It is asked for again by itself within a minute: do not make it twice.',
  )
}

export const refusedBecause = (reason: string | null | undefined) =>
  new ShopError('payment_refused', `Stripe refused the refund: ${reason}`)

/**
 * Asks Stripe for a stored refund, the first time or again, and stores one that is made. Only a refusal is a failure:
 * an error of Stripe's own, or none at all, does not say that no money went back.
 */
async function requestRefund(payload: BasePayload, refund: RefundRecord): Promise<Outcome<Stripe.Refund>> {
  const { account, intentId } = await findIntent(payload, refund)
  const params = { intentId, amount: refund.amount, request: String(refund.request) }
  const outcome = await createRefund(account, params, String(refund.idempotencyKey))
  if (outcome.kind === 'done') await recordAnswer(payload, refund, outcome.value)
  return outcome
}

/**
 * Learns what became of a refund that Stripe has not confirmed: the same key and parameters again as long as Stripe
 * knows the key, and whatever it answers, whether the intent has a refund of that name. An error that Stripe keeps
 * under the key is its answer: where there is no such refund, it is asked for under another. One that is not there a
 * day later has come to nothing. Answers whether it is known now.
 */
export async function resolveRefund(payload: BasePayload, refund: RefundRecord): Promise<boolean> {
  const isTooOld = Date.now() - Date.parse(refund.createdAt) > RESEND_WITHIN_MS
  const outcome = isTooOld ? null : await requestRefund(payload, refund)
  if (outcome && (await isResolved(payload, refund, outcome))) return true
  const { account, intentId } = await findIntent(payload, refund)
  const listed = await listRefunds(account, intentId)
  if (listed.kind !== 'done') return false
  const made = listed.value.find(({ metadata }) => metadata?.refund === refund.request)
  if (made || isTooOld) {
    if (made) await recordAnswer(payload, refund, made)
    else await failRefund(payload, refund, 'Stripe knows nothing of it a day later.')
    return true
  }
  if (!outcome || !isKept(outcome)) return false
  const renewed = await renewKey(payload, refund)
  return isResolved(payload, renewed, await requestRefund(payload, renewed))
}

/** Nobody waits for the answer any more: staff learn of a refusal by the order. */
async function isResolved(
  payload: BasePayload,
  refund: RefundRecord,
  outcome: Outcome<Stripe.Refund>,
): Promise<boolean> {
  if (outcome.kind === 'refused') await failRefund(payload, refund, outcome.reason)
  return outcome.kind === 'done' || outcome.kind === 'refused'
}

/** Stored before it is used, so that a crash does not ask twice under two keys. */
async function renewKey(payload: BasePayload, refund: RefundRecord): Promise<RefundRecord> {
  const idempotencyKey = `${await installationIdOf(payload)}:refund:${refund.request}:${randomUUID()}`
  await payload.db.updateOne({
    collection: slugOf(payload, 'refunds'),
    id: refund.id,
    data: { idempotencyKey },
    req: {},
    returning: false,
  })
  return { ...refund, idempotencyKey }
}

async function recordAnswer(
  payload: BasePayload,
  { attempt }: RefundRecord,
  answer: Stripe.Refund,
): Promise<void> {
  const refunds = [factsOfRefund(answer)]
  await inTransaction(payload, (req) => recordRefunds(req, { attempt, refunds }))
}

/** Where the money is that goes back. */
async function findIntent(
  payload: BasePayload,
  { id, attempt }: RefundRecord,
): Promise<{ account: Account; intentId: string }> {
  const payment = await payload.db.findOne<PaymentRecord>({
    collection: slugOf(payload, 'payments'),
    where: { attempt: { equals: attempt } },
  })
  if (!payment?.intentId) throw new Error(`The payment of refund ${id} is not known.`)
  return { account: accountOf(payload, payment), intentId: payment.intentId }
}

/**
 * Notes that a refund came to nothing, unless Stripe has told of it in the meantime; on the order too, where whoever
 * asked for it is not told right now.
 */
async function failRefund(
  payload: BasePayload,
  refund: RefundRecord,
  reason: string,
  { isTold = false }: { isTold?: boolean } = {},
): Promise<void> {
  await inTransaction(payload, async (req) => {
    const payment = await findAttempt(req, refund.attempt)
    const order = payment && (await lockOrder(req, payment.order))
    const now = (await findRefunds({ payload, req }, refund.order)).find(({ id }) => id === refund.id)
    if (!now || now.refundId || now.status === 'failed') return
    await updateRefund(req, refund.id, { status: 'failed', reason })
    await announce(req, 'orderRefunded', refund.order)
    if (order && !isTold) await reviewOrder(req, order, [describeFailure({ ...refund, reason })])
  })
}

import { createHash, randomUUID } from 'node:crypto'
import type { BasePayload, PayloadRequest } from 'payload'
import type Stripe from 'stripe'
import { inTransaction } from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import { formatMoney } from '../../domain/money-text.ts'
import { hasBeenPaid } from '../../domain/order-status.ts'
import type { Account } from '../../stripe/accounts.ts'
import type { Outcome } from '../../stripe/outcome.ts'
import { createRefund, factsOfRefund, listRefunds } from '../../stripe/refunds.ts'
import { installationIdOf } from '../installation.ts'
import { lockOrder } from '../orders/order-moves.ts'
import { accountOf } from '../payments/attempt.ts'
import { RESEND_WITHIN_MS } from '../payments/attempt-outcome.ts'
import { findAttempt } from '../payments/attempt-records.ts'
import type { Id, OrderRecord, PaymentRecord } from '../records.ts'
import {
  findPaidAttempts,
  findRefunds,
  type RefundRecord,
  receivedOf,
  recordRefunds,
  updateRefund,
  writeRefund,
} from './refund-records.ts'

interface WantedRefund {
  orderId: Id
  /** In the minor unit of the order's currency; all that is left where null. */
  amount: number | null
  /** Who wants it, for the record. */
  requestedBy: string
  /** Makes repeated calls of that person for that order one; null for a refund of its own. */
  key?: string | null
}

/**
 * Gives money of an order back. Stored before Stripe is asked, so that a lost answer is asked for again under the
 * same key and nothing is given back twice. Throws `order_state` (409) where there is not as much left,
 * `payment_refused` (502) with Stripe's reason, `payment_unavailable` (503) where the sweep goes on asking.
 */
export async function refundOrder(payload: BasePayload, wanted: WantedRefund): Promise<void> {
  const installation = await installationIdOf(payload)
  const request = requestOf(wanted)
  await inTransaction(payload, (req) => storeRefund(req, { ...wanted, request, installation }))
  const refund = await payload.db.findOne<RefundRecord>({
    collection: 'refunds',
    where: { request: { equals: request } },
  })
  if (!refund) return
  if (refund.status === 'failed') throw refusedBecause(refund.reason)
  if (refund.status === 'requested') await sendRefund(payload, refund)
}

/** What names the refund, here and in Stripe: the same for a repeat. */
function requestOf({ orderId, requestedBy, key }: WantedRefund): string {
  if (!key) return randomUUID()
  return createHash('sha256')
    .update(JSON.stringify([orderId, requestedBy, key]))
    .digest('base64url')
}

async function storeRefund(
  req: PayloadRequest,
  wanted: WantedRefund & { request: string; installation: string },
): Promise<void> {
  const { request, installation, requestedBy } = wanted
  const order = await lockOrder(req, wanted.orderId)
  if (!order) throw new ShopError('not_found', 'There is no such order.')
  const refunds = await findRefunds(req, order.id)
  const known = refunds.find((refund) => refund.request === request)
  if (known && known.amount !== (wanted.amount ?? known.amount))
    throw new ShopError('invalid_input', 'This Idempotency-Key was used for another amount.')
  if (known) return
  const { payment, amount } = await chooseAttempt(req, order, { amount: wanted.amount, refunds })
  accountOf(req.payload, payment)
  await writeRefund(req, {
    order: order.id,
    attempt: payment.attempt,
    request,
    status: 'requested',
    amount,
    currency: payment.currency,
    requestedBy,
    idempotencyKey: `${installation}:refund:${request}`,
  })
}

/** The newest paid attempt that has as much left; of an order paid twice that is the one too many. */
async function chooseAttempt(
  req: PayloadRequest,
  order: OrderRecord,
  { amount, refunds }: { amount: number | null; refunds: readonly RefundRecord[] },
): Promise<{ payment: PaymentRecord; amount: number }> {
  if (!hasBeenPaid(order.status))
    throw new ShopError('order_state', `An order that is ${order.status} has nothing to give back.`)
  const choices = (await findPaidAttempts(req, order.id))
    .filter(({ intentId }) => intentId)
    .map((payment) => ({ payment, left: receivedOf(payment) - promisedOf(refunds, payment) }))
  const choice = choices.find(({ left }) => left >= (amount ?? 1))
  if (choice) return { payment: choice.payment, amount: amount ?? choice.left }
  const most = Math.max(0, ...choices.map(({ left }) => left))
  throw new ShopError('order_state', `At most ${formatMoney(most, order.currency)} can be given back.`)
}

/** What went back, is on its way or was asked for. */
function promisedOf(refunds: readonly RefundRecord[], { attempt }: PaymentRecord): number {
  return refunds
    .filter((refund) => refund.attempt === attempt && !['failed', 'canceled'].includes(refund.status))
    .reduce((sum, { amount }) => sum + amount, 0)
}

async function sendRefund(payload: BasePayload, refund: RefundRecord): Promise<void> {
  const outcome = await requestRefund(payload, refund)
  if (outcome.kind === 'done') return
  if (outcome.kind === 'refused') throw refusedBecause(outcome.reason)
  throw new ShopError(
    'payment_unavailable',
    'Stripe did not confirm the refund. It is asked for again by itself within a minute: do not make it twice.',
  )
}

const refusedBecause = (reason: string | null | undefined) =>
  new ShopError('payment_refused', `Stripe refused the refund: ${reason}`)

/**
 * Asks Stripe for a stored refund, the first time or again, and stores its answer. Only a refusal is a failure: an
 * error of Stripe's own, or none at all, does not say that no money went back.
 */
async function requestRefund(payload: BasePayload, refund: RefundRecord): Promise<Outcome<Stripe.Refund>> {
  const { account, intentId } = await findIntent(payload, refund)
  const params = { intentId, amount: refund.amount, request: String(refund.request) }
  const outcome = await createRefund(account, params, String(refund.idempotencyKey))
  if (outcome.kind === 'done') await recordAnswer(payload, refund, outcome.value)
  if (outcome.kind === 'refused') await failRefund(payload, refund, outcome.reason)
  return outcome
}

/**
 * Learns what became of a refund that Stripe has not confirmed: the same key and parameters again as long as Stripe
 * knows the key, and whatever it answers, whether the intent has a refund of that name. One that it does not have a
 * day later has come to nothing.
 */
export async function resolveRefund(payload: BasePayload, refund: RefundRecord): Promise<void> {
  const isTooOld = Date.now() - Date.parse(refund.createdAt) > RESEND_WITHIN_MS
  if (!isTooOld && isSettled(await requestRefund(payload, refund))) return
  const { account, intentId } = await findIntent(payload, refund)
  const listed = await listRefunds(account, intentId)
  if (listed.kind !== 'done') return
  const made = listed.value.find(({ metadata }) => metadata?.refund === refund.request)
  if (made) await recordAnswer(payload, refund, made)
  else if (isTooOld) await failRefund(payload, refund, 'Stripe knows nothing of it a day later.')
}

const isSettled = ({ kind }: Outcome<unknown>) => kind === 'done' || kind === 'refused'

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
    collection: 'payments',
    where: { attempt: { equals: attempt } },
  })
  if (!payment?.intentId) throw new Error(`The payment of refund ${id} is not known.`)
  return { account: accountOf(payload, payment), intentId: payment.intentId }
}

/** Notes that a refund came to nothing, unless Stripe has told of it in the meantime. */
async function failRefund(payload: BasePayload, refund: RefundRecord, reason: string): Promise<void> {
  await inTransaction(payload, async (req) => {
    const payment = await findAttempt(req, refund.attempt)
    if (payment) await lockOrder(req, payment.order)
    const now = (await findRefunds(req, refund.order)).find(({ id }) => id === refund.id)
    if (now && !now.refundId) await updateRefund(req, refund.id, { status: 'failed', reason })
  })
}

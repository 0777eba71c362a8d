import { createHash, randomUUID } from 'node:crypto'
import type { BasePayload, PayloadRequest } from 'payload'
import type Stripe from 'stripe'
import { inTransaction } from '../../database/database.ts'
import { chargeStepProblem } from '../../domain/charge-limits.ts'
import { ShopError } from '../../domain/errors.ts'
import { sumOf } from '../../domain/money.ts'
import { formatMoney } from '../../domain/money-text.ts'
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
import type { Id, OrderRecord, PaymentRecord } from '../records.ts'
import {
  describeFailure,
  findRefunds,
  type RefundRecord,
  recordRefunds,
  updateRefund,
  writeRefund,
} from './refund-records.ts'
import { type Refundable, type RefundablePart, readRefundable } from './refundable.ts'

interface WantedRefund {
  orderId: Id
  /** In the minor unit of the order's currency; all that was received and is left where null. */
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
export async function refundOrder(payload: BasePayload, wanted: WantedRefund): Promise<RefundAnswer> {
  const installation = await installationIdOf(payload)
  const request = requestOf(wanted)
  await inTransaction(payload, (req) => storeRefund(req, { ...wanted, request, installation }))
  const failures: unknown[] = []
  for (const refund of await readRequested(payload, wanted.orderId, request)) {
    if (refund.status === 'failed') failures.push(refusedBecause(refund.reason))
    if (refund.status !== 'requested') continue
    await sendRefund(payload, refund).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
  return answerOf(await readRequested(payload, wanted.orderId, request))
}

/** A refund as a caller is told of it. `amount` in the minor unit of `currency`. */
export interface RefundAnswer {
  amount: number
  currency: string
  /** `pending` is on its way. */
  status: RefundRecord['status']
  reason: string | null
}

/** Of an order that was paid twice there can be one refund for each payment: together they are as far as the last one. */
function answerOf(parts: readonly RefundRecord[]): RefundAnswer {
  const [last] = parts.toSorted((a, b) => FARNESS.indexOf(a.status) - FARNESS.indexOf(b.status))
  if (!last) throw new Error('A refund was stored and is not there.')
  const { currency, status, reason = null } = last
  return { amount: sumOf(parts.map(({ amount }) => amount)), currency, status, reason }
}

const FARNESS: readonly RefundRecord['status'][] = [
  'failed',
  'canceled',
  'requested',
  'requires_action',
  'pending',
  'succeeded',
]

async function readRequested(payload: BasePayload, orderId: Id, request: string): Promise<RefundRecord[]> {
  const refunds = await findRefunds({ payload }, orderId)
  return refunds.filter((refund) => isPartOf(refund, request))
}

/** The first part has the name of the whole, so that one payment's refund is called as it was asked for. */
const partName = (request: string, index: number) => (index === 0 ? request : `${request}:${index + 1}`)

function isPartOf({ request: name }: RefundRecord, request: string): boolean {
  return name === request || name?.startsWith(`${request}:`) === true
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
  const reader = { payload: req.payload, req }
  const order = await lockOrder(req, wanted.orderId)
  if (!order) throw new ShopError('not_found', 'There is no such order.')
  const problem = wanted.amount === null ? null : chargeStepProblem(wanted.amount, order.currency)
  if (problem) throw new ShopError('invalid_input', `"amount" ${problem}.`)
  const known = (await findRefunds(reader, order.id)).filter((refund) => isPartOf(refund, request))
  const knownAmount = sumOf(known.map(({ amount }) => amount))
  if (known.length > 0 && knownAmount !== (wanted.amount ?? knownAmount))
    throw new ShopError('invalid_input', 'This Idempotency-Key was used for another amount.')
  if (known.length > 0) return
  const parts = chooseAttempts(order, await readRefundable(reader, order), wanted.amount)
  for (const [index, { payment, amount }] of parts.entries()) {
    accountOf(req.payload, payment)
    const name = partName(request, index)
    await writeRefund(req, {
      order: order.id,
      attempt: payment.attempt,
      request: name,
      status: 'requested',
      amount,
      currency: payment.currency,
      requestedBy,
      idempotencyKey: `${installation}:refund:${name}`,
    })
  }
}

/**
 * From which payments the amount goes back: the newest that has as much left, which of an order paid twice is the one
 * too many; all that is left of each where no amount is given or none has enough.
 */
function chooseAttempts(
  order: OrderRecord,
  { parts, left, refusal }: Refundable,
  amount: number | null,
): RefundablePart[] {
  if (refusal !== null) throw new ShopError('order_state', refusal)
  if (amount === null) return parts
  if (amount > left) {
    throw new ShopError('order_state', `At most ${formatMoney(left, order.currency)} can be given back.`)
  }
  const enough = parts.find((part) => part.amount >= amount)
  if (enough) return [{ ...enough, amount }]
  let open = amount
  return parts.flatMap((part) => {
    const share = Math.min(open, part.amount)
    open -= share
    return share > 0 ? [{ ...part, amount: share }] : []
  })
}

async function sendRefund(payload: BasePayload, refund: RefundRecord): Promise<void> {
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

const refusedBecause = (reason: string | null | undefined) =>
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
 * day later has come to nothing.
 */
export async function resolveRefund(payload: BasePayload, refund: RefundRecord): Promise<void> {
  const isTooOld = Date.now() - Date.parse(refund.createdAt) > RESEND_WITHIN_MS
  const outcome = isTooOld ? null : await requestRefund(payload, refund)
  if (outcome && (await isResolved(payload, refund, outcome))) return
  const { account, intentId } = await findIntent(payload, refund)
  const listed = await listRefunds(account, intentId)
  if (listed.kind !== 'done') return
  const made = listed.value.find(({ metadata }) => metadata?.refund === refund.request)
  if (made) return recordAnswer(payload, refund, made)
  if (isTooOld) return failRefund(payload, refund, 'Stripe knows nothing of it a day later.')
  if (!outcome || !isKept(outcome)) return
  const renewed = await renewKey(payload, refund)
  await isResolved(payload, renewed, await requestRefund(payload, renewed))
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

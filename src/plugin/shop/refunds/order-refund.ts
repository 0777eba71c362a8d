import { createHash, randomUUID } from 'node:crypto'
import type { BasePayload, PayloadRequest } from 'payload'
import { inTransaction } from '../../database/database.ts'
import { chargeStepProblem } from '../../domain/charge-limits.ts'
import { ShopError } from '../../domain/errors.ts'
import { sumOf } from '../../domain/money.ts'
import { formatMoney } from '../../domain/money-text.ts'
import { installationIdOf } from '../installation.ts'
import { lockOrder } from '../orders/order-moves.ts'
import { accountOf } from '../payments/attempt.ts'
import type { Id, OrderRecord } from '../records.ts'
import { refusedBecause, sendRefund } from './refund-outcome.ts'
import { findRefunds, type RefundRecord, writeRefund } from './refund-records.ts'
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

import { randomUUID } from 'node:crypto'
import type { BasePayload, PayloadRequest } from 'payload'
import { inTransaction } from '../database.ts'
import { ShopError } from '../domain/errors.ts'
import { formatMoney } from '../domain/money.ts'
import { hasBeenPaid } from '../domain/order-status.ts'
import { createRefund, factsOfRefund } from '../stripe/refunds.ts'
import { accountOf } from './attempts.ts'
import { findPayment } from './find-payment.ts'
import { lockOrder } from './move-order.ts'
import {
  paidAttemptsOf,
  type RefundRecord,
  receivedOf,
  recordRefunds,
  refundsOf,
  updateRefund,
  writeRefund,
} from './record-refunds.ts'
import type { Id, OrderRecord, PaymentRecord } from './records.ts'
import { installationIdOf } from './shop.ts'

interface WantedRefund {
  orderId: Id
  /** In the minor unit of the order's currency; all that is left where null. */
  amount: number | null
  /** Who wants it, for the record. */
  requestedBy: string
}

/**
 * Gives money of an order back. Stored before Stripe is asked, so that a lost answer is asked for again under the
 * same key and nothing is given back twice. Throws `order_state` (409) where there is not as much left,
 * `payment_refused` (502) with Stripe's reason, `payment_unavailable` (503).
 */
export async function refundOrder(payload: BasePayload, wanted: WantedRefund): Promise<void> {
  const installation = await installationIdOf(payload)
  const request = randomUUID()
  await inTransaction(payload, async (req) => {
    const order = await lockOrder(req, wanted.orderId)
    if (!order) throw new ShopError('not_found', 'There is no such order.')
    const { payment, amount } = await chooseAttempt(req, order, wanted.amount)
    await writeRefund(req, {
      order: order.id,
      attempt: payment.attempt,
      request,
      status: 'requested',
      amount,
      currency: payment.currency,
      requestedBy: wanted.requestedBy,
      idempotencyKey: `${installation}:refund:${request}`,
    })
  })
  const refund = await payload.db.findOne<RefundRecord>({
    collection: 'refunds',
    where: { request: { equals: request } },
  })
  if (refund) await sendRefund(payload, refund)
}

/** The newest paid attempt that has as much left; of an order paid twice that is the one too many. */
async function chooseAttempt(
  req: PayloadRequest,
  order: OrderRecord,
  amount: number | null,
): Promise<{ payment: PaymentRecord; amount: number }> {
  if (!hasBeenPaid(order.status))
    throw new ShopError('order_state', `An order that is ${order.status} has nothing to give back.`)
  const refunds = await refundsOf(req, order.id)
  const choices = (await paidAttemptsOf(req, order.id))
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

/** Asks Stripe for a stored refund, the first time or again, and stores its answer. */
export async function sendRefund(payload: BasePayload, refund: RefundRecord): Promise<void> {
  const payment = await payload.db.findOne<PaymentRecord>({
    collection: 'payments',
    where: { attempt: { equals: refund.attempt } },
  })
  if (!payment?.intentId || !refund.request || !refund.idempotencyKey) return
  const { intentId } = payment
  const { amount, request, attempt } = refund
  const params = { intentId, amount, request }
  const outcome = await createRefund(accountOf(payload, payment), params, refund.idempotencyKey)
  if (outcome.kind === 'done') {
    const refunds = [factsOfRefund(outcome.value)]
    await inTransaction(payload, (req) => recordRefunds(req, { attempt, refunds }))
    return
  }
  const { reason } = outcome
  if (outcome.kind !== 'unknown') await failRefund(payload, refund, reason)
  if (outcome.kind === 'refused')
    throw new ShopError('payment_refused', `Stripe refused the refund: ${reason}`)
  const isUnknown = outcome.kind === 'unknown'
  throw new ShopError(
    'payment_unavailable',
    isUnknown
      ? 'Stripe did not answer. The refund is asked for again by itself within a minute.'
      : 'Stripe cannot be reached. Nothing was given back.',
  )
}

/** Notes that a refund came to nothing, unless Stripe has told of it in the meantime. */
export async function failRefund(payload: BasePayload, refund: RefundRecord, reason: string): Promise<void> {
  await inTransaction(payload, async (req) => {
    const payment = await findPayment(req, refund.attempt)
    if (payment) await lockOrder(req, payment.order)
    const now = (await refundsOf(req, refund.order)).find(({ id }) => id === refund.id)
    if (now && !now.refundId) await updateRefund(req, refund.id, { status: 'failed', reason })
  })
}

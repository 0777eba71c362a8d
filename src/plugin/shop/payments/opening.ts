import type { BasePayload, PayloadRequest } from 'payload'
import { inTransaction, writeOpened } from '../../database/database.ts'
import { taxesAsCharged } from '../../domain/charged-amounts.ts'
import { formatMoney } from '../../domain/money-text.ts'
import type { OrderStatus } from '../../domain/order-status.ts'
import type { OpenedPayment } from '../../stripe/flows/flow.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import type { Outcome } from '../../stripe/outcome.ts'
import { lockOrder, moveOrder, reviewOrder } from '../orders/order-moves.ts'
import { orderUrl } from '../orders/order-token.ts'
import type { OrderRecord } from '../records.ts'
import { answerOpened, type StartedPayment } from './answer.ts'
import { type AttemptToSend, accountOf } from './attempt.ts'
import { updateAttempt } from './attempt-records.ts'
import { forgetTerms } from './payment-terms.ts'
import { paymentRefused, paymentUnavailable } from './refusals.ts'
import { releaseIfOver } from './release.ts'

/**
 * Asks Stripe for a stored attempt, once, and stores its answer. Where there is none, the order is what it was `before`.
 * Answers null where Stripe refused it because of a coupon, a tax rate or a product that somebody deleted or archived in
 * the Dashboard: another attempt, with others, can succeed. Throws `payment_refused` or `payment_unavailable`.
 */
export async function openAttempt(
  payload: BasePayload,
  { payment, before }: { payment: AttemptToSend; before: OrderStatus },
): Promise<StartedPayment | null> {
  const outcome = await requestPlainly(payload, payment)
  if (outcome.kind === 'done') {
    await recordOpened(payload, payment, outcome.value)
    return answerOpened(payload, { ...payment, ...outcome.value })
  }
  payload.logger.warn({ order: payment.order, account: payment.account, msg: `Stripe: ${outcome.reason}` })
  const isWorthAnother = outcome.kind === 'refused' && (await forgetTerms(payload, payment.params, outcome))
  // Without an answer the attempt stays `starting`: the sweep learns what became of it.
  const isOver = outcome.kind !== 'unknown'
  await recordFailure(payload, { payment, reason: outcome.reason, isOver, before })
  if (isWorthAnother) return null
  throw outcome.kind === 'refused' ? paymentRefused() : paymentUnavailable()
}

/** Asks Stripe for the attempt, and where Stripe refuses it with what the host project adds, without that. */
async function requestPlainly(payload: BasePayload, payment: AttemptToSend): Promise<Outcome<OpenedPayment>> {
  const outcome = await requestPayment(payload, payment)
  const { additions = {}, ...params } = payment.params
  const names = Object.keys(additions)
  if (outcome.kind !== 'refused' || names.length === 0) return outcome
  payload.logger.error({
    order: payment.order,
    msg: `Stripe refused the session of order ${payment.order}: ${outcome.reason} It is asked again without what sessionParams adds: ${names.join(', ')}.`,
  })
  const plain = { params, idempotencyKey: `${payment.idempotencyKey}:plain` }
  await inTransaction(payload, (req) => updateAttempt(req, payment, plain))
  return requestPayment(payload, { ...payment, ...plain })
}

/** Asks Stripe for the attempt. The same request and key each time, so that a repeat makes nothing new. */
export async function requestPayment(
  payload: BasePayload,
  payment: AttemptToSend,
): Promise<Outcome<OpenedPayment>> {
  const returnUrl = await orderUrl(payload, payment.order)
  const request = {
    ...payment.params,
    amount: payment.amount,
    returnUrl,
    cancelUrl: payment.params.cancelUrl ?? returnUrl,
    expiresAt: new Date(payment.params.expiresAt),
  }
  return FLOWS[payment.flow].open(accountOf(payload, payment), request, payment.idempotencyKey)
}

/**
 * Stores what Stripe answered. An event of it may have come first: then only its ids are new. Where the amount is
 * not ours, the order says what Stripe will charge, and staff why, before anybody is sent there.
 */
export async function recordOpened(
  payload: BasePayload,
  payment: AttemptToSend,
  opened: OpenedPayment,
): Promise<void> {
  await writeOpened(payload, { ...opened, attempt: payment.attempt })
  if (opened.amount === payment.amount) return
  const [asked, charged] = [payment.amount, opened.amount].map((minor) =>
    formatMoney(minor, payment.currency),
  )
  await inTransaction(payload, async (req) => {
    const order = await lockOrder(req, payment.order)
    if (!order) return
    await reviewOrder(req, order, [`Stripe asks for ${charged} where the shop’s own sum says ${asked}.`])
    if (order.status === 'open') await recordCharge(req, order, opened)
  })
}

/** What Stripe charges is what the order says. */
async function recordCharge(
  req: PayloadRequest,
  order: OrderRecord,
  { amount: total, details }: OpenedPayment,
): Promise<void> {
  const { subtotal, discountAmount, taxAmount, discountCopy, taxCopies, shippingCopy } = order
  const known = { discount: discountAmount, tax: taxAmount, shipping: order.shippingAmount ?? 0 }
  const { discount, tax, shipping } = details ?? known
  const fields = {
    total,
    discountAmount: discount,
    taxAmount: tax,
    shippingAmount: shipping,
    ...(discountCopy && { discountCopy: { ...discountCopy, amount: discount } }),
    ...(shippingCopy && { shippingCopy: { ...shippingCopy, amount: shipping } }),
    taxCopies: taxesAsCharged({ subtotal, taxes: taxCopies ?? [] }, { total, discount, tax, shipping }),
  }
  await moveOrder(req, order, { to: order.status, reason: '', fields })
}

interface Failure {
  payment: AttemptToSend
  reason: string
  /** Whether Stripe has said that nothing was made. */
  isOver: boolean
  before: OrderStatus
}

async function recordFailure(
  payload: BasePayload,
  { payment, reason, isOver, before }: Failure,
): Promise<void> {
  await inTransaction(payload, async (req) => {
    const order = await lockOrder(req, payment.order)
    await updateAttempt(req, payment, { reason, ...(isOver && { status: 'failed' }) })
    if (order?.status === 'open') {
      const fields = before === 'failed' ? { buyKey: null } : {}
      await moveOrder(req, order, { to: before, reason, fields })
    }
    await releaseIfOver(req, payment.order)
  })
}

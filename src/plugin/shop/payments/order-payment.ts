import type { BasePayload, PayloadRequest } from 'payload'
import { inTransaction, lockReferences } from '../../database/database.ts'
import { readDefaults } from '../../database/host-fields.ts'
import { assertChargeable } from '../../domain/charge-limits.ts'
import { ShopError } from '../../domain/errors.ts'
import { canBePaid, hasBeenPaid, type OrderStatus } from '../../domain/order-status.ts'
import type { PaymentFlow } from '../../domain/payment-flows.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { installationIdOf } from '../installation.ts'
import { holdFor } from '../orders/holds.ts'
import { assertOnSale } from '../orders/items-on-sale.ts'
import { lockOrder, moveOrder, toPack, withReview } from '../orders/order-moves.ts'
import { freezeOrder, readOrder } from '../orders/order-records.ts'
import { holdRedemption, recordRedemption } from '../orders/redemptions.ts'
import { isSameSale } from '../orders/sale.ts'
import { holdStock, takeFromStock } from '../orders/stock.ts'
import type { Id, OrderRecord } from '../records.ts'
import { shopOf } from '../shop.ts'
import { answerFree, answerOpened, type StartedPayment } from './answer.ts'
import { newAttempt } from './attempt.ts'
import { findAttempts, isLive, writeAttempt } from './attempt-records.ts'
import { startDraftPayment } from './draft-payment.ts'
import { findLiveAttempt, isReusable, supersede } from './live-attempt.ts'
import { openAttempt } from './opening.ts'
import { ensureTerms, NO_TERMS } from './payment-terms.ts'
import { priceNow } from './pricing.ts'
import { paymentRefused } from './refusals.ts'
import { expireLeft } from './release.ts'

interface WantedPayment {
  orderId: Id
  flow: PaymentFlow
  /** Where a shopper goes who turns back on Stripe's page; the order's own page unless given. */
  cancelPath?: string | null
  /** Which of the project's languages the shopper reads; the default one unless given. */
  locale?: string | null
}

/**
 * Starts a payment for a whole order, or answers the one that is open. Throws `order_state` (409) where the
 * order is paid, being paid or canceled; when Stripe refuses, the order keeps the status it had.
 */
export async function payOrder(
  payload: BasePayload,
  { orderId, flow, cancelPath = null, locale = null }: WantedPayment,
): Promise<StartedPayment> {
  const order = assertPayable(await readOrder(payload, orderId))
  const { status } = order
  const attempt = await startDraftPayment(payload, order, { flow, cancelPath, locale })
  if (attempt) {
    const started = await openAttempt(payload, { payment: attempt, before: status })
    return started ?? payAnew(payload, { orderId, flow, cancelPath, locale, before: status, isRepeat: true })
  }
  const live = await findLiveAttempt(payload, orderId, { goesOn: true })
  if (live && live.flow === flow && isReusable(payload, live)) return answerOpened(payload, live)
  if (live) await supersede(payload, live, { goesOn: true })
  try {
    return await payAnew(payload, { orderId, flow, cancelPath, locale, before: status })
  } catch (error) {
    // What was there to pay by is over, and nothing comes in its place.
    if (error instanceof ShopError && error.status === 409) await expireLeft(payload, orderId)
    throw error
  }
}

type NextPayment = Required<WantedPayment> & {
  /** What the order was when its payment was asked for, and is again where Stripe begins none. */
  before: OrderStatus
  /** Whether Stripe has refused one already because of an object that is not there any more. */
  isRepeat?: boolean
}

/**
 * Starts an order's next payment, where none is live. What Stripe needs is made before the transaction that freezes the
 * order and writes the attempt, since nothing may wait for Stripe while it holds a row.
 */
export async function payAnew(
  payload: BasePayload,
  { orderId, flow, cancelPath, locale, before, isRepeat = false }: NextPayment,
): Promise<StartedPayment> {
  const installation = await installationIdOf(payload)
  const seen = await priceNow({ payload, locale }, await readOrder(payload, orderId))
  const account = shopOf(payload).accounts.forCurrency(seen.currency)
  const hasTerms = seen.total > 0 && FLOWS[flow].hasLines
  const terms = hasTerms ? await ensureTerms(payload, account, seen) : NO_TERMS
  const more = await readDefaults(payload, 'payments')
  const written = await inTransaction(payload, async (req) => {
    const order = await lockPayable(req, { orderId, locale })
    // Edited since it was read: what was made in Stripe is for another order than this.
    if (!isSameSale(order, seen)) return null
    if (order.status === 'draft') await freezeOrder(req, order)
    else await assertOnSale({ payload, req }, order)
    if (order.total === 0) return settleFree(req, order)
    assertChargeable(order.total, order.currency)
    await holdFor(req, order)
    if ((await findAttempts(payload, orderId, req)).some(isLive)) return null
    const attempt = newAttempt(payload, { order, flow, account, terms, cancelPath, installation, locale })
    await writeAttempt(req, { ...more, ...attempt })
    await moveOrder(req, order, { to: 'open', reason: 'a payment was started' })
    return attempt
  })
  if (written === null) return payOrder(payload, { orderId, flow, cancelPath, locale })
  if (written === 'free') {
    return answerFree(payload, { flow, publishableKey: account.publishableKey, orderId })
  }
  const started = await openAttempt(payload, { payment: written, before })
  if (started) return started
  if (isRepeat) throw paymentRefused()
  return payAnew(payload, { orderId, flow, cancelPath, locale, before, isRepeat: true })
}

/** The order at what it costs now, held until the transaction of `req` ends. */
async function lockPayable(
  req: PayloadRequest,
  { orderId, locale }: { orderId: Id; locale: string | null },
): Promise<OrderRecord> {
  await lockReferences(req, 'write')
  const locked = await lockOrder(req, orderId)
  if (!locked) throw new ShopError('not_found', 'There is no such order.')
  return priceNow({ payload: req.payload, req, locale }, assertPayable(locked))
}

/** Nothing to pay: settled without Stripe, where there is enough of everything. Throws `out_of_stock` or `discount_used_up`. */
async function settleFree(req: PayloadRequest, order: OrderRecord): Promise<'free'> {
  await holdStock(req, order)
  await holdRedemption(req, order)
  const problems = [
    ...(await takeFromStock(req, order)),
    ...(await recordRedemption(req, order)),
    ...(order.shippingCopy ? [NOBODY_ASKED] : []),
  ]
  await moveOrder(req, order, {
    to: 'paid',
    reason: 'nothing to pay',
    fields: {
      paidAt: new Date().toISOString(),
      ...toPack(order),
      ...(problems.length > 0 && { review: withReview(order, problems.join('\n')) }),
    },
  })
  return 'free'
}

const NOBODY_ASKED =
  'There was nothing to pay, so Stripe asked for no address. Ask the customer where to send it.'

function assertPayable(order: OrderRecord): OrderRecord {
  if (hasBeenPaid(order.status)) throw new ShopError('order_state', 'This order is paid already.')
  if (!canBePaid(order.status)) {
    throw new ShopError('order_state', `An order that is ${order.status} cannot be paid.`)
  }
  return order
}

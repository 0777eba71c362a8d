import { randomUUID } from 'node:crypto'
import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { ShopError } from '../../domain/errors.ts'
import type { PaymentFlow } from '../../domain/payment-flows.ts'
import type { Account } from '../../stripe/accounts.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { stripeLocaleOf } from '../../stripe/locales.ts'
import { additionsTo, findContradictions } from '../../stripe/session-additions.ts'
import type { Id, OrderRecord, PaymentRecord, StoredRequest } from '../records.ts'
import { type SessionParamsOption, shopOf } from '../shop.ts'
import type { StripeTerms } from './payment-terms.ts'

/** How long a shopper may take to pay. Stripe takes 30 minutes to 24 hours for a session. */
export const ATTEMPT_TTL_MS = 60 * 60 * 1000

/** A stored attempt as it goes to Stripe, before anything is known of its session or intent. */
export type AttemptToSend = Omit<PaymentRecord, 'id'> & { id?: Id }

export type PayableOrder = Pick<OrderRecord, 'id' | 'currency' | 'lines' | 'total' | 'shippingCopy'>

interface NewAttempt {
  order: PayableOrder
  flow: PaymentFlow
  account: Account
  terms: StripeTerms
  /** Where a shopper goes who turns back on Stripe's page; null for the order's own page. */
  cancelPath: string | null
  /** Read before the transaction: inside, the query would wait for a second connection of the pool. */
  installation: string
  /** The language that the shopper reads, as the project calls it; null where nothing is known. */
  locale: string | null
}

/**
 * An attempt to pay the order, with all that Stripe will be sent. It is stored before Stripe is asked: whatever
 * happens after, the same request can be sent again under the same key.
 */
export function newAttempt(
  payload: BasePayload,
  { order, flow, account, terms, cancelPath, installation, locale }: NewAttempt,
): AttemptToSend {
  const attempt = randomUUID()
  const { couponId, taxRateIds, products, names } = terms
  const request: StoredRequest = {
    marks: { installation, order: String(order.id), attempt },
    currency: order.currency,
    lines: order.lines.map((line) => ({
      itemId: line.soldItem,
      name: names.get(line.soldItem) ?? line.name,
      unitAmount: line.unitAmount,
      quantity: line.quantity,
      productId: products.get(line.soldItem) ?? null,
    })),
    couponId,
    taxRateIds,
    shipping: order.shippingCopy ?? null,
    locale: stripeLocaleOf(locale),
    publishableKey: account.publishableKey,
    cancelUrl: cancelPath === null ? null : shopOf(payload).publicUrl + cancelPath,
    expiresAt: new Date(Date.now() + ATTEMPT_TTL_MS).toISOString(),
  }
  return {
    order: order.id,
    attempt,
    status: 'starting',
    flow,
    account: account.name,
    amount: order.total,
    currency: order.currency,
    params: withSessionParams(payload, { order, flow, request }),
    expiresAt: request.expiresAt,
    idempotencyKey: `${installation}:pay:${attempt}`,
    createdAt: new Date().toISOString(),
  }
}

/** The request with what the host project wants in the session. It learns everything but the order's token. */
function withSessionParams(
  payload: BasePayload,
  { order, flow, request }: { order: PayableOrder; flow: PaymentFlow; request: StoredRequest },
): StoredRequest {
  const { sessionParams, publicUrl } = shopOf(payload)
  const orderPage = `${publicUrl}/order/${order.id}`
  const own = FLOWS[flow].sessionParams?.({
    ...request,
    amount: order.total,
    returnUrl: orderPage,
    cancelUrl: request.cancelUrl ?? orderPage,
    expiresAt: new Date(request.expiresAt),
  })
  if (!own) return request
  const wanted = askSessionParams(payload, { order, own, sessionParams })
  const additions = wanted && additionsTo(own, wanted)
  return additions && Object.keys(additions).length > 0 ? { ...request, additions } : request
}

/** What the host project wants; a mistake in it is told to the log, and the payment goes on without. */
function askSessionParams(
  payload: BasePayload,
  {
    order,
    own,
    sessionParams,
  }: {
    order: PayableOrder
    own: Stripe.Checkout.SessionCreateParams
    sessionParams: SessionParamsOption
  },
): Stripe.Checkout.SessionCreateParams | null {
  const complain = (problem: string, err?: unknown) =>
    payload.logger.error({ err, order: order.id, msg: `sessionParams of order ${order.id} ${problem}` })
  try {
    const wanted: unknown = sessionParams(order, own)
    if (typeof wanted !== 'object' || wanted === null || wanted instanceof Promise) {
      complain('must answer an object at once, no promise. The payment goes on without it.')
      return null
    }
    const names = findContradictions(wanted, own)
    if (names.length > 0)
      complain(`may not change ${names.join(', ')}, which the shop decides. The payment goes on without.`)
    return wanted
  } catch (error) {
    complain('failed. The payment goes on without it.', error)
    return null
  }
}

/** The account that an attempt was made with. Throws `payment_unavailable` when it is not configured any more. */
export function accountOf(payload: BasePayload, payment: AttemptToSend): Account {
  const account = shopOf(payload).accounts.named(payment.account)
  if (!account) throw new ShopError('payment_unavailable', describeMissingAccount(payment))
  return account
}

export function describeMissingAccount({ account }: AttemptToSend): string {
  return `The Stripe account "${account}" is not configured any more.`
}

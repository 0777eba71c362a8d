import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { type Outcome, outcomeOf } from './outcome.ts'

/** What marks a payment as ours, in a session's and an intent's metadata. */
export interface Marks {
  /** This database; another installation may use the same Stripe account. */
  installation: string
  order: string
  attempt: string
}

export interface CheckoutLine {
  itemId: string
  name: string
  unitAmount: number
  quantity: number
}

export interface CheckoutRequest {
  marks: Marks
  currency: string
  lines: readonly CheckoutLine[]
  /** The order's discount in the account; Checkout takes one. */
  couponId?: string | null
  /** Its taxes in the account, on every line; at most five. */
  taxRateIds?: readonly string[]
  successUrl: string
  cancelUrl: string
  expiresAt: Date
}

/** Checkout's parameters for an order: a function of the frozen order alone, so that a repeat is identical. */
export function checkoutParams(request: CheckoutRequest): Stripe.Checkout.SessionCreateParams {
  const metadata = { ...request.marks }
  const { couponId, taxRateIds = [] } = request
  return {
    mode: 'payment',
    ui_mode: 'hosted_page',
    client_reference_id: request.marks.order,
    metadata,
    payment_intent_data: { metadata },
    line_items: request.lines.map((line) => ({
      quantity: line.quantity,
      price_data: {
        currency: request.currency,
        unit_amount: line.unitAmount,
        product_data: { name: line.name, metadata: { itemId: line.itemId } },
      },
      ...(taxRateIds.length > 0 && { tax_rates: [...taxRateIds] }),
    })),
    ...(couponId && { discounts: [{ coupon: couponId }] }),
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    expires_at: Math.floor(request.expiresAt.getTime() / 1000),
    // Left out, both follow the account's settings and change totals silently.
    automatic_tax: { enabled: false },
    adaptive_pricing: { enabled: false },
  }
}

export function createSession(
  account: Account,
  params: Stripe.Checkout.SessionCreateParams,
  idempotencyKey: string,
): Promise<Outcome<Stripe.Checkout.Session>> {
  return outcomeOf(() => account.stripe.checkout.sessions.create(params, { idempotencyKey }))
}

export function retrieveSession(account: Account, id: string): Promise<Outcome<Stripe.Checkout.Session>> {
  return outcomeOf(() => account.stripe.checkout.sessions.retrieve(id))
}

/** Ends an open session. Refused when it is not open any more: because it completed, or expired before. */
export function expireSession(account: Account, id: string): Promise<Outcome<Stripe.Checkout.Session>> {
  return outcomeOf(() => account.stripe.checkout.sessions.expire(id))
}

export function retrieveIntent(account: Account, id: string): Promise<Outcome<Stripe.PaymentIntent>> {
  return outcomeOf(() => account.stripe.paymentIntents.retrieve(id))
}

import type Stripe from 'stripe'
import { COUNTRIES } from '../domain/countries.ts'
import type { Account } from './accounts.ts'
import { metadataOf } from './facts.ts'
import type { PaymentRequest } from './flows/flow.ts'
import { callStripe, type Outcome } from './outcome.ts'

type SessionParams = Stripe.Checkout.SessionCreateParams

/**
 * Checkout's parameters for an order, all but those that say where its page is shown: a function of the frozen
 * order alone, so that a repeat is identical.
 */
export function checkoutParams(request: PaymentRequest): SessionParams {
  const metadata = metadataOf(request.marks)
  const { couponId, taxRateIds = [] } = request
  return {
    mode: 'payment',
    client_reference_id: request.marks.order,
    metadata,
    payment_intent_data: { metadata },
    line_items: request.lines.map((line) => ({
      quantity: line.quantity,
      price_data: {
        currency: request.currency,
        unit_amount: line.unitAmount,
        ...(line.productId
          ? { product: line.productId }
          : { product_data: { name: line.name, metadata: { itemId: line.itemId } } }),
      },
      ...(taxRateIds.length > 0 && { tax_rates: [...taxRateIds] }),
    })),
    ...shippingParams(request),
    ...(couponId && { discounts: [{ coupon: couponId }] }),
    ...(request.locale && { locale: request.locale }),
    expires_at: Math.floor(request.expiresAt.getTime() / 1000),
    // Left out, both follow the account's settings and change totals silently.
    automatic_tax: { enabled: false },
    adaptive_pricing: { enabled: false },
  }
}

/** The one way of delivery that the order was priced with, and the countries that it goes to. */
function shippingParams({
  shipping,
  currency,
}: PaymentRequest): Pick<SessionParams, 'shipping_address_collection' | 'shipping_options'> {
  if (!shipping) return {}
  const { name, amount, countries, minDays, maxDays } = shipping
  const days = (value: number) => ({ unit: 'business_day' as const, value })
  const isEstimated = minDays !== null || maxDays !== null
  return {
    shipping_address_collection: {
      allowed_countries: [...(countries.length > 0 ? countries : COUNTRIES)],
    },
    shipping_options: [
      {
        shipping_rate_data: {
          type: 'fixed_amount',
          display_name: name,
          fixed_amount: { amount, currency },
          ...(isEstimated && {
            delivery_estimate: {
              ...(minDays !== null && { minimum: days(minDays) }),
              ...(maxDays !== null && { maximum: days(maxDays) }),
            },
          }),
        },
      },
    ],
  }
}

export function createSession(
  account: Account,
  params: SessionParams,
  idempotencyKey: string,
): Promise<Outcome<Stripe.Checkout.Session>> {
  return callStripe(() => account.stripe.checkout.sessions.create(params, { idempotencyKey }))
}

/** With its intent, which alone says whether money that was on its way is still coming. */
export function retrieveSession(account: Account, id: string): Promise<Outcome<Stripe.Checkout.Session>> {
  return callStripe(() => account.stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] }))
}

/** Ends an open session. Refused when it is no longer open: it completed or expired. */
export function expireSession(account: Account, id: string): Promise<Outcome<Stripe.Checkout.Session>> {
  return callStripe(() => account.stripe.checkout.sessions.expire(id))
}

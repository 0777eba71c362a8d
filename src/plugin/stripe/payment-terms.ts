import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'

/** What an order takes off. `amountOff` in the minor unit of `currency`. */
export interface CouponTerms {
  name: string
  percentOff?: number
  amountOff?: number
  currency: string
}

export interface TaxRateTerms {
  displayName: string
  /** Percent, at most four decimals. */
  percentage: number
  inclusive: boolean
}

/** What is sent along with every object, to identify it. */
type OwnMetadata = Record<string, string>

type Created = Promise<Outcome<{ id: string }>>

/** A coupon for single use in orders: how often it may be used the shop counts itself. */
export function createCoupon(
  account: Account,
  { name, percentOff, amountOff, currency }: CouponTerms,
  { idempotencyKey, metadata }: { idempotencyKey: string; metadata: OwnMetadata },
): Created {
  const value =
    percentOff === undefined ? { amount_off: amountOff ?? 0, currency } : { percent_off: percentOff }
  const params: Stripe.CouponCreateParams = { name, ...value, duration: 'once', metadata }
  return callStripe(() => account.stripe.coupons.create(params, { idempotencyKey }))
}

export function createTaxRate(
  account: Account,
  { displayName, percentage, inclusive }: TaxRateTerms,
  { idempotencyKey, metadata }: { idempotencyKey: string; metadata: OwnMetadata },
): Created {
  const params: Stripe.TaxRateCreateParams = { display_name: displayName, percentage, inclusive, metadata }
  return callStripe(() => account.stripe.taxRates.create(params, { idempotencyKey }))
}

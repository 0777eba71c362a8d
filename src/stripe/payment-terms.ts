import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { type Outcome, outcomeOf } from './outcome.ts'

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

/** What is sent along with every object, to know it by. */
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
  return outcomeOf(() => account.stripe.coupons.create(params, { idempotencyKey }))
}

export function createTaxRate(
  account: Account,
  { displayName, percentage, inclusive }: TaxRateTerms,
  { idempotencyKey, metadata }: { idempotencyKey: string; metadata: OwnMetadata },
): Created {
  const params: Stripe.TaxRateCreateParams = { display_name: displayName, percentage, inclusive, metadata }
  return outcomeOf(() => account.stripe.taxRates.create(params, { idempotencyKey }))
}

const identities = new WeakMap<Account, string>()

/** The account's own id: keys are rolled, and two names can be one account. Asked for once in a process. */
export async function identifyAccount(account: Account): Promise<Outcome<string>> {
  const known = identities.get(account)
  if (known) return { kind: 'done', value: known }
  const outcome = await outcomeOf(() => account.stripe.accounts.retrieveCurrent())
  if (outcome.kind !== 'done') return outcome
  identities.set(account, outcome.value.id)
  return { kind: 'done', value: outcome.value.id }
}

export function isLiveKey(secretKey: string): boolean {
  return /^[rs]k_live_/.test(secretKey)
}

import { chargeStepProblem } from './charge-limits.ts'
import { MAX_AMOUNT_MINOR } from './currencies.ts'
import {
  countProblem,
  type FieldProblem,
  flagProblem,
  isAbsent,
  metadataProblem,
  problemsOf,
  textProblem,
} from './field-problem.ts'
import { discountPercentToPpm, WHOLE_PPM } from './percentages.ts'

const DURATIONS = ['once', 'repeating', 'forever'] as const

// Limits of coupons and promotion codes: https://docs.stripe.com/api/coupons/create and
// https://docs.stripe.com/api/promotion_codes/create
const MAX_NAME_LENGTH = 40
const MAX_CODE_LENGTH = 500
const MAX_REDEEM_BY_YEARS = 5

/** What a caller sent for a discount, whole: a change is merged into what is stored before it is checked. */
export type DiscountFields = Partial<Record<DiscountField, unknown>>

type DiscountField =
  | 'name'
  | 'percentOff'
  | 'amountOff'
  | 'currency'
  | 'duration'
  | 'durationInMonths'
  | 'maxRedemptions'
  | 'redeemBy'
  | 'code'
  | 'active'
  | 'metadata'

/**
 * Everything in a discount that Stripe would refuse for good. `stored` is the discount before the
 * change, null for a new one: a date that has passed since it was set is not held against the editor
 * of another field.
 */
export function validateDiscount(
  discount: DiscountFields,
  { stored, now }: { stored: DiscountFields | null; now: Date },
): FieldProblem[] {
  return problemsOf([
    ['name', textProblem(discount.name, { required: true, maxLength: MAX_NAME_LENGTH })],
    ['percentOff', percentOffProblem(discount)],
    ['amountOff', amountOffProblem(discount)],
    ['currency', currencyProblem(discount)],
    ['duration', durationProblem(discount)],
    ['durationInMonths', monthsProblem(discount)],
    ['maxRedemptions', countProblem(discount.maxRedemptions)],
    ['redeemBy', redeemByProblem(discount, { stored, now })],
    ['code', codeProblem(discount.code)],
    ['active', flagProblem(discount.active)],
    ['metadata', metadataProblem(discount.metadata)],
  ])
}

function percentOffProblem({ percentOff, amountOff }: DiscountFields): string | null {
  if (isAbsent(percentOff)) return isAbsent(amountOff) ? 'or "amountOff" is required' : null
  if (!isAbsent(amountOff)) return 'and "amountOff" exclude each other'
  const rule = 'must be more than 0 and at most 100, with at most two decimals'
  if (typeof percentOff !== 'number') return rule
  try {
    const ppm = discountPercentToPpm(percentOff)
    return ppm > 0 && ppm <= WHOLE_PPM ? null : rule
  } catch {
    return rule
  }
}

function amountOffProblem({ amountOff, currency }: DiscountFields): string | null {
  if (isAbsent(amountOff)) return null
  const isPrice = typeof amountOff === 'number' && Number.isSafeInteger(amountOff)
  if (isPrice && amountOff > 0 && amountOff <= MAX_AMOUNT_MINOR) {
    return chargeStepProblem(amountOff, String(currency))
  }
  return `must be a whole number of minor units from 1 to ${MAX_AMOUNT_MINOR}`
}

function currencyProblem({ amountOff, currency }: DiscountFields): string | null {
  if (isAbsent(currency)) return isAbsent(amountOff) ? null : 'is required with "amountOff"'
  const isCode = typeof currency === 'string' && /^[a-z]{3}$/.test(currency)
  return isCode ? null : 'must be a currency code of three lower-case letters'
}

function durationProblem({ duration }: DiscountFields): string | null {
  if (isAbsent(duration)) return 'is required'
  const isKnown = DURATIONS.some((known) => known === duration)
  return isKnown ? null : `must be one of ${DURATIONS.join(', ')}`
}

function monthsProblem({ duration, durationInMonths }: DiscountFields): string | null {
  if (duration === 'repeating' && isAbsent(durationInMonths)) return 'is required with "duration" repeating'
  if (duration !== 'repeating' && !isAbsent(durationInMonths)) return 'is only for "duration" repeating'
  return countProblem(durationInMonths)
}

function redeemByProblem(
  { redeemBy }: DiscountFields,
  { stored, now }: { stored: DiscountFields | null; now: Date },
): string | null {
  if (isAbsent(redeemBy)) return null
  const time = timeOf(redeemBy)
  if (time === null) return 'must be a date'
  if (time === timeOf(stored?.redeemBy)) return null
  if (time <= now.getTime()) return 'must be in the future'
  const latest = new Date(now)
  latest.setUTCFullYear(latest.getUTCFullYear() + MAX_REDEEM_BY_YEARS)
  return time > latest.getTime() ? `must be at most ${MAX_REDEEM_BY_YEARS} years ahead` : null
}

function codeProblem(code: unknown): string | null {
  const problem = textProblem(code, { maxLength: MAX_CODE_LENGTH })
  if (problem || isAbsent(code)) return problem
  return /^[A-Za-z0-9-]+$/.test(String(code)) ? null : 'may have only letters a to z, digits and dashes'
}

/** Two codes are one code when these are equal. For comparing and looking up; shown as it was typed. */
export function normalizeDiscountCode(code: string): string {
  return code.trim().toUpperCase()
}

/** The part of a discount that decides whether it can be used. */
export interface RedeemableDiscount {
  name: string
  active?: boolean | null
  amountOff?: number | null
  currency?: string | null
  redeemBy?: string | Date | null
  maxRedemptions?: number | null
}

export interface RedemptionRefusal {
  reason: 'inactive' | 'expired' | 'exhausted' | 'other_currency'
  message: string
}

/**
 * Why an order in `currency` cannot have the discount now, or null if it can. `redemptions` is how
 * many settled orders had it. A discount can still be used in the very second of its `redeemBy`.
 */
export function findRedemptionRefusal(
  discount: RedeemableDiscount,
  { currency, redemptions, now }: { currency: string; redemptions: number; now: Date },
): RedemptionRefusal | null {
  const { name, active, amountOff, redeemBy, maxRedemptions } = discount
  if (active === false) return { reason: 'inactive', message: `The discount "${name}" is not active.` }
  const lastTime = timeOf(redeemBy)
  if (lastTime !== null && now.getTime() > lastTime) {
    return { reason: 'expired', message: `The discount "${name}" has expired.` }
  }
  if (!isAbsent(maxRedemptions) && redemptions >= maxRedemptions) {
    return { reason: 'exhausted', message: `The discount "${name}" has been used up.` }
  }
  if (!isAbsent(amountOff) && discount.currency !== currency) {
    const message = `The discount "${name}" is in ${discount.currency}, the order in ${currency}.`
    return { reason: 'other_currency', message }
  }
  return null
}

/** Milliseconds of a date or its text; null for anything else. */
function timeOf(value: unknown): number | null {
  if (!(value instanceof Date) && typeof value !== 'string') return null
  const time = new Date(value).getTime()
  return Number.isNaN(time) ? null : time
}

import { ShopError } from './errors.ts'

// A percentage is kept as an integer of millionths (ppm): 8.875 % is 88_750, 100 % is 1_000_000. That
// holds the four decimals of Stripe's tax rates and the two of its coupons without a float.

/** 100 % in ppm. */
export const WHOLE_PPM = 1_000_000

const PPM_PER_PERCENT_DIGITS = 4

/** Reads a coupon's percentage (`12.5`, `'12.5'`), two decimals at most, into ppm. */
export function discountPercentToPpm(percent: number | string): number {
  return percentToPpm(percent, 2)
}

/** Reads a tax rate's percentage (`8.875`, `'8.875'`), four decimals at most, into ppm. */
export function taxPercentToPpm(percent: number | string): number {
  return percentToPpm(percent, 4)
}

/** The number that Stripe's API takes and that people read: 88_750 is 8.875. */
export function ppmToPercent(ppm: number): number {
  // Dividing two integers gives the double nearest to the decimal, which prints as that decimal.
  return ppm / 10 ** PPM_PER_PERCENT_DIGITS
}

/** Goes by the decimal text, where 0.29 is two digits; the double 0.29 × 100 is 28.999999999999996. */
function percentToPpm(percent: number | string, maxDecimals: number): number {
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(String(percent).trim())
  if (!match) throw new ShopError('invalid_input', `"${percent}" is not a percentage.`)
  const [, whole = '', decimals = ''] = match
  if (decimals.length > maxDecimals) {
    throw new ShopError('invalid_input', `A percentage here has at most ${maxDecimals} decimals.`)
  }
  return Number(whole + decimals.padEnd(PPM_PER_PERCENT_DIGITS, '0'))
}

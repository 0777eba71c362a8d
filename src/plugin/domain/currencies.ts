// What Stripe allows in which currency. Codes are ISO 4217; upper and lower case are the same here.

/** Stripe refuses any single price or charge above this (https://docs.stripe.com/currencies). */
export const MAX_AMOUNT_MINOR = 99_999_999

// https://docs.stripe.com/currencies#zero-decimal. isk and ugx are not here: Stripe keeps them at
// two decimals that must be zero. Intl has other opinions on a dozen currencies and is not asked.
const ZERO_DECIMAL: ReadonlySet<string> = new Set([
  'bif',
  'clp',
  'djf',
  'gnf',
  'jpy',
  'kmf',
  'krw',
  'mga',
  'pyg',
  'rwf',
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
])

// https://docs.stripe.com/currencies#three-decimal
const THREE_DECIMAL: ReadonlySet<string> = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd'])

// https://docs.stripe.com/currencies#special-cases
const WHOLE_UNITS_ONLY: ReadonlySet<string> = new Set(['isk', 'ugx'])

// https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
const MINIMUM_CHARGE_MINOR: Readonly<Record<string, number>> = {
  aed: 2_00,
  aud: 50,
  bgn: 1_00,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 15_00,
  dkk: 2_50,
  eur: 50,
  gbp: 30,
  hkd: 4_00,
  huf: 175_00,
  inr: 50,
  jpy: 50,
  mxn: 10_00,
  myr: 2_00,
  nok: 3_00,
  nzd: 50,
  pln: 2_00,
  ron: 2_00,
  sek: 3_00,
  sgd: 50,
  thb: 10_00,
  usd: 50,
}

/** How many digits of an amount stand behind the decimal point: 2, but 0 for jpy and 3 for kwd. */
export function minorDigits(currency: string): 0 | 2 | 3 {
  const code = currency.toLowerCase()
  if (ZERO_DECIMAL.has(code)) return 0
  if (THREE_DECIMAL.has(code)) return 3
  return 2
}

/** Stripe's smallest charge. Where Stripe names none, one minor unit, and Stripe has the last word. */
export function minimumChargeMinor(currency: string): number {
  return MINIMUM_CHARGE_MINOR[currency.toLowerCase()] ?? 1
}

/**
 * What every charge in the currency must be a multiple of: 10 in three-decimal currencies, where
 * Stripe requires the last digit to be 0, and 100 for isk and ugx, which have no real decimals.
 */
export function chargeStepMinor(currency: string): number {
  if (THREE_DECIMAL.has(currency.toLowerCase())) return 10
  if (WHOLE_UNITS_ONLY.has(currency.toLowerCase())) return 100
  return 1
}

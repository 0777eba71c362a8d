import { ApiError } from '../api/errors.ts'

/** Source: documentation, "Zero-decimal currencies" and "Three-decimal currencies". */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))

/** Source: documentation, "Minimum and maximum charge amounts". What is not in the table has no minimum here. */
const MINIMUM: Record<string, number> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
}

/** Documentation: "up to eight digits" in the minor unit. */
export const MAX_AMOUNT = 99_999_999

export function minimumCharge(currency: string): number {
  return MINIMUM[currency] ?? 1
}

function decimalsOf(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency)) return 0
  return THREE_DECIMAL.has(currency) ? 3 : 2
}

/** An amount for people, such as `$19.99` or `¥500`. */
export function formatAmount(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return format.format(minor / 10 ** decimals)
}

/** Documentation, "Special cases": sent with two decimals that mean nothing, so that they are always 0. */
const WHOLE_ONLY = new Set(['isk', 'ugx'])

/**
 * An amount that is charged or given back must be one that the currency has: in three decimals the last is 0,
 * in isk and ugx both are.
 *
 * Source: documentation, "Three-decimal currencies" and "Special cases"; the code is unverified.
 */
export function checkRounding(amount: number, currency: string, param: string): void {
  const step = THREE_DECIMAL.has(currency) ? 10 : WHOLE_ONLY.has(currency) ? 100 : 1
  if (amount % step === 0) return
  const [nearest, digits] = step === 10 ? ['ten', 'digit is 0'] : ['hundred', 'two digits are 00']
  throw new ApiError(
    `Amounts in ${currency.toUpperCase()} must be rounded to the nearest ${nearest}, so that the last ${digits}.`,
    { code: 'parameter_invalid_integer', param },
  )
}

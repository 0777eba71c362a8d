import { ShopError } from './errors.ts'

// An amount is a plain integer in the minor unit of a currency that stands beside it: 1999 and
// 'eur', 500 and 'jpy', 1250 and 'kwd'. Currencies are ISO 4217 codes, lower case.

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
function chargeStepMinor(currency: string): number {
  if (THREE_DECIMAL.has(currency.toLowerCase())) return 10
  if (WHOLE_UNITS_ONLY.has(currency.toLowerCase())) return 100
  return 1
}

/** Why no payment can be made of such amounts, as the end of a sentence; null where one can. */
export function chargeStepProblem(amountMinor: number, currency: string): string | null {
  const step = chargeStepMinor(currency)
  if (amountMinor % step === 0) return null
  return `must be a multiple of ${toInputText(step, currency)} in ${currency.toUpperCase()}`
}

/** Throws where Stripe would refuse to charge this total. A total of 0 needs no charge: do not ask. */
export function assertChargeable(totalMinor: number, currency: string): void {
  const minimum = minimumChargeMinor(currency)
  if (totalMinor < minimum) {
    throw new ShopError(
      'below_minimum',
      `The total of ${formatMoney(totalMinor, currency)} is below the smallest payment possible, ${formatMoney(minimum, currency)}.`,
    )
  }
  if (totalMinor > MAX_AMOUNT_MINOR) throw new ShopError('order_state', tooLarge(totalMinor, currency))
  const step = chargeStepMinor(currency)
  if (totalMinor % step !== 0) {
    throw new ShopError(
      'order_state',
      `The total of ${formatMoney(totalMinor, currency)} cannot be paid: amounts in ${currency.toUpperCase()} must be multiples of ${toInputText(step, currency)}.`,
    )
  }
}

/** Throws `invalid_input` for a total that no payment can have. */
export function assertWithinLargest(totalMinor: number, currency: string): void {
  if (totalMinor > MAX_AMOUNT_MINOR) throw new ShopError('invalid_input', tooLarge(totalMinor, currency))
}

function tooLarge(totalMinor: number, currency: string): string {
  return `The total of ${formatMoney(totalMinor, currency)} is above the largest payment possible, ${formatMoney(MAX_AMOUNT_MINOR, currency)}.`
}

const formats = new Map<string, Intl.NumberFormat>()

/** Symbol and placement as the locale has them, digits as Stripe has them. */
export function formatMoney(amountMinor: number, currency: string, locale = 'en'): string {
  // A decimal text, not a division: Intl then formats every safe integer exactly.
  return moneyFormat(currency, locale).format(toInputText(amountMinor, currency) as `${number}`)
}

function moneyFormat(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known) return known
  const digits = minorDigits(currency)
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  formats.set(key, made)
  return made
}

/** The amount as `parseMoney` reads it: 1999 in eur is `19.99`, 500 in jpy is `500`. */
export function toInputText(amountMinor: number, currency: string): string {
  assertInteger(amountMinor)
  const digits = minorDigits(currency)
  const sign = amountMinor < 0 ? '-' : ''
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, '0')
  if (digits === 0) return sign + text
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/**
 * Reads what a person typed, `19.99` or `19,99`, into minor units. Thousands separators are not
 * taken, because `1,999` means two things in two countries; whatever can be read in two ways, or has
 * more decimals than the currency, is refused with `invalid_input` and a message for that person.
 */
export function parseMoney(text: string, currency: string): number {
  const digits = minorDigits(currency)
  const match = /^(?=.*\d)(\d*)(?:([.,])(\d*))?$/.exec(text.trim())
  if (!match)
    throw refusedText(
      `Enter an amount such as ${sampleText(digits)}, with digits and at most one decimal point.`,
    )
  const [, whole = '', mark, decimals = ''] = match
  if (mark === ',' && decimals.length === 3) {
    throw refusedText(`"${text.trim()}" is ambiguous. Use a point for decimals and no thousands separator.`)
  }
  if (decimals.length > digits) throw refusedText(tooManyDecimals(currency, digits))
  const amountMinor = Number(whole + decimals.padEnd(digits, '0'))
  if (amountMinor > MAX_AMOUNT_MINOR) {
    throw refusedText(`Enter an amount of at most ${toInputText(MAX_AMOUNT_MINOR, currency)}.`)
  }
  return amountMinor
}

function refusedText(message: string): ShopError {
  return new ShopError('invalid_input', message)
}

function sampleText(digits: number): string {
  return digits === 0 ? '500' : `19.${'990'.slice(0, digits)}`
}

function tooManyDecimals(currency: string, digits: number): string {
  const code = currency.toUpperCase()
  if (digits === 0) return `${code} has no decimals. Enter a whole amount, such as 500.`
  return `${code} has ${digits} decimals. Enter an amount such as ${sampleText(digits)}.`
}

/** `amountMinor × numerator ÷ denominator`, exact, then rounded once, half up. Nothing is negative. */
export function roundedShare(amountMinor: number, numerator: number, denominator: number): number {
  assertAmount(amountMinor)
  assertAmount(numerator)
  const product = 2n * BigInt(amountMinor) * BigInt(numerator) + BigInt(denominator)
  return Number(product / (2n * BigInt(denominator)))
}

/**
 * Splits an amount over weights so that the parts add up to it again: each part is rounded down, and
 * what is left goes, one unit each, to the parts that lost most. Equal losses prefer the greater
 * weight, not the earlier place, so that the order of the weights cannot change what a weight gets.
 */
export function allocate(amountMinor: number, weights: readonly number[]): number[] {
  assertAmount(amountMinor)
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  if (total === 0n) return weights.map(() => 0)
  const shares = weights.map((weight, index) => {
    const product = BigInt(amountMinor) * BigInt(weight)
    return { index, weight, part: Number(product / total), loss: product % total }
  })
  const parts = shares.map((share) => share.part)
  const left = amountMinor - sumOf(parts)
  const neediest = shares.toSorted((a, b) => compare(b.loss, a.loss) || b.weight - a.weight)
  for (const { index } of neediest.slice(0, left)) parts[index] = parts[index]! + 1
  return parts
}

export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/** Throws on what can only be a bug of ours: an amount is a whole number of minor units, not negative. */
export function assertAmount(amountMinor: number): void {
  assertInteger(amountMinor)
  if (amountMinor < 0) throw new RangeError(`An amount must not be negative: ${amountMinor}`)
}

function assertInteger(value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`An amount must be an integer: ${value}`)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b)
}

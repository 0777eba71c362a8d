import { MAX_AMOUNT_MINOR, minorDigits } from './currencies.ts'
import { ShopError } from './errors.ts'
import { assertInteger } from './money.ts'

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

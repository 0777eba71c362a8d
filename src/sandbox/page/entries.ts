import { debitTypeOf, findTestCard, type TestInstrument, testDebit } from '../payments/instruments.ts'
import type { BillingDetails } from '../payments/payment-method.ts'

/** What a shopper typed. The card's number, expiry and code are looked at once and kept nowhere. */
export type Entries = Record<string, unknown>

export interface ReadEntries {
  billing: BillingDetails
  instrument: TestInstrument
}

/** A mistake of the shopper's, in Stripe's words. */
export class EntryError extends Error {
  override readonly name = 'EntryError'
  /** As Stripe.js tells it: `incomplete_number`. */
  readonly code: string

  constructor(message: string, code = 'incomplete_payment_details') {
    super(message)
    this.code = code
  }
}

interface Context {
  currency: string
  customerEmail: string | null
  now: Date
}

export function readBilling(
  entries: Entries,
  { customerEmail }: Pick<Context, 'customerEmail'>,
): BillingDetails {
  const email = customerEmail ?? text(entries, 'email')
  if (email === '') throw new EntryError('Your email is incomplete.')
  if (!isEmail(email)) throw new EntryError('Your email is invalid.')
  return { email, name: text(entries, 'billingName') || null }
}

/** @throws EntryError for the first entry that is wrong */
export function readEntries(entries: Entries, context: Context): ReadEntries {
  const billing = readBilling(entries, context)
  const instrument = readInstrument(entries, context)
  if (instrument.kind === 'card' && billing.name === null) {
    throw new EntryError('The name on the card is missing.')
  }
  return { billing, instrument }
}

/** What the shopper pays with. @throws EntryError */
export function readInstrument(
  entries: Entries,
  { currency, now }: Pick<Context, 'currency' | 'now'>,
): TestInstrument {
  if (text(entries, 'paymentMethod') !== 'bank_debit') return readCard(entries, now)
  const type = debitTypeOf(currency)
  if (!type) throw new EntryError('A bank debit cannot be used in this currency.')
  return testDebit(type, text(entries, 'bankOutcome') !== 'fails')
}

/** The Payment Element asks for neither. */
export function readOptionalBilling(entries: Entries): BillingDetails {
  return { email: text(entries, 'email') || null, name: text(entries, 'billingName') || null }
}

function readCard(entries: Entries, now: Date): TestInstrument {
  const number = text(entries, 'cardNumber').replaceAll(/[\s-]/g, '')
  if (number === '' || !/^\d+$/.test(number))
    throw new EntryError('Your card number is incomplete.', 'incomplete_number')
  if (number.length < 12 || number.length > 19 || !isLuhn(number)) {
    throw new EntryError('Your card number is invalid.', 'invalid_number')
  }
  const expiry = readExpiry(text(entries, 'cardExpiry'), now)
  const cvc = text(entries, 'cardCvc')
  if (!/^\d{3,4}$/.test(cvc))
    throw new EntryError("Your card's security code is incomplete.", 'incomplete_cvc')
  const card = findTestCard(number, expiry)
  if (!card) {
    throw new EntryError(
      'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
    )
  }
  return card
}

/** Takes `12/39`, `12 / 39`, `1239` and `12/2039`. */
function readExpiry(typed: string, now: Date): { month: number; year: number } {
  const match = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(typed)
  const month = Number(match?.[1])
  if (!match || month < 1 || month > 12)
    throw new EntryError("Your card's expiration date is incomplete.", 'incomplete_expiry')
  const year = match[2]!.length === 2 ? 2000 + Number(match[2]) : Number(match[2])
  const thisYear = now.getUTCFullYear()
  if (year < thisYear || year > thisYear + 50)
    throw new EntryError("Your card's expiration year is in the past.", 'invalid_expiry_year_past')
  if (year === thisYear && month < now.getUTCMonth() + 1) {
    throw new EntryError("Your card's expiration date is in the past.", 'invalid_expiry_month_past')
  }
  return { month, year }
}

/** The check digit that every card number carries. */
function isLuhn(number: string): boolean {
  const digits = [...number].reverse().map(Number)
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

function isEmail(address: string): boolean {
  return address.length <= 512 && /^[^\s@<>]+@[^\s@<>.]+(\.[^\s@<>.]+)+$/.test(address)
}

function text(entries: Entries, name: string): string {
  const value = entries[name]
  return typeof value === 'string' ? value.trim().slice(0, 1000) : ''
}

import type Stripe from 'stripe'
import { findTestCard, type TestDebit, type TestInstrument, testDebit } from '../payments/instruments.ts'
import type { BillingDetails } from '../payments/payment-method.ts'
import type { Shopper } from '../payments/session.ts'

/** What a shopper typed. The card's number, expiry and code are looked at once and kept nowhere. */
export type Entries = Record<string, unknown>

export interface ReadEntries extends Shopper {
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

type Session = Stripe.Checkout.Session

/** Who pays, and what else the session asks for. @throws EntryError for the first entry that is wrong */
export function readShopper(entries: Entries, session: Session): Shopper {
  const email = session.customer_email ?? text(entries, 'email')
  if (email === '') throw new EntryError('Your email is incomplete.')
  if (!isEmail(email)) throw new EntryError('Your email is invalid.')
  const { shipping_address_collection: collects } = session
  const shipping = collects ? readShipping(entries, collects.allowed_countries) : null
  const delivery = readDelivery(entries, session)
  const asksForAddress = session.billing_address_collection === 'required'
  const billing = {
    email,
    name: text(entries, 'billingName') || null,
    phone: session.phone_number_collection?.enabled ? readPhone(entries) : null,
    address: asksForAddress ? readAddress(entries, 'billing') : null,
  }
  return { billing, shipping, delivery }
}

/** @throws EntryError for the first entry that is wrong */
export function readEntries(entries: Entries, session: Session, now: Date): ReadEntries {
  const shopper = readShopper(entries, session)
  const instrument = readInstrument(entries, { types: session.payment_method_types, now })
  if (instrument.kind === 'card' && shopper.billing.name === null) {
    throw new EntryError('The name on the card is missing.')
  }
  return { ...shopper, instrument }
}

function readShipping(entries: Entries, countries: readonly string[]) {
  const name = text(entries, 'shippingName')
  if (name === '') throw new EntryError('The name of who receives it is missing.')
  const address = readAddress(entries, 'shipping')
  if (!countries.includes(address.country!)) throw new EntryError('Nothing is sent to that country.')
  return { name, address }
}

/** The way of delivery that was chosen; null where there is none to choose from. */
function readDelivery(entries: Entries, { shipping_options: options }: Session) {
  const chosen = text(entries, 'shippingRate')
  if (chosen === '' || options.length === 0) return null
  const option = options.find(({ shipping_rate: rate }) => rate === chosen)
  if (!option) throw new EntryError('Please choose how it is to be delivered.')
  return option
}

/** The page of Stripe's own asks for more or less, by country; here a street, a town and a country will do. */
function readAddress(entries: Entries, kind: 'billing' | 'shipping'): Stripe.Address {
  const entry = (name: string) => text(entries, `${kind}${name}`) || null
  const address = {
    line1: entry('AddressLine1'),
    line2: entry('AddressLine2'),
    city: entry('Locality'),
    postal_code: entry('PostalCode'),
    state: entry('AdministrativeArea'),
    country: entry('Country')?.toUpperCase() ?? null,
  }
  if (!address.line1 || !address.city || !/^[A-Z]{2}$/.test(address.country ?? '')) {
    throw new EntryError(`Your ${kind} address is incomplete.`)
  }
  return address
}

function readPhone(entries: Entries): string {
  const phone = text(entries, 'phoneNumber').replaceAll(/[\s()./-]/g, '')
  if (!/^\+?\d{6,15}$/.test(phone)) throw new EntryError('Your phone number is incomplete.')
  return phone
}

/** What the shopper pays with. @throws EntryError */
export function readInstrument(
  entries: Entries,
  { types, now }: { types: readonly string[]; now: Date },
): TestInstrument {
  if (text(entries, 'paymentMethod') !== 'bank_debit') return readCard(entries, now)
  const type = types.find((offered) => offered !== 'card')
  if (!type) throw new EntryError('A bank debit cannot be used for this payment.')
  return testDebit(type as TestDebit['type'], text(entries, 'bankOutcome') !== 'fails')
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

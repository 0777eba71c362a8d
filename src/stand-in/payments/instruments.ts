/** What Stripe publishes as test cards and test bank accounts, and how each behaves. */

export type CardBehaviour =
  | 'pays'
  | 'asks_for_authentication'
  | 'is_disputed'
  | 'is_inquired'
  | 'refunds_slowly'
  | 'fails_refunds'
  | 'is_declined'

interface Decline {
  code: string
  decline_code?: string
  message: string
}

export interface TestCard {
  kind: 'card'
  brand: string
  last4: string
  expMonth: number
  expYear: number
  behaviour: CardBehaviour
  decline: Decline | null
}

export interface TestDebit {
  kind: 'debit'
  type: 'us_bank_account' | 'sepa_debit'
  last4: string
  isGood: boolean
}

/** Never the whole number: what is needed to show the method and to act it out. */
export type TestInstrument = TestCard | TestDebit

type CardTraits = Pick<TestCard, 'brand' | 'behaviour' | 'decline'>

const GENERIC: Decline = {
  code: 'card_declined',
  decline_code: 'generic_decline',
  message: 'Your card was declined.',
}
const NO_FUNDS: Decline = {
  code: 'card_declined',
  decline_code: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
}
const LOST: Decline = { code: 'card_declined', decline_code: 'lost_card', message: 'Your card was declined.' }
const STOLEN: Decline = {
  code: 'card_declined',
  decline_code: 'stolen_card',
  message: 'Your card was declined.',
}
const EXPIRED: Decline = { code: 'expired_card', message: 'Your card has expired.' }
const BAD_CVC: Decline = { code: 'incorrect_cvc', message: "Your card's security code is incorrect." }
const PROCESSING: Decline = {
  code: 'processing_error',
  message: 'An error occurred while processing your card. Try again in a little bit.',
}

const pays = (brand: string): CardTraits => ({ brand, behaviour: 'pays', decline: null })
const declines = (decline: Decline): CardTraits => ({ brand: 'visa', behaviour: 'is_declined', decline })

/** Source: Stripe's documentation, "Test card numbers". */
const CARDS: Record<string, CardTraits> = {
  '4242424242424242': pays('visa'),
  '4000056655665556': pays('visa'),
  '5555555555554444': pays('mastercard'),
  '2223003122003222': pays('mastercard'),
  '5200828282828210': pays('mastercard'),
  '378282246310005': pays('amex'),
  '371449635398431': pays('amex'),
  '6011111111111117': pays('discover'),
  '3056930009020004': pays('diners'),
  '3566002020360505': pays('jcb'),
  '6200000000000005': pays('unionpay'),
  '4000002500003155': { brand: 'visa', behaviour: 'asks_for_authentication', decline: null },
  '4000002760003184': { brand: 'visa', behaviour: 'asks_for_authentication', decline: null },
  '4000000000003220': { brand: 'visa', behaviour: 'asks_for_authentication', decline: null },
  '4000000000000259': { brand: 'visa', behaviour: 'is_disputed', decline: null },
  '4000000000001976': { brand: 'visa', behaviour: 'is_inquired', decline: null },
  '4000000000007726': { brand: 'visa', behaviour: 'refunds_slowly', decline: null },
  '4000000000005126': { brand: 'visa', behaviour: 'fails_refunds', decline: null },
  '4000000000000002': declines(GENERIC),
  '4000000000009995': declines(NO_FUNDS),
  '4000000000009987': declines(LOST),
  '4000000000009979': declines(STOLEN),
  '4000000000000069': declines(EXPIRED),
  '4000000000000127': declines(BAD_CVC),
  '4000000000000119': declines(PROCESSING),
}

/** Source: Stripe's documentation, "Test cards", the column of payment methods. */
const PAYMENT_METHODS: Record<string, string> = {
  pm_card_visa: '4242424242424242',
  pm_card_visa_debit: '4000056655665556',
  pm_card_mastercard: '5555555555554444',
  pm_card_amex: '378282246310005',
  pm_card_discover: '6011111111111117',
  pm_card_diners: '3056930009020004',
  pm_card_jcb: '3566002020360505',
  pm_card_unionpay: '6200000000000005',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_authenticationRequiredOnSetup: '4000002500003155',
  pm_card_threeDSecure2Required: '4000000000003220',
  pm_card_createDispute: '4000000000000259',
  pm_card_createDisputeInquiry: '4000000000001976',
  pm_card_pendingRefund: '4000000000007726',
  pm_card_refundFail: '4000000000005126',
  pm_card_visa_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_visa_chargeDeclinedLostCard: '4000000000009987',
  pm_card_visa_chargeDeclinedStolenCard: '4000000000009979',
  pm_card_chargeDeclinedExpiredCard: '4000000000000069',
  pm_card_chargeDeclinedIncorrectCvc: '4000000000000127',
  pm_card_chargeDeclinedProcessingError: '4000000000000119',
}

/** Source: Stripe's documentation, "ACH Direct Debit", test payment methods. */
const DEBIT_METHODS: Record<string, TestDebit> = {
  pm_usBankAccount_success: { kind: 'debit', type: 'us_bank_account', last4: '6789', isGood: true },
  pm_usBankAccount_processing: { kind: 'debit', type: 'us_bank_account', last4: '6789', isGood: true },
  pm_usBankAccount_accountClosed: { kind: 'debit', type: 'us_bank_account', last4: '1113', isGood: false },
  pm_usBankAccount_insufficientFunds: {
    kind: 'debit',
    type: 'us_bank_account',
    last4: '2227',
    isGood: false,
  },
}

/** The card behind a number, or undefined where Stripe publishes no such test card. */
export function findTestCard(number: string, expiry: { month: number; year: number }): TestCard | undefined {
  const traits = CARDS[number]
  return traits && cardOf(traits, number, expiry)
}

/** What a test payment method of Stripe's, such as `pm_card_visa`, stands for. */
export function findTestMethod(id: string, thisYear: number): TestInstrument | undefined {
  const number = PAYMENT_METHODS[id]
  if (!number) return DEBIT_METHODS[id]
  return findTestCard(number, { month: 12, year: thisYear + 1 })
}

/** Which bank debit Checkout offers in a currency; null where it offers none. */
export function debitTypeOf(currency: string): TestDebit['type'] | null {
  if (currency === 'usd') return 'us_bank_account'
  return currency === 'eur' ? 'sepa_debit' : null
}

export function testDebit(type: TestDebit['type'], isGood: boolean): TestDebit {
  const last4 = type === 'us_bank_account' ? (isGood ? '6789' : '1113') : isGood ? '3000' : '3001'
  return { kind: 'debit', type, last4, isGood }
}

function cardOf(traits: CardTraits, number: string, expiry: { month: number; year: number }): TestCard {
  return { kind: 'card', ...traits, last4: number.slice(-4), expMonth: expiry.month, expYear: expiry.year }
}

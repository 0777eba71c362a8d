import type Stripe from 'stripe'
import type { Work } from '../stand-in.ts'
import { newId } from '../store/ids.ts'
import type { Stored } from '../store/records.ts'
import type { TestCard, TestDebit, TestInstrument } from './instruments.ts'

export interface BillingDetails {
  email: string | null
  name: string | null
  /** Where they were asked for. */
  phone?: string | null
  address?: Stripe.Address | null
}

export const NO_ADDRESS: Stripe.Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
}

function billingDetailsOf({
  email,
  name,
  phone = null,
  address,
}: BillingDetails): Stripe.Charge.BillingDetails {
  return { address: address ?? NO_ADDRESS, email, name, phone, tax_id: null }
}

/** Makes the method that a shopper's entries, or a test method such as `pm_card_visa`, stand for. */
export function createPaymentMethod(
  work: Work,
  instrument: TestInstrument,
  billing: BillingDetails,
): Stored<'payment_method'> {
  const doc = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: billingDetailsOf(billing),
    ...(instrument.kind === 'card' ? { card: cardOf(instrument) } : debitOf(instrument)),
    created: work.nowSeconds,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: instrument.kind === 'card' ? 'card' : instrument.type,
  } as Stripe.PaymentMethod
  return work.tx.insert('payment_method', doc, { instrument })
}

/** How the method is told on the charge. */
export function methodDetailsOf(instrument: TestInstrument): Stripe.Charge.PaymentMethodDetails {
  const { type } = instrument.kind === 'card' ? { type: 'card' } : instrument
  const details = instrument.kind === 'card' ? cardOnCharge(instrument) : debitOnCharge(instrument)
  return { [type]: details, type } as unknown as Stripe.Charge.PaymentMethodDetails
}

function cardOnCharge(card: TestCard) {
  const {
    display_brand: _,
    generated_from: __,
    networks: ___,
    three_d_secure_usage: ____,
    ...shared
  } = cardOf(card)
  return {
    ...shared,
    // Of a charge that is captured at once, and went through no real network.
    amount_authorized: null,
    authorization_code: null,
    electronic_commerce_indicator: null,
    installments: null,
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    three_d_secure: null,
    transaction_link_id: null,
  }
}

function debitOnCharge(debit: TestDebit) {
  const ofType = debit.type === 'us_bank_account' ? { payment_reference: null } : { mandate: null }
  return { ...bankOf(debit), ...ofType }
}

function cardOf(card: TestCard) {
  return {
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    display_brand: card.brand,
    exp_month: card.expMonth,
    exp_year: card.expYear,
    fingerprint: `sandbox${card.brand}${card.last4}`,
    funding: 'credit',
    generated_from: null,
    last4: card.last4,
    networks: { available: [card.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  }
}

function debitOf(debit: TestDebit) {
  const ofType =
    debit.type === 'us_bank_account'
      ? {
          financial_connections_account: null,
          networks: { preferred: 'ach', supported: ['ach'] },
          status_details: null,
        }
      : { generated_from: null }
  return { [debit.type]: { ...bankOf(debit), ...ofType }, type: debit.type }
}

/** What the method and the charge tell alike. */
function bankOf({ type, last4 }: TestDebit) {
  const fingerprint = `sandboxbank${last4}`
  if (type === 'sepa_debit')
    return { bank_code: '37040044', branch_code: '', country: 'DE', fingerprint, last4 }
  return {
    account_holder_type: 'individual',
    account_type: 'checking',
    bank_name: 'STRIPE TEST BANK',
    fingerprint,
    last4,
    routing_number: '110000000',
  }
}

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
  if (instrument.kind === 'debit') return debitOf(instrument) as unknown as Stripe.Charge.PaymentMethodDetails
  const { generated_from: _, networks: __, three_d_secure_usage: ___, ...card } = cardOf(instrument)
  const details = {
    ...card,
    installments: null,
    mandate: null,
    network: instrument.brand,
    three_d_secure: null,
  }
  return { card: details, type: 'card' } as unknown as Stripe.Charge.PaymentMethodDetails
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

function debitOf({ type, last4 }: TestDebit) {
  const details =
    type === 'us_bank_account'
      ? {
          account_holder_type: 'individual',
          account_type: 'checking',
          bank_name: 'STRIPE TEST BANK',
          last4,
          routing_number: '110000000',
        }
      : { bank_code: '37040044', branch_code: '', country: 'DE', last4 }
  return { [type]: { ...details, fingerprint: `sandboxbank${last4}` }, type }
}

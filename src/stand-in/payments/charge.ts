import type Stripe from 'stripe'
import type { Work } from '../stand-in.ts'
import { newId } from '../store/ids.ts'
import { emitEvent, previousAttributes } from '../webhooks/events.ts'
import { bookMovement } from './balance.ts'
import type { TestInstrument } from './instruments.ts'
import { methodDetailsOf } from './payment-method.ts'

type ChargeStatus = 'succeeded' | 'pending' | 'failed'

/** Tries to take the money of `intent`; the answer says how it went. */
export function createCharge(
  work: Work,
  intent: Stripe.PaymentIntent,
  {
    method,
    instrument,
    status,
  }: { method: Stripe.PaymentMethod; instrument: TestInstrument; status: ChargeStatus },
): Stripe.Charge {
  const decline = status === 'failed' && instrument.kind === 'card' ? instrument.decline : null
  const charge = {
    id: newId(instrument.kind === 'card' ? 'ch' : 'py'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: status === 'failed' ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'SANDBOX SHOP',
    captured: status !== 'failed',
    created: work.nowSeconds,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(status, decline?.decline_code ?? decline?.code ?? null),
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetailsOf(instrument),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status,
    transfer_data: null,
    transfer_group: intent.transfer_group,
  } as unknown as Stripe.Charge
  work.tx.insert('charge', charge, null)
  emitEvent(work, `charge.${status}`, charge)
  return charge
}

/** Writes the money into the balance, a moment after the charge has succeeded as with Stripe. */
export function bookCharge(work: Work, charge: Stripe.Charge): Stripe.Charge {
  const { amount, currency, description, id: source } = charge
  const transaction = bookMovement(work, { amount, currency, description, source, type: 'charge' })
  const booked: Stripe.Charge = {
    ...charge,
    balance_transaction: transaction.id,
    receipt_url: `${work.publicUrl}/receipts/${charge.id}`,
  }
  work.tx.replace('charge', booked)
  emitEvent(work, 'charge.updated', booked, previousAttributes(charge, booked))
  return booked
}

/** Ends a bank debit that was pending. */
export function settleCharge(work: Work, charge: Stripe.Charge, isGood: boolean): Stripe.Charge {
  const settled: Stripe.Charge = isGood
    ? { ...charge, status: 'succeeded', paid: true }
    : {
        ...charge,
        status: 'failed',
        paid: false,
        amount_captured: 0,
        captured: false,
        failure_code: DEBIT_FAILURE.code,
        failure_message: DEBIT_FAILURE.message,
      }
  work.tx.replace('charge', settled)
  emitEvent(work, `charge.${settled.status}`, settled)
  return isGood ? bookCharge(work, settled) : settled
}

/** What a bank debit of a closed test account ends with. */
export const DEBIT_FAILURE = {
  code: 'payment_intent_payment_attempt_failed',
  decline_code: 'generic_decline',
  message: 'The payment failed: the bank account has been closed.',
}

function outcomeOf(status: ChargeStatus, reason: string | null): Stripe.Charge.Outcome {
  const isFailed = status === 'failed'
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: isFailed ? 'declined_by_network' : 'approved_by_network',
    reason: isFailed ? reason : null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: isFailed
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: isFailed ? 'issuer_declined' : 'authorized',
  }
}

import type Stripe from 'stripe'
import type { Work } from '../stand-in.ts'
import { newId, randomText } from '../store/ids.ts'
import type { Stored } from '../store/records.ts'
import { emitEvent } from '../webhooks/events.ts'
import { bookCharge, createCharge, DEBIT_FAILURE, settleCharge } from './charge.ts'
import { openDispute } from './dispute.ts'
import type { TestInstrument } from './instruments.ts'
import { type BillingDetails, createPaymentMethod } from './payment-method.ts'

export interface NewIntent {
  amount: number
  currency: string
  /** The Checkout Session that made it, if one did: such an intent is not canceled or updated by itself. */
  session: string | null
  fields?: Partial<Stripe.PaymentIntent>
}

export function createIntent(
  work: Work,
  { amount, currency, session, fields }: NewIntent,
): Stripe.PaymentIntent {
  const id = newId('pi')
  const intent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: 'automatic',
    created: work.nowSeconds,
    currency,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...fields,
  } as unknown as Stripe.PaymentIntent
  work.tx.insert('payment_intent', intent, { session })
  emitEvent(work, 'payment_intent.created', intent)
  return intent
}

/** Replaces the intent and tells of it, where an event belongs to the change. */
export function changeIntent(
  work: Work,
  intent: Stripe.PaymentIntent,
  change: Partial<Stripe.PaymentIntent>,
  event: string | null,
): Stripe.PaymentIntent {
  const changed: Stripe.PaymentIntent = { ...intent, ...change }
  work.tx.replace('payment_intent', changed)
  if (event) emitEvent(work, `payment_intent.${event}`, changed)
  return changed
}

/**
 * Pays `intent` with a test method. The intent's status says how it went: `succeeded`, `processing` (a bank
 * debit), `requires_action` (authentication) or `requires_payment_method` (declined, `last_payment_error` says why).
 */
export function payIntent(
  work: Work,
  intent: Stripe.PaymentIntent,
  { instrument, billing }: { instrument: TestInstrument; billing: BillingDetails },
): Stripe.PaymentIntent {
  const method = createPaymentMethod(work, instrument, billing)
  return confirmIntent(work, intent, method)
}

export function confirmIntent(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stored<'payment_method'>,
): Stripe.PaymentIntent {
  const { instrument } = method.extra
  const confirmed = { payment_method: method.doc.id, last_payment_error: null, next_action: null }
  if (instrument.kind === 'debit') return startDebit(work, { ...intent, ...confirmed }, method)
  if (instrument.behaviour === 'asks_for_authentication') {
    const next_action = { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } }
    const change = { ...confirmed, status: 'requires_action' as const, next_action: next_action as never }
    return changeIntent(work, intent, change, 'requires_action')
  }
  if (instrument.decline) return declineIntent(work, { ...intent, ...confirmed }, method)
  return captureIntent(work, { ...intent, ...confirmed }, method)
}

/** Goes on after the shopper has, or has not, authenticated the payment. */
export function finishAuthentication(
  work: Work,
  intent: Stripe.PaymentIntent,
  isAuthenticated: boolean,
): Stripe.PaymentIntent {
  const method = work.tx.find('payment_method', intent.payment_method as string)
  if (!method) throw new Error(`Intent ${intent.id} waits for authentication without a payment method.`)
  if (isAuthenticated) return captureIntent(work, intent, method)
  const last_payment_error = {
    code: 'payment_intent_authentication_failure',
    doc_url: 'https://docs.stripe.com/error-codes#payment-intent-authentication-failure',
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
    payment_method: method.doc,
    type: 'invalid_request_error',
  } as Stripe.PaymentIntent.LastPaymentError
  return failIntent(work, intent, last_payment_error)
}

/** Ends a bank debit. */
export function settleDebit(work: Work, intent: Stripe.PaymentIntent, isGood: boolean): Stripe.PaymentIntent {
  const charge = work.tx.find('charge', intent.latest_charge as string)
  const method = work.tx.find('payment_method', intent.payment_method as string)
  if (!charge || !method) throw new Error(`Intent ${intent.id} is processing without a charge.`)
  settleCharge(work, charge.doc, isGood)
  if (isGood) {
    return changeIntent(
      work,
      intent,
      { status: 'succeeded', amount_received: intent.amount, processing: null },
      'succeeded',
    )
  }
  const last_payment_error = {
    ...DEBIT_FAILURE,
    charge: charge.doc.id,
    payment_method: method.doc,
    type: 'card_error',
  } as Stripe.PaymentIntent.LastPaymentError
  return failIntent(work, { ...intent, processing: null }, last_payment_error)
}

function captureIntent(work: Work, intent: Stripe.PaymentIntent, method: Stored<'payment_method'>) {
  const { instrument } = method.extra
  const charge = createCharge(work, intent, { method: method.doc, instrument, status: 'succeeded' })
  const paid = changeIntent(
    work,
    intent,
    { status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, next_action: null },
    'succeeded',
  )
  const booked = bookCharge(work, charge)
  if (instrument.kind === 'card' && /^is_(disputed|inquired)$/.test(instrument.behaviour)) {
    openDispute(work, booked, instrument.behaviour === 'is_inquired')
  }
  return paid
}

function declineIntent(work: Work, intent: Stripe.PaymentIntent, method: Stored<'payment_method'>) {
  const { instrument } = method.extra
  const charge = createCharge(work, intent, { method: method.doc, instrument, status: 'failed' })
  const decline = instrument.kind === 'card' ? instrument.decline : null
  const last_payment_error = {
    charge: charge.id,
    ...decline,
    doc_url: `https://docs.stripe.com/error-codes#${decline?.code.replaceAll('_', '-')}`,
    payment_method: method.doc,
    type: 'card_error',
  } as Stripe.PaymentIntent.LastPaymentError
  return failIntent(work, { ...intent, latest_charge: charge.id }, last_payment_error)
}

function startDebit(work: Work, intent: Stripe.PaymentIntent, method: Stored<'payment_method'>) {
  const { instrument } = method.extra
  const charge = createCharge(work, intent, { method: method.doc, instrument, status: 'pending' })
  const processing = changeIntent(
    work,
    intent,
    { status: 'processing', latest_charge: charge.id },
    'processing',
  )
  scheduleDebit(work, processing.id)
  return processing
}

/** A failed attempt ends nothing: the intent waits for another method, and keeps none. */
function failIntent(
  work: Work,
  intent: Stripe.PaymentIntent,
  last_payment_error: Stripe.PaymentIntent.LastPaymentError,
): Stripe.PaymentIntent {
  const change = {
    status: 'requires_payment_method' as const,
    payment_method: null,
    next_action: null,
    last_payment_error,
  }
  return changeIntent(work, intent, change, 'payment_failed')
}

/** Debits that wait for their end, by the moment when it comes. */
function scheduleDebit(work: Work, intent: string): void {
  work.tx.schedule('debit', work.nowSeconds + work.bankDebitDelaySeconds, intent)
}

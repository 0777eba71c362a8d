import type Stripe from 'stripe'
import type { Marks } from './checkout.ts'

/** A payment as Stripe tells it, whether a session or an intent told it. Amounts in minor units. */
export interface PaymentFacts {
  marks: Marks | null
  state: 'open' | 'processing' | 'paid' | 'failed' | 'expired' | 'canceled'
  amount: number
  currency: string
  sessionId: string | null
  intentId: string | null
  isLiveMode: boolean
  customer: CustomerFacts | null
}

export interface CustomerFacts {
  customerName: string | null
  customerEmail: string | null
  customerPhone: string | null
  billingAddress: Stripe.Address | null
  shippingAddress: Stripe.Address | null
}

/** The marks that we set, or null for what another program made. */
export function marksOf(metadata: Stripe.Metadata | null | undefined): Marks | null {
  const { installation, order, attempt } = metadata ?? {}
  return installation && order && attempt ? { installation, order, attempt } : null
}

export function factsOfSession(session: Stripe.Checkout.Session): PaymentFacts {
  return {
    marks: marksOf(session.metadata),
    state: stateOfSession(session),
    amount: session.amount_total ?? 0,
    currency: session.currency ?? '',
    sessionId: session.id,
    intentId: idOf(session.payment_intent),
    isLiveMode: session.livemode,
    customer: customerOf(session),
  }
}

/** `complete` and `unpaid` is money on its way: an asynchronous method was used. */
function stateOfSession(session: Stripe.Checkout.Session): PaymentFacts['state'] {
  if (session.status === 'expired') return 'expired'
  if (session.status !== 'complete') return 'open'
  return session.payment_status === 'unpaid' ? 'processing' : 'paid'
}

function customerOf(session: Stripe.Checkout.Session): CustomerFacts | null {
  const details = session.customer_details
  if (!details) return null
  return {
    customerName: details.name,
    customerEmail: details.email,
    customerPhone: details.phone,
    billingAddress: details.address,
    shippingAddress: session.collected_information?.shipping_details?.address ?? null,
  }
}

export function factsOfIntent(intent: Stripe.PaymentIntent): PaymentFacts {
  const state = stateOfIntent(intent.status)
  return {
    marks: marksOf(intent.metadata),
    state,
    amount: state === 'paid' ? intent.amount_received : intent.amount,
    currency: intent.currency,
    sessionId: null,
    intentId: intent.id,
    isLiveMode: intent.livemode,
    customer: null,
  }
}

function stateOfIntent(status: Stripe.PaymentIntent.Status): PaymentFacts['state'] {
  if (status === 'succeeded') return 'paid'
  if (status === 'processing') return 'processing'
  if (status === 'canceled') return 'canceled'
  return 'open'
}

function idOf(value: string | { id: string } | null): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

import type Stripe from 'stripe'

/** What marks a payment as ours, in a session's and an intent's metadata. */
export interface Marks {
  /** This database; another installation may use the same Stripe account. */
  installation: string
  order: string
  attempt: string
}

/** A payment as Stripe reports it, by a session or an intent. Amounts in minor units. */
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
  /** Who receives it, where that was asked for. */
  shippingName: string | null
  shippingAddress: Stripe.Address | null
}

/** The marks that the shop set; null for what another program created. */
export function marksOf(metadata: Stripe.Metadata | null | undefined): Marks | null {
  const { installation, order, attempt } = metadata ?? {}
  return installation && order && attempt ? { installation, order, attempt } : null
}

/**
 * Always in this order: Stripe takes a request for a repeat only if it is the same to the letter, and the
 * database gives the fields back in an order of its own.
 */
export function metadataOf({ installation, order, attempt }: Marks): Stripe.MetadataParam {
  return { installation, order, attempt }
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

/**
 * `complete` and `unpaid` is money on its way: an asynchronous method was used. Whether it failed since is told
 * by the intent, where the session was read with it.
 */
function stateOfSession(session: Stripe.Checkout.Session): PaymentFacts['state'] {
  if (session.status === 'expired') return 'expired'
  if (session.status !== 'complete') return 'open'
  if (session.payment_status !== 'unpaid') return 'paid'
  const intent = session.payment_intent
  const hasFailed =
    typeof intent === 'object' && ['requires_payment_method', 'canceled'].includes(intent?.status ?? '')
  return hasFailed ? 'failed' : 'processing'
}

function customerOf(session: Stripe.Checkout.Session): CustomerFacts | null {
  const details = session.customer_details
  if (!details) return null
  return {
    customerName: details.name,
    customerEmail: details.email,
    customerPhone: details.phone,
    billingAddress: details.address,
    shippingName: session.collected_information?.shipping_details?.name ?? null,
    shippingAddress: session.collected_information?.shipping_details?.address ?? null,
  }
}

export function factsOfIntent(intent: Stripe.PaymentIntent): PaymentFacts {
  const state = stateOfIntent(intent)
  return {
    marks: marksOf(intent.metadata),
    state,
    amount: state === 'paid' ? intent.amount_received : intent.amount,
    currency: intent.currency,
    sessionId: null,
    intentId: intent.id,
    isLiveMode: intent.livemode,
    customer: customerOfIntent(intent),
  }
}

/** An intent never expires at Stripe; the one that the shop gave up waiting for is `abandoned`. */
function stateOfIntent({ status, cancellation_reason: reason }: Stripe.PaymentIntent): PaymentFacts['state'] {
  if (status === 'succeeded') return 'paid'
  if (status === 'processing') return 'processing'
  if (status === 'canceled') return reason === 'abandoned' ? 'expired' : 'canceled'
  return 'open'
}

/** Who paid is on the charge, where the intent was read with it. */
function customerOfIntent(intent: Stripe.PaymentIntent): CustomerFacts | null {
  const charge = intent.latest_charge
  // A caller's own endpoint version can leave the field out.
  if (!charge || typeof charge === 'string') return null
  const { name, email, phone, address } = charge.billing_details
  return {
    customerName: name ?? intent.shipping?.name ?? null,
    customerEmail: email ?? intent.receipt_email,
    customerPhone: phone ?? intent.shipping?.phone ?? null,
    billingAddress: address,
    shippingName: intent.shipping?.name ?? null,
    shippingAddress: (intent.shipping?.address as Stripe.Address | undefined) ?? null,
  }
}

function idOf(value: string | { id: string } | null): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

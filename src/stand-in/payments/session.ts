import type Stripe from 'stripe'
import { countRedemption } from '../resources/checkout/session-discount.ts'
import { withShipping } from '../resources/checkout/session-shipping.ts'
import type { Work } from '../stand-in.ts'
import { emitEvent } from '../webhooks/events.ts'
import type { TestInstrument } from './instruments.ts'
import { changeIntent, createIntent, finishAuthentication, payIntent, settleDebit } from './intent.ts'
import type { BillingDetails } from './payment-method.ts'

type Session = Stripe.Checkout.Session
type Shipping = Stripe.Checkout.Session.CollectedInformation.ShippingDetails

/** What the payment page has asked the shopper for. */
export interface Shopper {
  billing: BillingDetails
  /** Null unless the session collects it. */
  shipping: Shipping | null
  /** The way of delivery, where another than the first was chosen. */
  delivery: Stripe.Checkout.Session.ShippingOption | null
}

/** Pays an open session; the answered session is complete if it worked. A decline leaves it open. */
export function paySession(
  work: Work,
  opened: Session,
  { instrument, billing, shipping, delivery }: Shopper & { instrument: TestInstrument },
): { session: Session; intent: Stripe.PaymentIntent } {
  const session = withDelivery(work, opened, delivery)
  const known = findIntent(work, session)
  const before = known
    ? { ...known, amount: session.amount_total ?? known.amount }
    : createSessionIntent(work, session)
  const sent = shipping && ({ ...shipping, phone: billing.phone ?? null } as Stripe.PaymentIntent.Shipping)
  const intent = payIntent(work, { ...before, ...(sent && { shipping: sent }) }, { instrument, billing })
  return { intent, session: followIntent(work, session, intent) }
}

function withDelivery(work: Work, session: Session, delivery: Shopper['delivery']): Session {
  if (!delivery || delivery.shipping_rate === session.shipping_cost?.shipping_rate) return session
  return changeSession(work, session, withShipping(session, delivery))
}

/** Goes on with a session whose intent waits for authentication. */
export function authenticateSession(work: Work, session: Session, isAuthenticated: boolean) {
  const intent = finishAuthentication(work, findIntent(work, session)!, isAuthenticated)
  return { intent, session: followIntent(work, session, intent) }
}

/** Completes a session in which nothing has to be paid. */
export function completeFreeSession(work: Work, session: Session, { billing, shipping }: Shopper): Session {
  const change = {
    customer_details: customerOf(session, billing),
    collected_information: collected(shipping),
    payment_status: 'no_payment_required' as const,
  }
  return completeSession(work, session, change)
}

/** Ends the bank debit of an intent, and tells of it for the session that it belongs to. */
export function finishDebit(work: Work, intentId: string, isGood: boolean): Stripe.PaymentIntent | undefined {
  const stored = work.tx.find('payment_intent', intentId)
  if (stored?.doc.status !== 'processing') return undefined
  const intent = settleDebit(work, stored.doc, isGood)
  const session = stored.extra.session && work.tx.find('checkout.session', stored.extra.session)?.doc
  if (session) {
    const changed = changeSession(work, session, { payment_status: isGood ? 'paid' : 'unpaid' })
    emitEvent(work, `checkout.session.async_payment_${isGood ? 'succeeded' : 'failed'}`, changed)
  }
  return intent
}

/** Ends an open session, and the intent that an earlier attempt may have left. */
export function expireSession(work: Work, session: Session): Session {
  const intent = findIntent(work, session)
  if (intent) {
    const change = {
      status: 'canceled',
      canceled_at: work.nowSeconds,
      cancellation_reason: 'automatic',
      next_action: null,
    } as const
    changeIntent(work, intent, change, 'canceled')
  }
  const expired = changeSession(work, session, { status: 'expired', url: null, client_secret: null })
  emitEvent(work, 'checkout.session.expired', expired)
  return expired
}

export function findIntent(work: Work, session: Session): Stripe.PaymentIntent | undefined {
  return session.payment_intent
    ? work.tx.find('payment_intent', session.payment_intent as string)?.doc
    : undefined
}

function createSessionIntent(work: Work, session: Session): Stripe.PaymentIntent {
  const { intentData } = work.tx.find('checkout.session', session.id)!.extra
  return createIntent(work, {
    amount: session.amount_total ?? 0,
    currency: session.currency!,
    session: session.id,
    fields: {
      ...intentData,
      payment_method_types: session.payment_method_types,
      automatic_payment_methods: null,
    },
  })
}

function followIntent(work: Work, session: Session, intent: Stripe.PaymentIntent): Session {
  if (intent.status !== 'succeeded' && intent.status !== 'processing') {
    return changeSession(work, session, { payment_intent: intent.id })
  }
  const method = work.tx.find('payment_method', intent.payment_method as string)!.doc
  return completeSession(work, session, {
    payment_intent: intent.id,
    payment_status: intent.status === 'succeeded' ? 'paid' : 'unpaid',
    customer_details: customerOf(session, method.billing_details),
    collected_information: collected(session.shipping_address_collection ? shippingOf(intent) : null),
  })
}

function completeSession(work: Work, session: Session, change: Partial<Session>): Session {
  const completed = changeSession(work, session, {
    ...change,
    status: 'complete',
    url: null,
    client_secret: null,
  })
  emitEvent(work, 'checkout.session.completed', completed)
  const { discount } = work.tx.find('checkout.session', session.id)!.extra
  if (discount) countRedemption(work, discount)
  return completed
}

function changeSession(work: Work, session: Session, change: Partial<Session>): Session {
  const changed: Session = { ...session, ...change }
  work.tx.replace('checkout.session', changed)
  return changed
}

function shippingOf({ shipping }: Stripe.PaymentIntent): Shipping | null {
  return shipping && { address: shipping.address as Stripe.Address, name: shipping.name ?? '' }
}

function collected(shipping: Shipping | null): Stripe.Checkout.Session.CollectedInformation {
  return { business_name: null, individual_name: null, shipping_details: shipping }
}

function customerOf(
  session: Session,
  { email, name, phone, address }: BillingDetails,
): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: address?.country ? address : null,
    business_name: null,
    email: email ?? session.customer_email,
    individual_name: null,
    name,
    phone: phone ?? null,
    tax_exempt: 'none',
    tax_ids: [],
  }
}

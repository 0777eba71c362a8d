import type Stripe from 'stripe'
import { debitTypeOf } from '../payments/instruments.ts'
import { formatAmount } from '../resources/currencies.ts'
import type { SessionDetails } from '../resources/session-details.ts'
import type { Work } from '../sandbox.ts'

export interface OpenedSession {
  work: Work
  session: Stripe.Checkout.Session
  details: SessionDetails
}

/** Everything that the payment page shows of a session. */
export function paymentView({ work, session, details }: OpenedSession) {
  const currency = session.currency!
  const money = (minor: number) => formatAmount(minor, currency)
  const lines = details.lines.map((line) => ({
    name: line.description,
    quantity: line.quantity,
    each: money(line.price.unit_amount ?? 0),
    amount: money(line.amount_subtotal),
    image: work.tx.find('product', line.price.product)?.doc.images[0],
  }))
  const isFree = session.payment_status === 'no_payment_required'
  return {
    account: `Sandbox ${work.account.name}`,
    cancelUrl: session.cancel_url,
    customerEmail: session.customer_email,
    lines,
    subtotal: money(session.amount_subtotal ?? 0),
    total: money(session.amount_total ?? 0),
    currency: currency.toUpperCase(),
    isFree,
    debit: isFree ? null : debitTypeOf(currency),
  }
}

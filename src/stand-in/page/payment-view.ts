import type Stripe from 'stripe'
import { taxesOf } from '../resources/checkout/line-items.ts'
import type { SessionDetails } from '../resources/checkout/session-details.ts'
import { formatAmount } from '../resources/currencies.ts'
import type { Work } from '../stand-in.ts'

/** A page inside a frame of the shop's; `parent` is the origin of the page around it, empty if unknown. */
export interface ShopFrame {
  parent: string
  /** Of the frame's own address, kept from form to form. */
  query: string
}

export interface OpenedSession {
  /** Null for the hosted page. */
  frame: ShopFrame | null
  work: Work
  session: Stripe.Checkout.Session
  details: SessionDetails
}

/** Everything that the payment page shows of a session. */
export function paymentView({ work, session, details }: OpenedSession) {
  const currency = session.currency!
  const money = (minor: number) => formatAmount(minor, currency)
  const lines = details.lines.map(({ line }) => ({
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
    asks: {
      phone: session.phone_number_collection?.enabled === true,
      billing: session.billing_address_collection === 'required',
      shipping: session.shipping_address_collection?.allowed_countries ?? null,
    },
    lines,
    subtotal: money(session.amount_subtotal ?? 0),
    adjustments: [...adjustmentsOf({ session, details }), ...deliveryOf({ work, session })],
    deliveries: deliveriesOf({ work, session }),
    total: money(session.amount_total ?? 0),
    currency: currency.toUpperCase(),
    isFree,
    debit: isFree ? null : (session.payment_method_types.find((type) => type !== 'card') ?? null),
  }
}

type Shown = Pick<OpenedSession, 'work' | 'session'>

/** What the delivery that is chosen adds. */
function deliveryOf({ work, session }: Shown) {
  const { shipping_cost: cost } = session
  if (!cost) return []
  const name = nameOf(work, cost.shipping_rate)
  return [{ name, amount: formatAmount(cost.amount_total, session.currency!) }]
}

/** What there is to choose from; nothing where there is no choice. */
function deliveriesOf({ work, session }: Shown) {
  const { shipping_options: options, shipping_cost: cost } = session
  if (options.length < 2) return []
  return options.map(({ shipping_rate: rate, shipping_amount: amount }) => ({
    id: rate,
    name: nameOf(work, rate),
    amount: formatAmount(amount, session.currency!),
    isChosen: rate === cost?.shipping_rate,
  }))
}

function nameOf(work: Work, rate: unknown): string {
  return work.tx.find('shipping_rate', String(rate))?.doc.display_name ?? 'Delivery'
}

/** The rows between subtotal and total: what the discount takes off, and each tax. */
function adjustmentsOf({ session, details }: Pick<OpenedSession, 'session' | 'details'>) {
  const currency = session.currency!
  const { discount, lines } = details
  const taxes = taxesOf(lines).map(({ amount, rate }) => ({
    name: `${rate.display_name} ${rate.percentage}%${rate.inclusive ? ' (included)' : ''}`,
    amount: formatAmount(amount, currency),
  }))
  if (!discount) return taxes
  const off = session.total_details?.amount_discount ?? 0
  const share = discount.terms.percentOff === null ? '' : ` (${discount.terms.percentOff}% off)`
  return [{ name: `${discount.name}${share}`, amount: `-${formatAmount(off, currency)}` }, ...taxes]
}

import type Stripe from 'stripe'
import type { NamedLine } from '../../domain/order-line.ts'
import type { ShippingCopy } from '../../domain/shipping.ts'
import type { Account } from '../accounts.ts'
import type { Marks, PaymentFacts } from '../facts.ts'
import type { Outcome } from '../outcome.ts'

/** A frozen order as it is sent to Stripe. Amounts in the minor unit of `currency`. */
export interface PaymentRequest {
  marks: Marks
  currency: string
  /** What the lines come to with discount and taxes. */
  amount: number
  lines: readonly RequestedLine[]
  /** The order's discount in the account; Checkout takes one. */
  couponId?: string | null
  /** Its taxes in the account, on every line; at most five. */
  taxRateIds?: readonly string[]
  /** How the order is delivered: part of `amount`. */
  shipping?: RequestedShipping | null
  /** Where the shopper returns after paying. */
  returnUrl: string
  /** Where a shopper goes who turns back on Stripe's page. */
  cancelUrl: string
  expiresAt: Date
  /** Of Stripe's page; null or nothing leaves it to the browser. */
  locale?: Stripe.Checkout.SessionCreateParams.Locale | null
  /** What the host project adds to the session. */
  additions?: Stripe.Checkout.SessionCreateParams
}

export interface RequestedLine extends Omit<NamedLine, 'amount'> {
  itemId: string
  /** The item's product in the account; without one Stripe makes a product for this session alone. */
  productId?: string | null
}

/** `amount` in the minor unit of the payment's currency. */
export type RequestedShipping = Omit<ShippingCopy, 'id'>

/** A payment that Stripe has made, ready to be paid. */
export interface OpenedPayment {
  sessionId: string | null
  intentId: string | null
  /** Stripe's page. */
  url: string | null
  /** What Stripe.js shows the payment with; nobody but the shopper may know it. */
  clientSecret: string | null
  /** What Stripe will charge, as Stripe worked it out. */
  amount: number
  /** The discount, tax and delivery in it, as Stripe worked them out; null where Stripe was only told the amount. */
  details: { discount: number; tax: number; shipping: number } | null
  isLiveMode: boolean
}

/** What Stripe knows an opened payment by. */
export type PaymentIds = { sessionId?: string | null; intentId?: string | null }

/** What was stored of an opened payment; nothing where an order came to nothing to pay. */
type Opened = PaymentIds & { url?: string | null; clientSecret?: string | null }

/** A Checkout Session for the browser: `url` is Stripe's page, null where Stripe.js shows it with the `clientSecret`. */
export interface SessionAnswer {
  /** Null where nothing was left to pay. */
  sessionId: string | null
  url: string | null
  clientSecret?: string | null
}

/** A Payment Intent for the browser, which shows the Payment Element with the `clientSecret`. */
export interface IntentAnswer {
  /** Null where nothing was left to pay. */
  paymentIntentId: string | null
  clientSecret: string | null
  /** There is no page to go to. */
  url?: null
}

/** One way to let a shopper pay. Everything that differs between the ways is in here. */
export interface Flow {
  /** Whether Stripe is told the lines with discount and taxes, and adds them up itself. */
  readonly hasLines: boolean
  /** The object of Stripe's that says how a payment stands. The intent of a session knows of one try only. */
  readonly object: 'session' | 'intent'
  /** Whether Stripe ends an unpaid one by itself. */
  readonly expires: boolean
  /** What the browser goes on with. */
  answer(opened: Opened): SessionAnswer | IntentAnswer
  /** The session that will be asked for, before anything is added; an intent has none. */
  sessionParams?: (request: PaymentRequest) => Stripe.Checkout.SessionCreateParams
  open(account: Account, request: PaymentRequest, idempotencyKey: string): Promise<Outcome<OpenedPayment>>
  /** The id by which Stripe is asked about the payment; null until Stripe has answered one. */
  idOf(payment: PaymentIds): string | null
  read(account: Account, id: string): Promise<Outcome<PaymentFacts>>
  /** Makes sure that it can no longer be paid. Refused if it is already over, or the money is on its way. */
  end(account: Account, id: string): Promise<Outcome<PaymentFacts>>
}

import type Stripe from 'stripe'
import type { TestInstrument } from '../payments/instruments.ts'
import type { SessionDetails } from '../resources/checkout/session-details.ts'
import type { PendingDelivery } from '../webhooks/delivery.ts'
import type { StoredPrice } from './stored-price.ts'

type Undeleted<T> = Omit<T, 'deleted'>

/** What Stripe hands out as a balance transaction, as far as a shop looks at it. */
export interface StoredBalanceTransaction {
  id: string
  object: 'balance_transaction'
  amount: number
  available_on: number
  balance_type: 'payments'
  created: number
  currency: string
  description: string | null
  exchange_rate: null
  fee: number
  fee_details: never[]
  net: number
  reporting_category: string
  source: string
  status: 'available' | 'pending'
  type: string
}

/** An event keeps the snapshot that it tells of. */
export interface StoredEvent {
  id: string
  object: 'event'
  api_version: string
  created: number
  data: { object: object; previous_attributes?: object }
  livemode: false
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: string
}

/** What a request with an idempotency key was answered. */
export interface KeptAnswer {
  /** The key, or what stands for one that is too long. */
  id: string
  created: number
  /** Of the request. */
  fingerprint: string
  requestId: string
  status: number
  content: object
}

/** Who made a price or product, and what the page still needs to know of a payment method. */
export interface Kinds {
  'checkout.session': { doc: Stripe.Checkout.Session; extra: SessionDetails }
  payment_intent: { doc: Stripe.PaymentIntent; extra: { session: string | null } }
  payment_method: { doc: Stripe.PaymentMethod; extra: { instrument: TestInstrument } }
  charge: { doc: Stripe.Charge; extra: null }
  refund: { doc: Stripe.Refund; extra: null }
  dispute: { doc: Stripe.Dispute; extra: null }
  balance_transaction: { doc: StoredBalanceTransaction; extra: null }
  product: { doc: Undeleted<Stripe.Product>; extra: null }
  /** A price made inside a session is left out of lists. */
  price: { doc: StoredPrice; extra: { isInline: boolean } }
  /** Besides its own currency, what a fixed coupon takes off in others. */
  coupon: {
    doc: Omit<Undeleted<Stripe.Coupon>, 'currency_options'>
    extra: { amountsOff: Record<string, number> }
  }
  /** The coupon once more, for the index. */
  promotion_code: { doc: Stripe.PromotionCode; extra: { coupon: string } }
  tax_rate: { doc: Stripe.TaxRate; extra: null }
  shipping_rate: { doc: Stripe.ShippingRate; extra: null }
  event: { doc: StoredEvent; extra: null }
  /** The secret is shown once, at creation. */
  webhook_endpoint: { doc: Undeleted<Stripe.WebhookEndpoint>; extra: { secret: string } }
  delivery: { doc: PendingDelivery; extra: null }
  kept_answer: { doc: KeptAnswer; extra: null }
}

export type Kind = keyof Kinds

/** What stands for a kind in a key: as short as Stripe's own prefixes of ids. */
export const KIND_CODES: { readonly [K in Kind]: string } = {
  'checkout.session': 'cs',
  payment_intent: 'pi',
  payment_method: 'pm',
  charge: 'ch',
  refund: 're',
  dispute: 'du',
  balance_transaction: 'tx',
  product: 'pr',
  price: 'pc',
  coupon: 'co',
  promotion_code: 'po',
  tax_rate: 'tr',
  shipping_rate: 'sr',
  event: 'ev',
  webhook_endpoint: 'we',
  delivery: 'de',
  kept_answer: 'ka',
}
export type DocOf<K extends Kind> = Kinds[K]['doc']

export interface Stored<K extends Kind> {
  /** Grows with each object of the stand-in: the order of lists. */
  sequence: number
  doc: Kinds[K]['doc']
  extra: Kinds[K]['extra']
}

type Filter<K extends Kind> = (doc: Kinds[K]['doc'], extra: Kinds[K]['extra']) => unknown

/**
 * By what lists are filtered: the parameter of the list, and what an object must have for it. Each is an index,
 * so that a filter never looks at what it leaves out; of several, the shortest is walked.
 * Texts, numbers and booleans are indexed; what is null or undefined is in no index. `LAYOUT_VERSION` changes with them.
 */
const FILTERS: { readonly [K in Kind]?: Readonly<Record<string, Filter<K>>> } = {
  'checkout.session': {
    payment_intent: ({ payment_intent: intent }) => intent,
    email: ({ customer_details: customer }) => customer?.email,
    status: ({ status }) => status,
  },
  charge: {
    payment_intent: ({ payment_intent: intent }) => intent,
    transfer_group: ({ transfer_group: group }) => group,
  },
  refund: {
    charge: ({ charge }) => charge,
    payment_intent: ({ payment_intent: intent }) => intent,
  },
  dispute: {
    charge: ({ charge }) => charge,
    payment_intent: ({ payment_intent: intent }) => intent,
  },
  balance_transaction: {
    source: ({ source }) => source,
    type: ({ type }) => type,
    currency: ({ currency }) => currency,
  },
  payment_method: { type: ({ type }) => type },
  product: {
    url: ({ url }) => url,
    shippable: ({ shippable }) => shippable,
    active: ({ active }) => active,
  },
  price: {
    lookup_key: ({ lookup_key: key }) => key,
    product: ({ product }) => product,
    currency: ({ currency }) => currency,
    active: ({ active }) => active,
  },
  /** Whatever the case of the code. */
  promotion_code: {
    code: ({ code }) => code.toLowerCase(),
    coupon: (_, { coupon }) => coupon,
    active: ({ active }) => active,
  },
  tax_rate: {
    inclusive: ({ inclusive }) => inclusive,
    active: ({ active }) => active,
  },
  event: {
    type: ({ type }) => type,
    /** Not of those whose webhooks are under way, or were given up. */
    delivery_success: ({ pending_webhooks: pending }) => pending === 0,
  },
  delivery: { state: ({ state }) => state },
}

export function filtersOf<K extends Kind>(kind: K): Readonly<Record<string, Filter<K>>> {
  return (FILTERS[kind] ?? {}) as Readonly<Record<string, Filter<K>>>
}

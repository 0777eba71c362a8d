import type Stripe from 'stripe'
import type { StoredPrice } from '../../store/stored-price.ts'
import type { ComputedLine, DiscountTerms } from './session-arithmetic.ts'

export type SessionLine = Omit<Stripe.LineItem, 'price'> & { price: StoredPrice }

/** A line together with what is told of it only when asked for. */
export interface DetailedLine {
  line: SessionLine
  rates: Stripe.TaxRate[]
  computed: ComputedLine
}

/** The discount of a session: what it is called, what it takes off, and Stripe's objects for it. */
export interface SessionDiscount {
  name: string
  terms: DiscountTerms
  /** As `total_details.breakdown` and the lines tell it. */
  discount: Stripe.Discount
  coupon: string
  promotionCode: string | null
}

/** What a session keeps to itself: its lines are told only when asked for. */
export interface SessionDetails {
  lines: DetailedLine[]
  discount: SessionDiscount | null
  /** `payment_intent_data` of the creation, given to the intent once there is one. */
  intentData: Partial<Stripe.PaymentIntent>
}

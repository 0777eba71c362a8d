import type Stripe from 'stripe'
import type { StoredPrice } from '../../store/records.ts'
import type { ComputedLine } from './session-arithmetic.ts'
import type { SessionDiscount } from './session-discount.ts'

export type SessionLine = Omit<Stripe.LineItem, 'price'> & { price: StoredPrice }

/** A line together with what is told of it only when asked for. */
export interface DetailedLine {
  line: SessionLine
  rates: Stripe.TaxRate[]
  computed: ComputedLine
}

/** What a session keeps to itself: its lines are told only when asked for. */
export interface SessionDetails {
  lines: DetailedLine[]
  discount: SessionDiscount | null
  /** `payment_intent_data` of the creation, given to the intent once there is one. */
  intentData: Partial<Stripe.PaymentIntent>
}

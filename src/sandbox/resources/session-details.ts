import type Stripe from 'stripe'
import type { StoredPrice } from '../store/records.ts'

export type SessionLine = Omit<Stripe.LineItem, 'price'> & { price: StoredPrice }

/** What a session keeps to itself: its lines are told only when asked for. */
export interface SessionDetails {
  lines: SessionLine[]
  /** `payment_intent_data` of the creation, given to the intent once there is one. */
  intentData: Partial<Stripe.PaymentIntent>
}

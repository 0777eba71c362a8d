import type { BasePayload } from 'payload'
import type { ORDER_NEWS } from '../collections/outbox.ts'
import type { REFUND_STATUSES } from '../collections/payments/refunds.ts'
import type { Id } from '../domain/id.ts'
import type { OrderJson } from './orders/order-json.ts'

export type OrderNewsKind = (typeof ORDER_NEWS)[number]

/** What a callback of the host project is told. */
export interface OrderNews {
  /** The same at every repeat: whoever keeps it can tell a repeat from news. */
  id: string
  /** The order as it is when the callback runs. */
  order: OrderJson
  /**
   * What was given back of it or is to be, oldest first, as it is when the callback runs. `requested` is not confirmed by
   * Stripe yet, `pending` on its way, `succeeded` done; `failed` and `canceled` came to nothing.
   */
  refunds: RefundNews[]
  payload: BasePayload
}

/** One refund. `amount` in the minor unit of `currency`. */
export interface RefundNews {
  id: Id
  amount: number
  currency: string
  status: (typeof REFUND_STATUSES)[number]
  reason: string | null
}

/** A mail as it is queued. */
export interface QueuedMail {
  to: string
  subject: string
  html: string
  text: string
}

/** Sends a queued mail. `id` is the same at every repeat. Throwing makes it run again later. */
export type MailCallback = (news: { id: string; mail: QueuedMail; payload: BasePayload }) => Promise<void>

/** Runs after commit, at least once; throwing makes it run again later. */
export type OrderCallback = (news: OrderNews) => Promise<void> | void

import type { BasePayload } from 'payload'
import type { OUTBOX_KINDS } from '../collections/outbox.ts'
import type { OrderJson } from './orders/order-json.ts'

export type OutboxKind = (typeof OUTBOX_KINDS)[number]

/** What a callback of the host project is told. */
export interface OrderNews {
  /** The same at every repeat: whoever keeps it can tell a repeat from news. */
  id: string
  /** The order as it is when the callback runs. */
  order: OrderJson
  payload: BasePayload
}

/** Runs after commit, at least once; throwing makes it run again later. */
export type OrderCallback = (news: OrderNews) => Promise<void> | void

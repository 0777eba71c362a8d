import type { BasePayload } from 'payload'
import type Stripe from 'stripe'

/** An event of Stripe's as a project's own handler gets it. Its signature has been checked. */
export interface EventNews<T extends Stripe.Event['type'] = Stripe.Event['type']> {
  event: Extract<Stripe.Event, { type: T }>
  /** The name of the account that it is of. */
  account: string
  payload: BasePayload
}

/**
 * What a project does with Stripe's events itself, by their type, after the shop and whosever they are: `invoice.paid`,
 * or `checkout.session.completed` of its own subscriptions. Stripe is answered 2xx only once the handler has resolved.
 * Throwing makes Stripe send the event again for three days, so a handler runs at least once: `event.id` tells a
 * repeat from news. Stripe waits for some seconds only.
 */
export type EventHandlers = {
  [T in Stripe.Event['type']]?: (news: EventNews<T>) => Promise<void> | void
}

/** The project's handler of this very event, or null. */
export function handlerOf(
  handlers: EventHandlers,
  { event, account, payload }: EventNews,
): (() => Promise<void> | void) | null {
  if (!Object.hasOwn(handlers, event.type)) return null
  const handler = handlers[event.type] as ((news: EventNews) => Promise<void> | void) | undefined
  return handler ? () => handler({ event, account, payload }) : null
}

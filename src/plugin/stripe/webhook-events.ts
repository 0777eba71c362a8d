import type Stripe from 'stripe'

/** What the shop acts on. `shop/events/event-meaning.ts` has a reader for each, or it does not compile. */
export const WEBHOOK_EVENTS = [
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.funds_reinstated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.updated',
  'charge.refunded',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.succeeded',
  'refund.created',
  'refund.failed',
  'refund.updated',
] as const satisfies Stripe.WebhookEndpointCreateParams.EnabledEvent[]

export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number]
export type WebhookEvent<T extends WebhookEventType = WebhookEventType> = Extract<Stripe.Event, { type: T }>

export function isWebhookEvent(event: Stripe.Event): event is WebhookEvent {
  return WEBHOOK_EVENTS.some((type) => type === event.type)
}

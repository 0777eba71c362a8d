import Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'
import { WEBHOOK_EVENTS } from './webhook-events.ts'

/** The version whose shapes the shop reads: that of the installed SDK. */
export const WEBHOOK_API_VERSION: string = Stripe.API_VERSION

type EnabledEvent = Stripe.WebhookEndpointCreateParams.EnabledEvent

function wantedEvents(others: readonly string[]): EnabledEvent[] {
  return [...new Set([...WEBHOOK_EVENTS, ...(others as EnabledEvent[])])]
}

/** An account has 16 endpoints at most (https://docs.stripe.com/webhooks), so one page holds them all. */
export function listEndpoints(account: Account): Promise<Outcome<Stripe.WebhookEndpoint[]>> {
  return callStripe(async () => (await account.stripe.webhookEndpoints.list({ limit: 100 })).data)
}

/** Only this answer ever holds the endpoint's signing secret. */
export function createEndpoint(
  account: Account,
  url: string,
  others: readonly string[] = [],
): Promise<Outcome<Stripe.WebhookEndpoint>> {
  return callStripe(() =>
    account.stripe.webhookEndpoints.create({
      url,
      enabled_events: wantedEvents(others),
      api_version: Stripe.API_VERSION,
    }),
  )
}

/** Subscribes an endpoint to everything the shop acts on, and to `others`. Its secret and its version stay. */
export function repairEndpoint(
  account: Account,
  id: string,
  others: readonly string[] = [],
): Promise<Outcome<Stripe.WebhookEndpoint>> {
  return callStripe(() =>
    account.stripe.webhookEndpoints.update(id, { enabled_events: wantedEvents(others), disabled: false }),
  )
}

/** The events an endpoint is not sent although the shop acts on them, or a project on `others`. */
export function missingEvents(endpoint: Stripe.WebhookEndpoint, others: readonly string[] = []): string[] {
  if (endpoint.enabled_events.includes('*')) return []
  return wantedEvents(others).filter((event) => !endpoint.enabled_events.includes(event))
}

import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'
import { type Span, walkSpan } from './walk.ts'
import { WEBHOOK_EVENTS } from './webhook-events.ts'

/** An event of the last 30 days; Stripe keeps none for longer. */
export function retrieveEvent(account: Account, id: string): Promise<Outcome<Stripe.Event>> {
  return callStripe(() => account.stripe.events.retrieve(id))
}

/** Stripe looks for so many types at once. */
const TYPES_AT_ONCE = 20

/** The events that the shop acts on, or a project on `others`, as often as one list of Stripe's can name them. */
export function groupTypes(others: readonly string[]): string[][] {
  const types = [...new Set<string>([...WEBHOOK_EVENTS, ...others])]
  const count = Math.ceil(types.length / TYPES_AT_ONCE)
  return Array.from({ length: count }, (_, group) =>
    types.slice(group * TYPES_AT_ONCE, (group + 1) * TYPES_AT_ONCE),
  )
}

/** Events of these types, at most twenty, delivered or not: an endpoint that was switched off misses none by Stripe's account. */
export function walkEvents(account: Account, { types, ...span }: Span & { types: readonly string[] }) {
  return walkSpan<Stripe.Event>(account, span, (params) =>
    account.stripe.events.list({ ...params, types: [...types] }),
  )
}

import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { type Outcome, outcomeOf } from './outcome.ts'

/** An event of the last 30 days; Stripe keeps none for longer. */
export function retrieveEvent(account: Account, id: string): Promise<Outcome<Stripe.Event>> {
  return outcomeOf(() => account.stripe.events.retrieve(id))
}

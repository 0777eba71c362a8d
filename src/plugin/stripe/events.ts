import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'
import { WEBHOOK_EVENTS } from './webhook-events.ts'

/** An event of the last 30 days; Stripe keeps none for longer. */
export function retrieveEvent(account: Account, id: string): Promise<Outcome<Stripe.Event>> {
  return callStripe(() => account.stripe.events.retrieve(id))
}

/** More than a shop misses in a day; whatever else uses the account may have missed some as well. */
const MOST = 500

/** Events that the shop acts on and that some endpoint of the account has not taken, newest first. */
export function listUndelivered(
  account: Account,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
): Promise<Outcome<Stripe.Event[]>> {
  return callStripe(() =>
    account.stripe.events
      .list({
        delivery_success: false,
        types: [...WEBHOOK_EVENTS],
        created: { gte: fromSeconds, lte: toSeconds },
        limit: 100,
      })
      .autoPagingToArray({ limit: MOST }),
  )
}

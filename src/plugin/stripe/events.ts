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

/** Stripe looks for so many types at once. */
const TYPES_AT_ONCE = 20

/** Events that the shop, or a project on `others`, acts on and that some endpoint of the account has not taken, newest first within their kind. */
export function listUndelivered(
  account: Account,
  { fromSeconds, toSeconds, others }: { fromSeconds: number; toSeconds: number; others: readonly string[] },
): Promise<Outcome<Stripe.Event[]>> {
  const types = [...new Set<string>([...WEBHOOK_EVENTS, ...others])]
  return callStripe(async () => {
    const events: Stripe.Event[] = []
    for (let start = 0; start < types.length; start += TYPES_AT_ONCE) {
      const found = await account.stripe.events
        .list({
          delivery_success: false,
          types: types.slice(start, start + TYPES_AT_ONCE),
          created: { gte: fromSeconds, lte: toSeconds },
          limit: 100,
        })
        .autoPagingToArray({ limit: MOST })
      events.push(...found)
    }
    return events
  })
}

import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { type Outcome, outcomeOf } from './outcome.ts'

/** The Stripe account behind a key, as Stripe describes it. */
export function retrieveAccount(account: Account): Promise<Outcome<Stripe.Account>> {
  return outcomeOf(() => account.stripe.accounts.retrieveCurrent())
}

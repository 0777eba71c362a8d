import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'

/** The Stripe account behind a key, as Stripe describes it. */
export function retrieveAccount(account: Account): Promise<Outcome<Stripe.Account>> {
  return callStripe(() => account.stripe.accounts.retrieveCurrent())
}

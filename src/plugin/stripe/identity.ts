import { type Account, isLiveKey } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'
import { leaveAccountAlone, paced } from './pace.ts'

/** Which Stripe account a key belongs to. Keys are rolled and two names can be one account; this stays. */
export interface AccountIdentity {
  /** `acct_…` */
  accountId: string
  mode: 'test' | 'live'
}

const identities = new WeakMap<Account, AccountIdentity>()

/** Asks Stripe once for each account and process. `isPaced`: nobody waits for it. */
export async function identify(
  account: Account,
  { isPaced = false } = {},
): Promise<Outcome<AccountIdentity>> {
  const known = identities.get(account)
  if (known) return { kind: 'done', value: known }
  const call = () => account.stripe.accounts.retrieveCurrent()
  const outcome = isPaced ? await paced(account, call) : await callStripe(call)
  // A restricted key may not be allowed to say whose it is; then nothing can be brought into step with it.
  if (outcome.kind === 'refused' && isPaced) return leaveAccountAlone(account, outcome.reason)
  if (outcome.kind !== 'done') return outcome
  const value = { accountId: outcome.value.id, mode: isLiveKey(account.secretKey) ? 'live' : 'test' } as const
  identities.set(account, value)
  return { kind: 'done', value }
}

/** The same without asking: null until Stripe has been asked. */
export function knownIdentity(account: Account): AccountIdentity | null {
  return identities.get(account) ?? null
}

import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import type { Outcome } from './outcome.ts'
import { paced } from './pace.ts'

/** A call that did not do what was asked. `refused` is for good; the rest is worth another try. */
export class StripeCallError extends Error {
  override readonly name = 'StripeCallError'
  readonly kind: 'refused' | 'unavailable' | 'unknown'
  readonly code: string | null

  constructor(outcome: Exclude<Outcome<never>, { kind: 'done' }>) {
    super(outcome.reason)
    this.kind = outcome.kind
    this.code = outcome.kind === 'refused' ? outcome.code : null
  }
}

/**
 * Calls to one account while a document is brought into step. Each method throws `StripeCallError`
 * where Stripe does not do it.
 */
export interface Caller {
  read<T>(call: (stripe: Stripe) => Promise<T>): Promise<T>
  /** Null for what does not exist, or no longer. */
  find<T extends object>(call: (stripe: Stripe) => Promise<T>): Promise<T | null>
  /** Does something, or only notes what it would do and answers `pretend`. */
  change<T>(change: { what: string; call: (stripe: Stripe) => Promise<T>; pretend: T }): Promise<T>
}

export interface CallerOptions {
  /** Notes changes instead of making them. */
  isDryRun: boolean
  /** Is told each change, such as `create the price 1999 eur`. */
  onChange: (what: string) => void
}

export function createCaller(account: Account, { isDryRun, onChange }: CallerOptions): Caller {
  async function read<T>(call: (stripe: Stripe) => Promise<T>): Promise<T> {
    const outcome = await paced(account, () => call(account.stripe))
    if (outcome.kind === 'done') return outcome.value
    throw new StripeCallError(outcome)
  }
  return {
    read,
    find: (call) => orNull(read(call)),
    change: async ({ what, call, pretend }) => {
      onChange(what)
      return isDryRun ? pretend : read(call)
    },
  }
}

async function orNull<T extends object>(call: Promise<T>): Promise<T | null> {
  try {
    const found = await call
    return 'deleted' in found && found.deleted === true ? null : found
  } catch (error) {
    if (error instanceof StripeCallError && error.code === 'resource_missing') return null
    throw error
  }
}

import Stripe from 'stripe'
import { ShopError } from '../domain/errors.ts'

/** One Stripe keypair with its webhook secrets, as the host configures it. */
export interface StripeAccount {
  /** Part of the webhook's address: `/stripe/webhook/:name`. */
  name: string
  /** The currency (ISO 4217, lower case) that is paid with it; null when it only serves the rest. */
  currency: string | null
  /** Whether it serves every currency that has no account of its own. */
  isDefault: boolean
  secretKey: string
  publishableKey: string
  /** More than one while a secret is being replaced. */
  webhookSecrets: readonly string[]
  /** How the account rounds manual tax rates, a setting in Stripe's Dashboard. Default: `line`. */
  taxRounding?: 'line' | 'total'
}

/** An account with its own client of the Stripe SDK. */
export interface Account extends StripeAccount {
  readonly stripe: Stripe
}

/** How long one try may take, and how long all tries of a call together. */
const TRY_TIMEOUT_MS = 4_000
export const CALL_DEADLINE_MS = 5_000

export class Accounts {
  readonly all: readonly Account[]

  constructor(accounts: readonly StripeAccount[], options: { apiBase: string | null }) {
    this.all = accounts.map((account) => ({
      ...account,
      stripe: connect(account.secretKey, options.apiBase),
    }))
  }

  named(name: string): Account | undefined {
    return this.all.find((account) => account.name === name)
  }

  /** The account that a currency is paid with. Throws `payment_unavailable` when there is none. */
  forCurrency(currency: string): Account {
    const account = this.serving(currency)
    if (account) return account
    throw new ShopError('payment_unavailable', `Payments in ${currency.toUpperCase()} are not set up.`)
  }

  /** How tax is rounded on what is paid in the currency. */
  taxRoundingOf(currency: string): 'line' | 'total' {
    return this.serving(currency)?.taxRounding ?? 'line'
  }

  /** The currency's own account, or the one for the rest; undefined where neither is set up. */
  serving(currency: string): Account | undefined {
    return (
      this.all.find((candidate) => candidate.currency === currency) ??
      this.all.find((candidate) => candidate.isDefault)
    )
  }
}

/** Secret and restricted keys alike say in their second part whether they move real money. */
export function isLiveKey(secretKey: string): boolean {
  return /^[a-z]+_live_/.test(secretKey)
}

function connect(secretKey: string, apiBase: string | null): Stripe {
  const base = apiBase === null ? null : new URL(apiBase)
  return new Stripe(secretKey, {
    timeout: TRY_TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
    appInfo: { name: 'payload-stripe-shop' },
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === 'https:' ? 443 : 80),
      protocol: base.protocol === 'https:' ? 'https' : 'http',
    }),
  })
}

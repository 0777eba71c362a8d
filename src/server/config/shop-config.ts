import type { TaxRounding } from 'payload-stripe-shop/operations'
import type { PaymentFlow } from 'payload-stripe-shop/storefront'

/** One Stripe keypair. `name` is part of its webhook's address: `/stripe/webhook/<name>`. */
export interface StripeAccountConfig {
  name: string
  /** ISO 4217, lower case; null for an account that only serves currencies without one of their own. */
  currency: string | null
  isDefault: boolean
  secretKey: string
  publishableKey: string
  /** Two while one is being replaced. */
  webhookSecrets: string[]
  /** How the account rounds manual tax rates, a setting of the account in Stripe. */
  taxRounding: TaxRounding
}

/** By a mail server, or in a demo into a folder. `from` may have a name before the address. */
export type MailConfig = { smtpUrl: string; from: string } | { folder: string; from: string }

export interface ShopConfig {
  port: number
  host: string
  /** The address that shoppers see, without a trailing slash. */
  publicUrl: string
  allowedOrigins: string[]
  /** Null: an embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null
  databaseReplicaUrls: string[]
  /** Null: made once and kept under `dataDir`. */
  payloadSecret: string | null
  /** What the database is called, as an installation; null where nobody has said. */
  installation: string | null
  accounts: StripeAccountConfig[]
  /** Origin of a stand-in for Stripe's API; null for Stripe itself. */
  stripeApiBase: string | null
  stripeJsUrl: string
  /** Where the buttons on the shop's own pages lead. */
  paymentFlow: PaymentFlow
  /** ISO 4217, lower case. */
  currencies: string[]
  admin: { email: string; password: string } | null
  metricsToken: string | null
  /** Where mail goes; null for a shop that sends none. */
  mail: MailConfig | null
  /** Express's `trust proxy`: a number of hops, or a comma-separated list of addresses. */
  trustProxy: number | string | null
  /** Set in a demo, which runs the stand-in for Stripe itself. */
  sandbox: { port: number; publicUrl: string } | null
  dataDir: string
  /** What may be kept of pages in memory, by each process. */
  pageCacheBytes: number
  /** How many of them answer on the port; with more than one, another does the work in the background. */
  processes: number
  /** What an operator should know although the shop can start. */
  warnings: string[]
}

/** The configuration once the database's address and the signing secret are known. */
export interface SettledConfig extends ShopConfig {
  databaseUrl: string
  payloadSecret: string
}

/** Every mistake found, each a sentence that names its variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: string[]
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** Reported without a database when the environment is read, and with one when the start has looked into it. */
export const NO_ADMINISTRATOR =
  'ADMIN_EMAIL and ADMIN_PASSWORD must be set: there is no administrator yet, and the first one is created from them.'

/** Currencies without an account of their own where no default account takes them either. */
export function currenciesWithoutAccount({ accounts, currencies }: ShopConfig): string[] {
  if (accounts.some((account) => account.isDefault)) return []
  return currencies.filter((code) => !accounts.some((account) => account.currency === code))
}

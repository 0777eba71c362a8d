import type { TaxRounding } from './resources/checkout/session-arithmetic.ts'

/** Everything has a default: `createStandIn()` answers on a free port and keeps nothing. */
export interface StandInOptions {
  /** 0, the default, picks a free one. */
  port?: number
  /** The address it listens on; 127.0.0.1 unless given. */
  host?: string
  /** Where browsers see it: the address in `session.url`. `http://localhost:PORT` unless given. */
  publicUrl?: string
  /** The folder in which everything is kept. Null, the default, forgets everything on `close`. */
  dataDir?: string | null
  /** `DEFAULT_ACCOUNTS` unless given. Accounts never see each other's objects. */
  accounts?: StandInAccountOptions[]
  /** Takes the lines that would go to a log; by default nobody does. */
  log?: (line: string) => void
  /** How long a bank debit or a slow refund is pending. 10 seconds unless given. */
  bankDebitDelaySeconds?: number
}

export interface StandInAccountOptions {
  /** Decides the account's id: two keys under one name are two keys of one account. */
  name: string
  secretKey: string
  publishableKey: string
  /** The name itself where it is a currency, otherwise usd. */
  defaultCurrency?: string
  /** Two letters; DE for an account in eur, otherwise US. */
  country?: string
  /** How tax is rounded: on each line, the default, or on the total of each rate. */
  taxRounding?: TaxRounding
  /** Webhook endpoints that are there from the start, told apart by their URL. They hear of payments. */
  endpoints?: { url: string; secret: string }[]
}

/** Two accounts, each in a currency of its own, with keys that are the same everywhere. */
export const DEFAULT_ACCOUNTS: readonly StandInAccountOptions[] = ['usd', 'eur'].map((name) => ({
  name,
  secretKey: `sk_test_sandbox_${name}`,
  publishableKey: `pk_test_sandbox_${name}`,
}))

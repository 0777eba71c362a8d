import { Stripe } from 'stripe'
import type { TaxRounding } from './resources/checkout/session-arithmetic.ts'
import type { Clock } from './store/clock.ts'
import type { Database } from './store/database.ts'
import { Transaction } from './store/transaction.ts'
import type { Dispatcher } from './webhooks/dispatcher.ts'

/** The version whose shapes every answer has, whichever version was asked for. */
export const API_VERSION: string = Stripe.API_VERSION

export interface StandInAccount {
  id: string
  name: string
  secretKey: string
  publishableKey: string
  defaultCurrency: string
  taxRounding: TaxRounding
  country: string
}

export interface StandIn {
  database: Database
  clock: Clock
  accounts: StandInAccount[]
  /** Where browsers see the stand-in; no trailing slash. */
  publicUrl: string
  dispatcher: Dispatcher
  /** How long a bank debit stays `processing` before it settles or fails by itself. */
  bankDebitDelaySeconds: number
  log: (line: string) => void
}

/** Everything that one request, or one step of time, does to one account. */
export interface Work {
  account: StandInAccount
  tx: Transaction
  nowSeconds: number
  publicUrl: string
  bankDebitDelaySeconds: number
  /** What the events tell of their cause: nulls where no API request was made. */
  request: { id: string | null; idempotency_key: string | null }
  /** The deliveries that start once the work is committed. */
  deliveries: { id: string; type: string }[]
}

export function beginWork(
  standIn: StandIn,
  account: StandInAccount,
  request: Work['request'] = { id: null, idempotency_key: null },
): Work {
  return {
    account,
    tx: new Transaction(standIn.database, account.id),
    nowSeconds: standIn.clock.nowSeconds(),
    publicUrl: standIn.publicUrl,
    bankDebitDelaySeconds: standIn.bankDebitDelaySeconds,
    request,
    deliveries: [],
  }
}

/** Resolved once the work outlives a crash; its webhooks are on their way by then. */
export async function commitWork(standIn: StandIn, work: Work): Promise<void> {
  await work.tx.commit()
  for (const { id } of work.deliveries) standIn.dispatcher.enqueue(work.account.id, id)
}

import type { Database } from './database.ts'
import { FILTERS, FILTERS_VERSION, type Kind } from './records.ts'
import { Transaction } from './transaction.ts'

const KEY = ['filters version']
const BATCH = 1000

/** Indexes anew what an earlier version of the stand-in has written, if its filters were others. */
export async function updateIndexes(database: Database, accounts: readonly string[]): Promise<void> {
  if (database.get(KEY) === FILTERS_VERSION) return
  for (const account of accounts) {
    for (const kind of Object.keys(FILTERS) as Kind[]) await indexKind(database, account, kind)
  }
  await database.apply([{ key: KEY, value: FILTERS_VERSION }])
}

async function indexKind(database: Database, account: string, kind: Kind): Promise<void> {
  let last: number | undefined
  for (;;) {
    const tx = new Transaction(database, account)
    const batch = tx.list(kind, { after: last, oldestFirst: true, limit: BATCH })
    for (const stored of batch) tx.reindex(kind, stored)
    await tx.commit()
    if (batch.length < BATCH) return
    last = batch.at(-1)?.sequence
  }
}

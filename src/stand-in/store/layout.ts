import { type Database, type Key, nameOf, type Write } from './database.ts'
import { FILTERS, type Kind } from './records.ts'
import { Transaction } from './transaction.ts'

/** Changes with `FILTERS`, and with where things lie. */
const LAYOUT_VERSION = 3

const VERSION_KEY = ['filters version']
const BATCH = 1000

/** Brings what an earlier version of the stand-in has written to where it lies today, and indexes it anew. */
export async function updateLayout(database: Database, accounts: readonly string[]): Promise<void> {
  if (database.get(VERSION_KEY) === LAYOUT_VERSION) return
  for (const account of accounts) {
    await moveObjects(database, account)
    await moveKeptAnswers(database, account)
    for (const kind of Object.keys(FILTERS) as Kind[]) await indexKind(database, account, kind)
  }
  await database.apply([write(VERSION_KEY, LAYOUT_VERSION)])
}

/** Until version 2 an object lay under its id, and a list had nothing but ids. */
async function moveObjects(database: Database, account: string): Promise<void> {
  await moveBatches(database, ['doc', account], (key, value) => {
    const [, , kind, id] = key as [string, string, string, string]
    const { sequence, ...entry } = value as { sequence: number; doc: unknown; extra: unknown }
    const listKey = ['list', account, kind, sequence]
    const isListed = database.get(listKey) !== undefined
    return [
      write(['id', account, kind, id], isListed ? sequence : -sequence),
      write([isListed ? 'object' : 'unlisted', account, kind, sequence], entry),
      write(listKey, undefined),
    ]
  })
}

interface OldAnswer {
  fingerprint: string
  status: number
  body: string
  requestId: string
  createdSeconds: number
}

/** Until version 2 an answer lay under the key of its request. */
async function moveKeptAnswers(database: Database, account: string): Promise<void> {
  await moveBatches(database, ['note', account, 'idempotency'], (key, value) => {
    const { createdSeconds: created, body, ...answer } = value as OldAnswer
    const id = key[3] as string
    const tx = new Transaction(database, account)
    tx.insert('kept_answer', { id, created, ...answer, content: JSON.parse(body) as object }, null)
    return tx.writes
  })
}

/** What is moved is removed from where it was, so that the next batch begins with what is left. */
async function moveBatches(database: Database, prefix: Key, move: (key: Key, value: unknown) => Write[]) {
  for (;;) {
    const batch = [...database.range({ prefix, limit: BATCH })]
    await database.apply(batch.flatMap(({ key, value }) => [...move(key, value), write(key, undefined)]))
    if (batch.length < BATCH) return
  }
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

function write(key: Key, value: unknown): Write {
  return { key, name: nameOf(key), value }
}

import { type Database, type Key, nameOf, type Write } from './database.ts'
import type { Kind, Stored } from './records.ts'
import { Transaction } from './transaction.ts'

/** Changes with `FILTERS`, and with where things lie. */
const LAYOUT_VERSION = 4

const VERSION_KEY = ['filters version']
const BATCH = 1000

/** Brings what an earlier version of the stand-in has written to where it lies today. */
export async function updateLayout(database: Database, accounts: readonly string[]): Promise<void> {
  if (database.get(VERSION_KEY) === LAYOUT_VERSION) return
  for (const account of accounts) {
    await moveListedOfVersion2(database, account)
    await moveObjectsOfVersion3(database, account)
    await moveKeptAnswers(database, account)
    for (const range of ['list', 'id', 'index']) await moveBatches(database, [range, account], () => [])
  }
  await database.apply([write(VERSION_KEY, LAYOUT_VERSION)])
}

interface Move {
  kind: Kind
  stored: Stored<Kind>
  isListed: boolean
}

/** Until version 2 an object lay under its id, and a list had nothing but ids. */
async function moveListedOfVersion2(database: Database, account: string): Promise<void> {
  await moveBatches(database, ['doc', account], (key, value) => {
    const kind = key[2] as Kind
    const stored = value as Stored<Kind>
    const isListed = database.get(['list', account, kind, stored.sequence]) !== undefined
    return place(database, account, { kind, stored, isListed })
  })
}

/** In version 3 the objects of each kind lay together, and those that no list knows lay apart. */
async function moveObjectsOfVersion3(database: Database, account: string): Promise<void> {
  for (const range of ['object', 'unlisted']) {
    await moveBatches(database, [range, account], (key, value) => {
      const [, , kind, sequence] = key as [string, string, Kind, number]
      const stored = { ...(value as Omit<Stored<Kind>, 'sequence'>), sequence }
      return place(database, account, { kind, stored, isListed: range === 'object' })
    })
  }
}

function place(database: Database, account: string, { kind, stored, isListed }: Move): Write[] {
  const tx = new Transaction(database, account)
  tx.place(kind, stored, { isListed })
  return tx.writes
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

function write(key: Key, value: unknown): Write {
  return { key, name: nameOf(key), value }
}

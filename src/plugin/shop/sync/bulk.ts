import type { BasePayload, Where } from 'payload'
import { SYNCED_COLLECTIONS } from '../../collections/sync-state/stripe-sync.ts'
import { inTransaction } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import { identify } from '../../stripe/identity.ts'
import type { Id } from '../records.ts'
import { shopOf } from '../shop.ts'
import { queueSync, WAITING } from './queue.ts'
import { type PlannedChange, planDocument } from './sync-document.ts'
import type { SyncedDocument, SyncRecord } from './sync-records.ts'

/** Everything that was queued in one go. */
export interface Bulk {
  total: number
}

const PAGE = 100

/**
 * Queues every document for the worker, looked at on Stripe's side too. One that waits already is not queued
 * twice, so that a second run goes on where the first was interrupted.
 */
export async function queueBulk(payload: BasePayload): Promise<Bulk> {
  let total = 0
  for await (const documents of pagesOfDocuments(payload)) {
    total += documents.length
    await inTransaction(payload, async (req) => {
      for (const document of documents) await queueSync(req, { ...document, isForced: true })
    })
  }
  return { total }
}

/** How many documents are still to be looked at, and why one of them waits. */
export async function readBulk(
  payload: BasePayload,
  { total }: Bulk,
): Promise<{ left: number; reason: string | null }> {
  const { totalDocs } = await payload.db.count({ collection: 'payload-jobs', where: { and: [...WAITING] } })
  const waiting = await payload.db.findOne<SyncRecord>({
    collection: slugOf(payload, 'stripe-sync'),
    where: { and: [{ status: { equals: 'pending' } }, { reason: { exists: true } }] },
  })
  return { left: Math.min(totalDocs, total), reason: waiting?.reason ?? (await findUnreached(payload)) }
}

/** Why an account cannot be asked at all, not even whose it is. */
async function findUnreached(payload: BasePayload): Promise<string | null> {
  for (const account of shopOf(payload).accounts.all) {
    const identity = await identify(account, { isPaced: true })
    if (identity.kind !== 'done') return `${account.name}: ${identity.reason}`
  }
  return null
}

/** What Stripe refuses, for people. */
export async function listFailures(
  payload: BasePayload,
): Promise<{ title: string; account: string; reason: string }[]> {
  const { docs } = await payload.db.find<SyncRecord>({
    collection: slugOf(payload, 'stripe-sync'),
    where: { status: { equals: 'failed' } },
    limit: 0,
    pagination: false,
  })
  return docs.map(({ kind, document, title, accountName, reason }) => ({
    title: `${kind} ${document} ${title ?? ''}`.trim(),
    account: accountName,
    reason: reason ?? 'Stripe refused it.',
  }))
}

/** What a run would change in Stripe, document by document. Changes nothing, here or there. */
export async function* planBulk(
  payload: BasePayload,
): AsyncGenerator<{ title: string; changes: PlannedChange[] }> {
  for await (const documents of pagesOfDocuments(payload)) {
    for (const document of documents) {
      const changes = await planDocument(payload, document)
      yield { title: `${document.collection} ${document.id}`, changes }
    }
  }
}

/** All that is kept in step, and what was and is deleted since without Stripe having heard of it. */
async function* pagesOfDocuments(payload: BasePayload): AsyncGenerator<SyncedDocument[]> {
  for (const collection of SYNCED_COLLECTIONS) {
    const seen = new Set<string>()
    for await (const page of pagesOf<{ id: Id }>(payload, collection, {})) {
      const ids = page.map(({ id }) => String(id))
      for (const id of ids) seen.add(id)
      yield ids.map((id) => ({ collection, id }))
    }
    const where = { kind: { equals: collection } }
    for await (const page of pagesOf<SyncRecord>(payload, 'stripe-sync', where)) {
      const gone = new Set(page.map(({ document }) => document).filter((id) => !seen.has(id)))
      for (const id of gone) seen.add(id)
      yield [...gone].map((id) => ({ collection, id }))
    }
  }
}

async function* pagesOf<T extends { id: Id }>(
  payload: BasePayload,
  collection: 'stripe-sync' | SyncedDocument['collection'],
  where: Where,
): AsyncGenerator<T[]> {
  let last: Id | null = null
  for (;;) {
    const after: Where[] = last === null ? [] : [{ id: { greater_than: last } }]
    const { docs }: { docs: T[] } = await payload.db.find<T>({
      collection: slugOf(payload, collection),
      where: { and: [where, ...after] },
      sort: 'id',
      limit: PAGE,
      pagination: false,
    })
    if (docs.length > 0) yield docs
    if (docs.length < PAGE) return
    last = docs.at(-1)?.id ?? null
  }
}

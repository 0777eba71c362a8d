import type { BasePayload, Where } from 'payload'
import type { SYNC_STATUSES, SYNCED_COLLECTIONS } from '../../collections/sync-state/stripe-sync.ts'
import { isUniqueViolation, readSynced, type SyncedRow } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import type { Account } from '../../stripe/accounts.ts'
import type { AccountIdentity } from '../../stripe/identity.ts'
import type { Numbering, Remembered } from '../../stripe/sync-memory.ts'
import type { Id } from '../records.ts'

export type SyncedCollection = (typeof SYNCED_COLLECTIONS)[number]

/** What is kept in step: a document by its id as text, which outlives it. */
export interface SyncedDocument {
  collection: SyncedCollection
  id: string
}

/** How a document stands in one Stripe account and mode. */
export interface SyncRecord {
  id: Id
  kind: SyncedCollection
  document: string
  title?: string | null
  status: (typeof SYNC_STATUSES)[number]
  reason?: string | null
  accountName: string
  accountId: string
  mode: 'test' | 'live'
  objectId?: string | null
  priceId?: string | null
  promotionCodeId?: string | null
  terms?: string | null
  fingerprint?: string | null
  generation: number
  madeGeneration: number
  updatedAt: string
}

const COLLECTION = 'stripe-sync'

const keyOf = ({ collection, id }: SyncedDocument, { accountId, mode }: AccountIdentity) =>
  [collection, id, accountId, mode].join(' ')

export function findSyncRecord(
  payload: BasePayload,
  document: SyncedDocument,
  identity: AccountIdentity,
): Promise<SyncRecord | null> {
  const where = { key: { equals: keyOf(document, identity) } }
  return payload.db.findOne<SyncRecord>({ collection: slugOf(payload, COLLECTION), where })
}

export async function findSyncRecords(
  payload: BasePayload,
  collection: SyncedCollection,
  ids: readonly string[],
): Promise<SyncRecord[]> {
  const where: Where = { and: [{ kind: { equals: collection } }, { document: { in: [...ids] } }] }
  return (
    await payload.db.find<SyncRecord>({
      collection: slugOf(payload, COLLECTION),
      where,
      limit: 0,
      pagination: false,
    })
  ).docs
}

/** What stands for those documents in one account; one query. */
export function readSyncedIn(
  payload: BasePayload,
  identity: AccountIdentity,
  documents: readonly SyncedDocument[],
): Promise<SyncedRow[]> {
  return readSynced(
    payload,
    documents.map((document) => keyOf(document, identity)),
  )
}

/** The record, written if there is none yet. */
export async function requireSyncRecord(
  payload: BasePayload,
  document: SyncedDocument,
  { account, identity }: { account: Account; identity: AccountIdentity },
): Promise<SyncRecord> {
  const known = await findSyncRecord(payload, document, identity)
  if (known) return known
  const data = { key: keyOf(document, identity), ...recordData(document, { account, identity }) }
  try {
    return (await payload.db.create({
      collection: slugOf(payload, COLLECTION),
      data,
      req: {},
    })) as unknown as SyncRecord
  } catch (error) {
    const other = isUniqueViolation(error) ? await findSyncRecord(payload, document, identity) : null
    if (!other) throw error
    return other
  }
}

function recordData(
  document: SyncedDocument,
  { account, identity }: { account: Account; identity: AccountIdentity },
): Omit<SyncRecord, 'id' | 'updatedAt'> {
  return {
    kind: document.collection,
    document: document.id,
    status: 'pending',
    accountName: account.name,
    ...identity,
    generation: 0,
    madeGeneration: 0,
  }
}

/** A record that is not written, for a look at what would be done. */
export function newRecord(
  document: SyncedDocument,
  place: { account: Account; identity: AccountIdentity },
): SyncRecord {
  return { ...recordData(document, place), id: 0, updatedAt: new Date().toISOString() }
}

export async function updateSyncRecord(
  payload: BasePayload,
  record: SyncRecord,
  change: Partial<SyncRecord>,
): Promise<void> {
  Object.assign(record, change)
  const data = { ...change, updatedAt: new Date().toISOString() }
  await payload.db.updateOne({
    collection: slugOf(payload, COLLECTION),
    id: record.id,
    data,
    req: {},
    returning: false,
  })
}

export async function forgetSyncRecord(payload: BasePayload, { id }: SyncRecord): Promise<void> {
  await payload.db.deleteMany({
    collection: slugOf(payload, COLLECTION),
    where: { id: { equals: id } },
    req: {},
  })
}

export function rememberedOf(record: SyncRecord): Remembered {
  const { objectId, generation, madeGeneration, status } = record
  return {
    objectId: objectId ?? null,
    openNumber: generation > madeGeneration ? generation : null,
    madeNumber: madeGeneration,
    isSettled: status === 'synced' && generation === madeGeneration,
  }
}

/** Each number is stored before it is used. */
export function numberingOf(payload: BasePayload, record: SyncRecord): Numbering {
  const next = async () => {
    await updateSyncRecord(payload, record, { generation: record.generation + 1, status: 'pending' })
    return record.generation
  }
  return {
    next,
    current: async () => (record.generation > record.madeGeneration ? record.generation : next()),
  }
}

/** The numbers that would be next, stored nowhere. */
export function pretendedNumbering({ generation, madeGeneration }: SyncRecord): Numbering {
  let number = generation
  const next = async () => {
    number += 1
    return number
  }
  return { next, current: async () => (number > madeGeneration ? number : next()) }
}

import { randomUUID } from 'node:crypto'
import type { BasePayload, CollectionSlug } from 'payload'
import { causesOf } from '../shop-database.ts'
import { collectionOf, driverOf, mongoOf } from './connection.ts'
import { idTypeOf } from './ids.ts'
import { COUNTERS, prepareOrderNumbers } from './order-numbers.ts'
import { inTransaction, within } from './transactions.ts'
import { isUniqueText } from './unique-texts.ts'

export async function prepareDatabase(payload: BasePayload, collections: readonly string[]): Promise<void> {
  assertTransactions(payload)
  await prepareOrderNumbers(payload)
  await proveTransactions(payload)
  for (const slug of collections) await prepareIndexes(payload, slug)
  const isById = idTypeOf(payload, 'orders') === 'objectId'
  await collectionOf(payload, 'orders').createIndex({
    'lines.soldItem': 1,
    ...(!isById && { createdAt: -1 }),
    _id: -1,
  })
  // Stock that was written before there were holds.
  await collectionOf(payload, 'inventory').updateMany({ available: { $exists: false } }, [
    { $set: { available: '$quantity' } },
  ])
}

const WITHOUT_TRANSACTIONS =
  'stripeShop needs transactions, and there are none on this MongoDB: an order could be paid and its stock not lowered, or half of a purchase be stored. Run MongoDB as a replica set (one member will do: mongod --replSet rs0, then rs.initiate() once), name it in the address (?replicaSet=rs0), and leave the option transactionOptions of mongooseAdapter alone.'

/** Payload's adapter begins none where the address names no replica set, or where it was told not to. */
function assertTransactions(payload: BasePayload): void {
  if (!mongoOf(payload).transactionOptions) throw new Error(WITHOUT_TRANSACTIONS)
}

/** What only speaks MongoDB's language may take the words for a transaction and not mean them. */
async function proveTransactions(payload: BasePayload): Promise<void> {
  const probes = driverOf(payload).collection<{ _id: string }>(COUNTERS)
  const _id = `probe-${randomUUID()}`
  const undone = new Error('undone')
  const error: unknown = await inTransaction(payload, async (req) => {
    await probes.insertOne({ _id }, await within(req))
    throw undone
  }).catch((reason) => reason)
  const { deletedCount } = await probes.deleteOne({ _id })
  if (error === undone && deletedCount === 0) return
  // What the server refuses has a number; a lost connection says nothing of transactions.
  const isRefused = error === undone || causesOf(error).some(({ code }) => typeof code === 'number')
  throw isRefused ? new Error(WITHOUT_TRANSACTIONS, { cause: error }) : error
}

/** At a project's first start its indexes are made in the background: no purchase may come before the unique ones. */
async function prepareIndexes(payload: BasePayload, slug: string): Promise<void> {
  const model = mongoOf(payload).collections[slug]
  await model?.createIndexes()
  for (const field of payload.collections[slug as CollectionSlug]?.config.flattenedFields ?? []) {
    if (!isUniqueText(field.custom)) continue
    await collectionOf(payload, slug).createIndex(
      { [field.name]: 1 },
      { unique: true, partialFilterExpression: { [field.name]: { $gt: '' } }, name: `${field.name}_given` },
    )
  }
}

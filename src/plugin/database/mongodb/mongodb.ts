import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { MongooseAdapter } from '@payloadcms/db-mongodb'
import type { BasePayload, CollectionConfig, CollectionSlug, Field, PayloadRequest } from 'payload'
import { createLocalReq } from 'payload'
import type { Id } from '../../domain/id.ts'
import {
  causesOf,
  isRefusedAsTaken,
  type Offer,
  type OpenedAttempt,
  type Purchase,
  type ShopDatabase,
  type SyncedRow,
  TransactionEndedError,
} from '../shop-database.ts'

type Session = MongooseAdapter['sessions'][string]

const mongoOf = (payload: BasePayload) => payload.db as unknown as MongooseAdapter

/** Collections that the shop keeps beside Payload's own. */
const COUNTERS = 'stripe_shop_counters'
const LOCKS = 'stripe_shop_locks'
const NAMES = 'stripe_shop_names'

/** How long the same work is tried again where others write the same documents; a shopper has given up by then. */
const RETRY_FOR_MS = 10_000
const LONGEST_PAUSE_MS = 200

function collectionOf(payload: BasePayload, slug: string) {
  const model = mongoOf(payload).collections[slug]
  if (!model) throw new Error(`There is no collection "${slug}".`)
  return model.collection
}

function ownCollection<T extends { _id: string }>(payload: BasePayload, name: string) {
  const { db } = mongoOf(payload).connection
  if (!db) throw new Error('MongoDB is not connected.')
  return db.collection<T>(name)
}

/** Mongoose's class, from the connection: a shop on PostgreSQL has none installed. */
function objectIdOf(payload: BasePayload, id: Id) {
  return new (mongoOf(payload).connection.base.Types.ObjectId)(String(id))
}

function newId(payload: BasePayload): string {
  return new (mongoOf(payload).connection.base.Types.ObjectId)().toHexString()
}

/**
 * Acknowledged by a majority, so that what was told to be stored outlives the loss of a member. MongoDB says how to
 * retry: https://www.mongodb.com/docs/manual/core/transactions-in-applications/
 */
async function inTransaction<T>(payload: BasePayload, work: (req: PayloadRequest) => Promise<T>): Promise<T> {
  const until = Date.now() + RETRY_FOR_MS
  for (let tries = 1; ; tries += 1) {
    try {
      const run = () => runOnce(payload, work, until)
      return await (tries === 1 ? run() : inLine(payload, run))
    } catch (error) {
      if (!isConflict(error) || Date.now() >= until) throw error
      await pause(pauseMs(tries))
    }
  }
}

const queues = new WeakMap<BasePayload, Promise<unknown>>()

/** Of one process, those who met others try again one after another: a rush for one item would end in nothing but tries. */
function inLine<T>(payload: BasePayload, run: () => Promise<T>): Promise<T> {
  const running = (queues.get(payload) ?? Promise.resolve()).then(run)
  queues.set(
    payload,
    running.catch(() => {}),
  )
  return running
}

/** Growing and of chance, so that those who met do not meet again. */
function pauseMs(tries: number): number {
  return Math.random() * Math.min(5 * 2 ** tries, LONGEST_PAUSE_MS)
}

/** A session for each try: Payload ends the one of a transaction that it rolls back. */
async function runOnce<T>(
  payload: BasePayload,
  work: (req: PayloadRequest) => Promise<T>,
  until: number,
): Promise<T> {
  const { connection, sessions } = mongoOf(payload)
  const session = await connection.startSession()
  const id = randomUUID()
  try {
    const req = await createLocalReq({}, payload)
    req.transactionID = id
    begin(payload, session)
    sessions[id] = session as Session
    const result = await work(req)
    if (!sessions[id]) throw new TransactionEndedError()
    await commit(session, until)
    return result
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => {})
    throw error
  } finally {
    delete sessions[id]
    await session.endSession()
  }
}

function begin(payload: BasePayload, session: Pick<Session, 'startTransaction'>): void {
  const options = mongoOf(payload).transactionOptions as Parameters<Session['startTransaction']>[0]
  session.startTransaction({
    readConcern: { level: 'snapshot' },
    ...options,
    writeConcern: { w: 'majority' },
  })
}

/** Nobody knows whether a commit without an answer was one; to say it again does no harm. */
async function commit(session: Pick<Session, 'commitTransaction'>, until: number): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await session.commitTransaction()
      return
    } catch (error) {
      if (!hasLabel(error, 'UnknownTransactionCommitResult') || Date.now() >= until) throw error
      await pause(pauseMs(tries))
    }
  }
}

function hasLabel(error: unknown, label: string): boolean {
  return causesOf(error).some((cause) => {
    const { errorLabels } = cause as { errorLabels?: unknown }
    return Array.isArray(errorLabels) && errorLabels.includes(label)
  })
}

/** Two transactions wrote one document: MongoDB ends the later one at once, instead of letting it wait. */
function isConflict(error: unknown): boolean {
  return hasLabel(error, 'TransientTransactionError')
}

/** The session of the transaction that `req` is in. Payload looks it up in the same way. */
async function sessionOf(req: Partial<PayloadRequest> & { payload: BasePayload }): Promise<Session | null> {
  const id = await req.transactionID
  const session = id === undefined || id === null ? undefined : mongoOf(req.payload).sessions[String(id)]
  return session?.inTransaction() ? session : null
}

/** What a query is given, so that it belongs to the transaction of `req`. */
async function within(req: PayloadRequest | undefined): Promise<{ session?: Session }> {
  const session = req ? await sessionOf(req) : null
  return session ? { session } : {}
}

async function lockDocuments(
  req: PayloadRequest,
  { collection, ids }: { collection: CollectionSlug; ids: readonly Id[] },
): Promise<void> {
  const { payload } = req
  const _id = { $in: ids.filter(isPossibleId).map((id) => objectIdOf(payload, id)) }
  const documents = collectionOf(payload, collection)
  await holdByWriting(req, (session) =>
    documents.updateMany({ _id }, { $set: { shopLock: randomUUID() } }, { session }),
  )
}

async function lockName(req: PayloadRequest, name: string): Promise<void> {
  const names = ownCollection<{ _id: string; shopLock: string }>(req.payload, NAMES)
  await holdByWriting(req, (session) =>
    names.updateOne({ _id: name }, { $set: { shopLock: randomUUID() } }, { upsert: true, session }),
  )
}

/**
 * Holds by writing, with a value of its own because MongoDB takes a write that changes nothing for none. Where the
 * transaction has done nothing else yet, it is begun anew until what it wants is free; elsewhere the error leaves it,
 * and `inTransaction` begins all of it anew.
 */
async function holdByWriting(
  req: PayloadRequest,
  write: (session: Session) => Promise<unknown>,
): Promise<void> {
  const session = await sessionOf(req)
  if (!session) return
  const isFirst = isStarting(session)
  const until = Date.now() + RETRY_FOR_MS
  for (let tries = 1; ; tries += 1) {
    try {
      await write(session)
      return
    } catch (error) {
      if (!isFirst || !isConflict(error) || Date.now() >= until) throw error
      await session.abortTransaction()
      begin(req.payload, session)
      await pause(pauseMs(tries))
    }
  }
}

/** There are no foreign keys: a deletion leaves references as they are. */
async function lockReferences(): Promise<void> {}

/** Of the driver's own; where a version of it has none, nobody waits and the transaction fails instead. */
function isStarting(session: Session): boolean {
  return (session as unknown as { transaction?: { isStarting?: boolean } }).transaction?.isStarting === true
}

/**
 * To delete what was written since the transaction began would end it, and with it somebody's save. So only those
 * are dropped that are in the transaction what they are outside of it.
 */
async function dropWaitingJobs(req: PayloadRequest, concurrencyKey: string): Promise<void> {
  const jobs = collectionOf(req.payload, 'payload-jobs')
  const options = await within(req)
  const waiting = { concurrencyKey, processing: false, completedAt: null }
  const seen = await jobs.find(waiting, options).toArray()
  if (seen.length === 0) return
  const now = await jobs.find({ _id: { $in: seen.map(({ _id }) => _id) }, ...waiting }).toArray()
  const unchanged = seen.filter((job) =>
    now.some(({ _id, updatedAt }) => _id.equals(job._id) && sameTime(updatedAt, job.updatedAt)),
  )
  await jobs.deleteMany({ _id: { $in: unchanged.map(({ _id }) => _id) } }, options)
}

function sameTime(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

const ORDER_NUMBER = 'order-number'
/** The first one is the next. */
const BEFORE_FIRST_NUMBER = 1000

async function prepareDatabase(payload: BasePayload, collections: readonly string[]): Promise<void> {
  assertTransactions(payload)
  const counters = ownCollection<{ _id: string; value: number }>(payload, COUNTERS)
  await ignoreTaken(
    counters.updateOne(
      { _id: ORDER_NUMBER },
      { $setOnInsert: { value: BEFORE_FIRST_NUMBER } },
      { upsert: true },
    ),
  )
  await proveTransactions(payload)
  for (const slug of collections) await prepareIndexes(payload, slug)
  await collectionOf(payload, 'orders').createIndex({ 'lines.soldItem': 1, _id: -1 })
}

const WITHOUT_TRANSACTIONS =
  'stripeShop needs transactions, and there are none on this MongoDB: an order could be paid and its stock not lowered, or half of a purchase be stored. Run MongoDB as a replica set (one member will do: mongod --replSet rs0, then rs.initiate() once), name it in the address (?replicaSet=rs0), and leave the option transactionOptions of mongooseAdapter alone.'

/** Payload's adapter begins none where the address names no replica set, or where it was told not to. */
function assertTransactions(payload: BasePayload): void {
  if (!mongoOf(payload).transactionOptions) throw new Error(WITHOUT_TRANSACTIONS)
}

/** What only speaks MongoDB's language may take the words for a transaction and not mean them. */
async function proveTransactions(payload: BasePayload): Promise<void> {
  const probes = ownCollection<{ _id: string }>(payload, COUNTERS)
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

const UNIQUE_TEXT = 'stripeShopUniqueText'

function isUniqueText(custom: unknown): boolean {
  return (custom as Record<string, unknown> | undefined)?.[UNIQUE_TEXT] === true
}

/**
 * Null is a value like any other to a unique index of MongoDB, so only one order could be without a `buyKey`. Optional
 * unique fields get an index over what was given instead, in `prepareDatabase`.
 */
function fitCollections(collections: CollectionConfig[]): CollectionConfig[] {
  return collections.map((collection) => ({ ...collection, fields: collection.fields.map(fitField) }))
}

function fitField(field: Field): Field {
  if (field.type === 'row' || field.type === 'collapsible') {
    return { ...field, fields: field.fields.map(fitField) }
  }
  if (field.type === 'tabs') {
    const tabs = field.tabs.map((tab) => ({ ...tab, fields: tab.fields.map(fitField) }))
    return { ...field, tabs }
  }
  if (field.type !== 'text' || !field.unique || field.required) return field
  const { unique: _, index: __, ...plain } = field
  return { ...plain, custom: { ...field.custom, [UNIQUE_TEXT]: true } } as Field
}

/** Outside the transaction, which would hold the counter until its end and with it everybody else. */
async function drawOrderNumber({ payload }: Pick<PayloadRequest, 'payload'>): Promise<string> {
  const counters = ownCollection<{ _id: string; value: number }>(payload, COUNTERS)
  const counter = await counters.findOneAndUpdate(
    { _id: ORDER_NUMBER },
    { $inc: { value: 1 } },
    { returnDocument: 'after' },
  )
  if (!counter) throw new Error('The counter of order numbers is gone.')
  return String(counter.value)
}

/** A lock whose holder has died is free after so long; one that lives says so three times as often. */
const LEASE_MS = 30_000
const RENEW_EVERY_MS = LEASE_MS / 3
const LOCK_POLL_MS = 50

type Lock = { _id: string; owner?: string; expiresAt: Date }

async function withLock<T>(payload: BasePayload, name: string, work: () => Promise<T>): Promise<T> {
  const owner = randomUUID()
  while (!(await acquire(payload, name, owner))) await pause(LOCK_POLL_MS)
  return holding(payload, { name, owner }, work)
}

async function withLockIfFree<T>(
  payload: BasePayload,
  name: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const owner = randomUUID()
  return (await acquire(payload, name, owner)) ? holding(payload, { name, owner }, work) : undefined
}

/** By MongoDB's clock: those of two machines may differ by more than a lease. */
const UNTIL_LEASE_ENDS = { $add: ['$$NOW', LEASE_MS] }

async function acquire(payload: BasePayload, name: string, owner: string): Promise<boolean> {
  const locks = ownCollection<Lock>(payload, LOCKS)
  const free = { $setOnInsert: { expiresAt: new Date(0) } }
  await ignoreTaken(locks.updateOne({ _id: name }, free, { upsert: true }))
  const { modifiedCount } = await locks.updateOne({ _id: name, $expr: { $lt: ['$expiresAt', '$$NOW'] } }, [
    { $set: { owner, expiresAt: UNTIL_LEASE_ENDS } },
  ])
  return modifiedCount === 1
}

async function holding<T>(
  payload: BasePayload,
  { name, owner }: { name: string; owner: string },
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const locks = ownCollection<Lock>(payload, LOCKS)
  const own = { _id: name, owner }
  const losing = new AbortController()
  // A renewal that fails is made up for by the next one, well before the lease ends.
  const renewal = setInterval(() => {
    locks.updateOne(own, [{ $set: { expiresAt: UNTIL_LEASE_ENDS } }]).then(
      ({ matchedCount }) => matchedCount === 0 && losing.abort(),
      () => {},
    )
  }, RENEW_EVERY_MS)
  try {
    return await work(losing.signal)
  } finally {
    clearInterval(renewal)
    await locks.updateOne(own, { $set: { expiresAt: new Date(0) } })
  }
}

/** Two processes may insert the same at one moment; then it is there. */
async function ignoreTaken(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
}

function isUniqueViolation(error: unknown): boolean {
  return causesOf(error).some(({ code }) => code === 11000) || isRefusedAsTaken(error)
}

function isPossibleId(id: Id): boolean {
  return typeof id === 'string' && /^[0-9a-f]{24}$/i.test(id)
}

async function ping(payload: BasePayload): Promise<void> {
  await mongoOf(payload).connection.db?.admin().ping()
}

async function findOrderIdsOfItem(
  payload: BasePayload,
  { itemId, limit, before }: { itemId: string; limit: number; before: string | null },
): Promise<Id[]> {
  const orders = await collectionOf(payload, 'orders')
    .find(
      { 'lines.soldItem': itemId, ...(before !== null && { _id: { $lt: objectIdOf(payload, before) } }) },
      { projection: { _id: 1 }, sort: { _id: -1 }, limit },
    )
    .toArray()
  return orders.map(({ _id }) => _id.toHexString())
}

async function readOffer(payload: BasePayload, itemId: Id): Promise<Offer | null> {
  if (!isPossibleId(itemId)) return null
  const item = await payload.db.findOne<Pick<Offer, 'name' | 'price' | 'currency'> & { id: string }>({
    collection: 'items',
    where: { and: [{ id: { equals: itemId } }, { _status: { equals: 'published' } }] },
  })
  if (!item) return null
  const [stock, taxes, orderNumber] = await Promise.all([
    readQuantities(payload, [item.id]),
    findDefaultTaxes(payload),
    drawOrderNumber({ payload }),
  ])
  const { id, name, price, currency } = item
  return {
    id,
    name,
    price,
    currency,
    stock: stock.get(id) ?? null,
    taxes,
    synced: await findSyncedOf(payload, { item: id, taxes }),
    orderId: newId(payload),
    orderNumber,
  }
}

async function findSyncedOf(
  payload: BasePayload,
  { item, taxes }: { item: Id; taxes: Offer['taxes'] },
): Promise<SyncedRow[]> {
  const ofTaxes = { kind: 'taxes', document: { $in: taxes.map((tax) => String(tax.id)) } }
  const rows = await collectionOf(payload, 'stripe-sync')
    .find({ $or: [{ kind: 'items', document: String(item) }, ofTaxes] })
    .toArray()
  return rows as unknown as SyncedRow[]
}

async function findDefaultTaxes(payload: BasePayload): Promise<Offer['taxes']> {
  const { docs } = await payload.db.find<Offer['taxes'][number]>({
    collection: 'taxes',
    where: { and: [{ appliesByDefault: { equals: true } }, { active: { equals: true } }] },
    sort: 'id',
    pagination: false,
  })
  return docs.map(({ id, displayName, percentage, inclusive }) => ({
    id,
    displayName,
    percentage,
    inclusive,
  }))
}

async function writePurchase(
  payload: BasePayload,
  { order, line, payment, reason }: Purchase,
): Promise<void> {
  const { id, ...amounts } = order
  const taxes = order.taxCopies.map((tax) => tax.id)
  await inTransaction(payload, async (req) => {
    // Made for each try: Payload's adapter writes into what it is given.
    const lines = [{ id: newRowId(), ...line }]
    await payload.db.create({
      collection: 'orders',
      customID: id,
      data: { ...amounts, amountRefunded: 0, status: 'open', lines, taxes },
      req,
      returning: false,
    })
    const move = { order: id, to: 'open', reason }
    await payload.db.create({ collection: 'order-history', data: move, req, returning: false })
    const attempt = { ...payment, order: id, status: 'starting' }
    await payload.db.create({ collection: 'payments', data: attempt, req, returning: false })
  })
}

/** Payload names array rows by itself only in its own operations. */
function newRowId(): string {
  return randomBytes(12).toString('hex')
}

async function writeOpened(payload: BasePayload, opened: OpenedAttempt): Promise<void> {
  const { attempt, sessionId, intentId, url, clientSecret, isLiveMode } = opened
  const literal = <T>(value: T) => ({ $literal: value })
  await collectionOf(payload, 'payments').updateOne(
    { attempt },
    [
      {
        $set: {
          sessionId: literal(sessionId),
          intentId: { $ifNull: [literal(intentId), '$intentId'] },
          url: literal(url),
          clientSecret: literal(clientSecret),
          isLiveMode,
          status: { $cond: [{ $eq: ['$status', 'starting'] }, 'open', '$status'] },
          updatedAt: '$$NOW',
        },
      },
    ],
    { writeConcern: { w: 'majority' } },
  )
}

async function countRedemptions(
  { payload, req }: { payload: BasePayload; req?: PayloadRequest },
  discounts: readonly string[],
): Promise<Map<string, number>> {
  if (discounts.length === 0) return new Map()
  const rows = await collectionOf(payload, 'discount-redemptions')
    .aggregate<{ _id: string; count: number }>(
      [
        { $match: { discount: { $in: [...discounts] } } },
        { $group: { _id: '$discount', count: { $sum: 1 } } },
      ],
      await within(req),
    )
    .toArray()
  return new Map(rows.map(({ _id, count }) => [_id, count]))
}

async function readSynced(payload: BasePayload, keys: readonly string[]): Promise<SyncedRow[]> {
  const rows = await collectionOf(payload, 'stripe-sync')
    .find({ key: { $in: [...keys] } })
    .toArray()
  return rows as unknown as SyncedRow[]
}

async function readStocks(req: PayloadRequest, items: readonly string[]): Promise<(number | null)[]> {
  const quantities = await readQuantities(req.payload, items, req)
  return items.map((item) => quantities.get(item) ?? null)
}

async function readQuantities(
  payload: BasePayload,
  items: readonly string[],
  req?: PayloadRequest,
): Promise<Map<string, number | null>> {
  const rows = await collectionOf(payload, 'inventory')
    .find({ item: { $in: [...items] } }, await within(req))
    .toArray()
  return new Map(rows.map(({ item, quantity }) => [item, quantity ?? null]))
}

/** The shop on MongoDB, with `@payloadcms/db-mongodb`. */
export const mongodb: ShopDatabase = {
  idForm: { pattern: /^[0-9a-f]{24}$/i, words: '24 digits from 0 to f' },
  // Ids ascend by the second only, where several processes make them.
  newestFirst: ['-createdAt', '-id'],
  isPossibleId,
  toDocumentId: (text) => text.toLowerCase(),
  fitAdapter: (db) => db,
  fitCollections,
  prepareDatabase,
  inTransaction,
  lockDocuments,
  lockName,
  lockReferences,
  dropWaitingJobs,
  drawOrderNumber,
  withLock,
  withLockIfFree,
  isUniqueViolation,
  // It takes any.
  isUnusableValue: () => false,
  isConflict,
  ping,
  findOrderIdsOfItem,
  readOffer,
  writePurchase,
  writeOpened,
  readSynced,
  countRedemptions,
  readStocks,
}

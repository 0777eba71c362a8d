import { randomUUID } from 'node:crypto'
import { type PostgresAdapter, sql } from '@payloadcms/db-postgres'
import { drizzle } from '@payloadcms/db-postgres/drizzle/node-postgres'
import { index } from '@payloadcms/db-postgres/drizzle/pg-core'
import type { BasePayload, CollectionSlug, PayloadRequest } from 'payload'
import { createLocalReq } from 'payload'
import type { Pool } from 'pg'
import type { Id } from '../../domain/id.ts'
import { type ShopDatabase, type SyncedRow, TransactionEndedError } from '../shop-database.ts'
import { isConflict, isUniqueViolation, isUnusableValue } from './errors.ts'
import { readOffer, writeOpened, writePurchase } from './purchases.ts'

type SchemaHook = NonNullable<NonNullable<PostgresAdapter['afterSchemaInit']>[number]>

/**
 * For `postgresAdapter`'s `afterSchemaInit`: the index that finds an item's orders, newest first, at the same
 * price whatever their number. Without it everything works, more slowly.
 */
export const indexOrderLines: SchemaHook = ({ extendTable, schema }) => {
  const lines = schema.tables.orders_lines
  if (lines) {
    extendTable({
      table: lines,
      extraConfig: (columns) => ({
        soldItemOrder: index('orders_lines_sold_item_order_idx').on(columns.soldItem, columns._parentID),
      }),
    })
  }
  return schema
}

type Executor = { execute: (query: unknown) => Promise<{ rows: Record<string, unknown>[] }> }
type Session = { db: Executor; resolve: () => Promise<void>; reject: () => Promise<void> }
type Connection = {
  query: (text: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>
  once: (event: 'end', listener: () => void) => void
  removeListener: (event: 'end', listener: () => void) => void
  release: (isBroken?: boolean) => void
}
type PostgresDb = {
  pool: {
    connect: () => Promise<Connection>
  }
  drizzle: Executor & { transaction: <T>(work: (tx: Executor) => Promise<T>) => Promise<T> }
  sessions: Record<string, Session>
  tableNameMap: Map<string, string>
  schema: Record<string, unknown>
}

const postgresOf = (payload: BasePayload) => payload.db as unknown as PostgresDb

/**
 * Runs `work` in one transaction and resolves only once it is committed: a failed COMMIT rejects.
 * Payload's own commit swallows such a failure, so everything that must not be lost goes through here.
 * Give `req` to each Payload call inside. An error inside must leave `work`: Payload has rolled back by
 * then, and a write made after it would stand alone. What a deadlock ended is tried again: an editor's save of many
 * items takes their stock in an order of its own.
 */
async function inTransaction<T>(payload: BasePayload, work: (req: PayloadRequest) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await runOnce(payload, work)
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) throw error
    }
  }
}

/** PostgreSQL has waited a second before it ends one of those that wait for each other. */
const MAX_TRIES = 3

async function runOnce<T>(payload: BasePayload, work: (req: PayloadRequest) => Promise<T>): Promise<T> {
  const db = postgresOf(payload)
  const id = randomUUID()
  return db.drizzle.transaction(async (tx) => {
    const req = await createLocalReq({}, payload)
    req.transactionID = id
    db.sessions[id] = { db: tx, resolve: async () => {}, reject: async () => {} }
    try {
      const result = await work(req)
      if (!db.sessions[id]) throw new TransactionEndedError()
      return result
    } finally {
      delete db.sessions[id]
    }
  })
}

/**
 * Reads through another pool than Payload's own, a replica's. `work` gives `req` to each Payload call and writes
 * nothing.
 */
export function readerThrough(
  payload: BasePayload,
  pool: Pool,
): <T>(work: (req: PayloadRequest) => Promise<T>) => Promise<T> {
  const { sessions, schema } = postgresOf(payload)
  const db = drizzle({ client: pool, schema }) as unknown as Executor
  return async (work) => {
    const id = randomUUID()
    const req = await createLocalReq({}, payload)
    req.transactionID = id
    sessions[id] = { db, resolve: async () => {}, reject: async () => {} }
    try {
      return await work(req)
    } finally {
      delete sessions[id]
    }
  }
}

async function executorOf(req: PayloadRequest): Promise<Executor> {
  const db = postgresOf(req.payload)
  const id = await req.transactionID
  return (id === undefined || id === null ? undefined : db.sessions[String(id)]?.db) ?? db.drizzle
}

/** As a row is held that is about to be updated: inserting a reference to it, as every purchase does, needs no wait. */
async function lockDocuments(
  req: PayloadRequest,
  { collection, ids }: { collection: CollectionSlug; ids: readonly Id[] },
): Promise<void> {
  if (ids.length === 0) return
  const executor = await executorOf(req)
  const table = sql.identifier(tableOf(req.payload, collection))
  await executor.execute(
    sql`select 1 from ${table} where id = any(${sql.param([...ids])}::int[]) order by id for no key update`,
  )
}

async function lockName(req: PayloadRequest, name: string): Promise<void> {
  const executor = await executorOf(req)
  await executor.execute(sql`select pg_advisory_xact_lock(hashtext(${name}))`)
}

/**
 * A deletion holds what it deletes and wants the rows that refer to it; an order is written by deleting its rows and
 * inserting them anew, which wants what they refer to.
 */
async function lockReferences(req: PayloadRequest, purpose: 'write' | 'delete'): Promise<void> {
  if (purpose === 'delete') return lockName(req, REFERENCES)
  const executor = await executorOf(req)
  await executor.execute(sql`select pg_advisory_xact_lock_shared(hashtext(${REFERENCES}))`)
}

const REFERENCES = 'stripe-shop:references'

/**
 * Drops the jobs of that key that wait in the queue, in the transaction of `req`. One that a worker is taking in
 * this moment is left to it: to wait for the worker, which may wait for us, could end in a deadlock.
 */
async function dropWaitingJobs(req: PayloadRequest, concurrencyKey: string): Promise<void> {
  const executor = await executorOf(req)
  const jobs = sql.identifier(tableOf(req.payload, 'payload-jobs'))
  await executor.execute(sql`delete from ${jobs} where id in (
    select id from ${jobs}
    where concurrency_key = ${concurrencyKey} and processing = false and completed_at is null
    for update skip locked
  )`)
}

function tableOf(payload: BasePayload, collection: CollectionSlug): string {
  const snakeCase = collection.replaceAll('-', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return postgresOf(payload).tableNameMap.get(snakeCase) ?? snakeCase
}

/** What order numbers are drawn from; everything else is made by migrations. */
async function prepareDatabase(payload: BasePayload): Promise<void> {
  await withLock(payload, 'order-numbers', async () => {
    await postgresOf(payload).drizzle.execute(
      sql`create sequence if not exists stripe_shop_order_number start with 1001`,
    )
  })
}

/** Unique and increasing over all processes; a number drawn by a write that fails is a gap. */
async function drawOrderNumber(req: PayloadRequest): Promise<string> {
  const executor = await executorOf(req)
  const { rows } = await executor.execute(sql`select nextval('stripe_shop_order_number')::text as number`)
  return String(rows[0]?.number)
}

async function withLock<T>(payload: BasePayload, name: string, work: () => Promise<T>): Promise<T> {
  return onOwnConnection(payload, async (connection) => {
    // Whoever is first may take longer than a statement may.
    await connection.query('set statement_timeout = 0')
    await connection.query('select pg_advisory_lock(hashtext($1))', [name])
    await connection.query('reset statement_timeout')
    return holding(connection, name, work)
  })
}

async function withLockIfFree<T>(
  payload: BasePayload,
  name: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  return onOwnConnection(payload, async (connection) => {
    const { rows } = await connection.query('select pg_try_advisory_lock(hashtext($1)) as locked', [name])
    return rows[0]?.locked === true ? holding(connection, name, work) : undefined
  })
}

async function holding<T>(
  connection: Connection,
  name: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const losing = new AbortController()
  const lose = () => losing.abort()
  connection.once('end', lose)
  try {
    return await work(losing.signal)
  } finally {
    connection.removeListener('end', lose)
    if (!losing.signal.aborted) await connection.query('select pg_advisory_unlock(hashtext($1))', [name])
  }
}

/**
 * A lock of the connection's needs no transaction, which the database would end when it waits for long. It is lost
 * with the connection. So the database must not be behind a pooler that gives each statement another one.
 */
async function onOwnConnection<T>(
  payload: BasePayload,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await postgresOf(payload).pool.connect()
  let isBroken = true
  try {
    const result = await work(connection)
    isBroken = false
    return result
  } finally {
    connection.release(isBroken)
  }
}

/** A serial ends here. */
const LARGEST_ID = 2_147_483_647

function isPossibleId(id: Id): boolean {
  return Number.isInteger(Number(id)) && Number(id) > 0 && Number(id) <= LARGEST_ID
}

/** Rejects when the database cannot be reached. */
async function ping(payload: BasePayload): Promise<void> {
  await postgresOf(payload).drizzle.execute(sql`select 1`)
}

/**
 * The orders with a line of the item, newest first (ids ascend with time), at most `limit`, older than `before`.
 * By an index on the lines, so that it costs the same in a small shop and a large one.
 */
async function findOrderIdsOfItem(
  payload: BasePayload,
  { itemId, limit, before }: { itemId: string; limit: number; before: string | null },
): Promise<Id[]> {
  const { rows } = await postgresOf(payload).drizzle.execute(sql`
    select distinct _parent_id as id from orders_lines
    where sold_item = ${itemId} ${before === null ? sql`` : sql`and _parent_id < ${Number(before)}`}
    order by _parent_id desc limit ${limit}`)
  return rows.map((row) => row.id as Id)
}

async function readSynced(payload: BasePayload, keys: readonly string[]): Promise<SyncedRow[]> {
  const { rows } = await postgresOf(payload).drizzle.execute(
    sql`select account_id as "accountId", mode, kind, document, title, status, object_id as "objectId", terms
      from stripe_sync where key in ${[...keys]}`,
  )
  return rows as unknown as SyncedRow[]
}

/** How many paid orders had each of the discounts. */
async function countRedemptions(
  { payload, req }: { payload: BasePayload; req?: PayloadRequest },
  discounts: readonly string[],
): Promise<Map<string, number>> {
  if (discounts.length === 0) return new Map()
  const executor = req ? await executorOf(req) : postgresOf(payload).drizzle
  const { rows } = await executor.execute(
    sql`select discount, count(*)::int as count from discount_redemptions
      where discount in ${[...discounts]} group by discount`,
  )
  return new Map(rows.map((row) => [row.discount as string, row.count as number]))
}

/** What is left of each of the items; those without a row, and unlimited ones, are null. */
async function readStocks(req: PayloadRequest, items: readonly string[]): Promise<(number | null)[]> {
  const executor = await executorOf(req)
  const { rows } = await executor.execute(
    sql`select item, quantity::int as quantity from inventory where item in ${[...items]}`,
  )
  const byItem = new Map(rows.map((row) => [row.item, row.quantity as number | null]))
  return items.map((item) => byItem.get(item) ?? null)
}

/** The shop on PostgreSQL, with `@payloadcms/db-postgres`. */
export const postgres: ShopDatabase = {
  idForm: { pattern: /^\d+$/, words: 'a whole number' },
  newestFirst: ['-id'],
  isPossibleId,
  toDocumentId: Number,
  fitCollections: (collections) => collections,
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
  isUnusableValue,
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

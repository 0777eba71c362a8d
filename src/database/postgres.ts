import { randomBytes, randomUUID } from 'node:crypto'
import { type PostgresAdapter, sql } from '@payloadcms/db-postgres'
import { drizzle } from '@payloadcms/db-postgres/drizzle/node-postgres'
import { index } from '@payloadcms/db-postgres/drizzle/pg-core'
import type { BasePayload, CollectionSlug, PayloadRequest } from 'payload'
import { createLocalReq } from 'payload'
import type { Pool } from 'pg'
import {
  causesOf,
  type Id,
  isRefusedAsTaken,
  type Offer,
  type OpenedAttempt,
  type Purchase,
  type ShopDatabase,
  type SyncedRow,
  TransactionEndedError,
} from './shop-database.ts'

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
type Query = { name: string; text: string; values: unknown[] }
type Connection = {
  query: (text: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>
  once: (event: 'end', listener: () => void) => void
  removeListener: (event: 'end', listener: () => void) => void
  release: (isBroken?: boolean) => void
}
type PostgresDb = {
  pool: {
    query: (query: Query) => Promise<{ rows: Record<string, unknown>[] }>
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

/** Whether the error is a unique index refusing a second row. Payload wraps the driver's. */
function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, '23505') || isRefusedAsTaken(error)
}

/** Class 22: a null byte, half a character, a number that is none or too large, a word that is no option. */
function isUnusableValue(error: unknown): boolean {
  return causesOf(error).some(({ code }) => typeof code === 'string' && /^22...$/.test(code))
}

/** A deadlock, or two transactions that cannot both be. */
function isConflict(error: unknown): boolean {
  return hasCode(error, '40P01', '40001')
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return causesOf(error).some(({ code }) => codes.some((known) => known === code))
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

/**
 * Reads an item for sale, or null when no published one has this id. One query, because every purchase begins
 * with it.
 */
async function readOffer(payload: BasePayload, itemId: Id): Promise<Offer | null> {
  const { rows } = await postgresOf(payload).pool.query({
    name: 'shop-offer',
    text: `select items.id, items.name, items.price::int as price, items.currency,
        inventory.quantity::int as stock, nextval('orders_id_seq')::int as "orderId",
        nextval('stripe_shop_order_number')::text as "orderNumber",
        (select coalesce(json_agg(json_build_object('id', taxes.id, 'displayName', taxes.display_name,
            'percentage', taxes.percentage::float8, 'inclusive', taxes.inclusive) order by taxes.id), '[]')
          from taxes where taxes.applies_by_default and taxes.active) as taxes
      from items left join inventory on inventory.item = items.id::text
      where items.id = $1 and items._status = 'published'`,
    values: [itemId],
  })
  return (rows[0] as unknown as Offer | undefined) ?? null
}

/**
 * Writes an open order, its line, its history and its first attempt: one statement, all of it or nothing. Fails
 * with a unique violation where another order has the same `buyKey`. An item or a tax that was deleted since the
 * offer was read is sold as it was offered, without a reference.
 */
async function writePurchase(
  payload: BasePayload,
  { order, line, payment, reason }: Purchase,
): Promise<void> {
  await postgresOf(payload).pool.query({
    name: 'shop-purchase',
    text: `with new_order as (
        insert into orders (id, number, currency, subtotal, discount_amount, tax_amount, total, amount_refunded,
          status, buy_key, tax_copies, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, 0, 'open', $8, $24, now(), now())
      ), new_line as (
        insert into orders_lines (_order, _parent_id, id, item_id, sold_item, name, quantity, unit_amount, amount)
        values (1, $1, $9, (select id from items where id = $10 for key share), $11, $12, $13, $14, $15)
      ), new_taxes as (
        insert into orders_rels ("order", parent_id, path, taxes_id)
        select row_number() over (order by id), $1, 'taxes', id
        from (select id from taxes where id = any($25::int[]) order by id for key share) as kept
      ), new_history as (
        insert into order_history (order_id, "to", reason, created_at, updated_at)
        values ($1, 'open', $16, now(), now())
      )
      insert into payments (order_id, attempt, status, flow, account, amount, currency, params, idempotency_key,
        expires_at, created_at, updated_at)
      values ($1, $17, 'starting', $18, $19, $20, $3, $21, $22, $23, now(), now())`,
    values: [
      ...[order.id, order.number, order.currency, order.subtotal, order.discountAmount, order.taxAmount],
      ...[order.total, order.buyKey],
      ...[newRowId(), line.item, line.soldItem, line.name, line.quantity, line.unitAmount, line.amount],
      ...[reason, payment.attempt, payment.flow, payment.account, payment.amount],
      ...[JSON.stringify(payment.params), payment.idempotencyKey, payment.expiresAt],
      ...[JSON.stringify(order.taxCopies), order.taxCopies.map(({ id }) => id)],
    ],
  })
}

/** Payload names array rows by itself only in its own operations. */
function newRowId(): string {
  return randomBytes(12).toString('hex')
}

/** Stores what Stripe answered to an attempt; opens it unless an event of it came first. */
async function writeOpened(payload: BasePayload, opened: OpenedAttempt): Promise<void> {
  await postgresOf(payload).pool.query({
    name: 'shop-opened',
    text: `update payments set session_id = $2, intent_id = coalesce($3, intent_id), url = $4, client_secret = $5,
        is_live_mode = $6, updated_at = now(),
        status = case when status = 'starting' then 'open'::enum_payments_status else status end
      where attempt = $1`,
    values: [
      ...[opened.attempt, opened.sessionId, opened.intentId],
      ...[opened.url, opened.clientSecret, opened.isLiveMode],
    ],
  })
}

async function readSynced(payload: BasePayload, keys: readonly string[]): Promise<SyncedRow[]> {
  const { rows } = await postgresOf(payload).pool.query({
    name: 'shop-synced',
    text: `select kind, document, title, status, object_id as "objectId", terms
      from stripe_sync where key = any($1)`,
    values: [keys],
  })
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

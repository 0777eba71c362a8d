import { setTimeout } from 'node:timers/promises'
import type { BasePayload } from 'payload'
import pg from 'pg'
import { cutOff, DatabaseWatch } from './database-watch.ts'
import { PreparingClient } from './preparing-client.ts'

/**
 * Together enough for the event loop of one process to keep PostgreSQL busy; more only queue up there instead of here.
 * The background holds up to three of the transactions.
 */
const MAX_CONNECTIONS = { queries: 6, transactions: 8 }
/** A shopper has given up by then. A longer migration says `set local statement_timeout = 0`. */
const STATEMENT_TIMEOUT_MS = 30_000
/** Longer than any pause between two statements of ours, so only a hung process loses its locks by it. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000
const CONNECT_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 2_000

/**
 * A pool that outlives a restart of PostgreSQL. Without a listener an error on an idle connection ends the
 * process; with one, the pool replaces the connection, and a query that was under way fails by itself.
 *
 * Transactions have connections of their own. Payload asks some things beside the transaction it is in, such as
 * whether somebody else edits the document; where all connections are in transactions, as with many saves at
 * once, each would wait for another to end.
 */
class ShopPool extends pg.Pool {
  #isAdapterServed = false
  #watch: DatabaseWatch | null = null
  readonly #settings: pg.PoolConfig
  readonly #clients = new Set<pg.PoolClient>()
  readonly #transactions: pg.Pool

  constructor(options: pg.PoolConfig = {}) {
    const settings = {
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
      ...options,
    }
    super({ ...settings, Client: PreparingClient, max: MAX_CONNECTIONS.queries })
    this.#settings = options
    this.#transactions = new pg.Pool({
      ...settings,
      Client: PreparingClient,
      max: MAX_CONNECTIONS.transactions,
    })
    for (const pool of [this, this.#transactions]) {
      pool.on('error', () => {})
      pool.on('connect', (client) => {
        this.#clients.add(client)
        this.#watch?.follow(client)
        client.on('error', () => {})
      })
      pool.on('remove', (client) => this.#clients.delete(client))
    }
  }

  /** What is asked of a database that is away fails at once, and what was asked before does with its connection. */
  #assertThere(): void {
    this.#watch ??= new DatabaseWatch(this.#settings, () => {
      for (const client of this.#clients) cutOff(client)
    })
    if (this.#watch.isAway) throw new DatabaseAwayError()
  }

  /** Called with a callback by the pool's own `query`, without one by whoever begins a transaction. */
  override connect(): Promise<pg.PoolClient>
  override connect(callback: ConnectCallback): void
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    try {
      this.#assertThere()
    } catch (error) {
      if (!callback) return Promise.reject(error)
      process.nextTick(callback, error, undefined, () => {})
      return undefined
    }
    if (callback) {
      super.connect(callback)
      return undefined
    }
    return this.#isAdapterServed ? this.#transactions.connect() : this.#serveAdapter()
  }

  /**
   * Payload's adapter asks for a first connection, only to know that the database is there, and keeps it for
   * ever: it would hold up `end()`, and each restart of PostgreSQL would cost the pool one of its places.
   */
  async #serveAdapter(): Promise<pg.PoolClient> {
    const client = await super.connect()
    this.#isAdapterServed = true
    client.release()
    return { prependListener: () => {} } as unknown as pg.PoolClient
  }

  /** How many connections there are, how many of them do nothing, and how many callers wait for one. */
  counts(): Record<'queries' | 'transactions', PoolCounts> {
    const countsOf = ({ totalCount, idleCount, waitingCount }: pg.Pool) => ({
      open: totalCount,
      idle: idleCount,
      waiting: waitingCount,
    })
    return { queries: countsOf(this), transactions: countsOf(this.#transactions) }
  }

  override async end(): Promise<void> {
    this.#watch?.close()
    await Promise.all([this.#transactions.end(), super.end()])
  }
}

/** By the code that PostgreSQL has for a connection that failed. */
class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError'
  readonly code = '08006'

  constructor() {
    super('The database does not answer.')
  }
}

export interface PoolCounts {
  open: number
  idle: number
  waiting: number
}

/** Of the connections that Payload's adapter has. */
export function countConnections(payload: BasePayload): Record<'queries' | 'transactions', PoolCounts> {
  return (payload.db as unknown as { pool: ShopPool }).pool.counts()
}

type ConnectCallback = (
  err: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void

/** What `postgresAdapter` takes as its `pg`. */
export const resilientPg = { ...pg, Pool: ShopPool as unknown as typeof pg.Pool }

/** Closes the connections of Payload's adapter, which `payload.destroy()` leaves open. Comes last. */
export async function closePool(payload: BasePayload): Promise<void> {
  const { pool } = payload.db as unknown as { pool?: pg.Pool }
  if (pool === undefined || pool.ended) return
  const isClosed = await Promise.race([
    pool.end().then(() => true),
    setTimeout(CLOSE_TIMEOUT_MS, false, { ref: false }),
  ])
  if (!isClosed) payload.logger.warn('Some database connections were still in use when the pool was closed.')
}

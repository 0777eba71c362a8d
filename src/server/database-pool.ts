import { setTimeout } from 'node:timers/promises'
import type { BasePayload } from 'payload'
import pg from 'pg'

/** Enough for the event loop of one process to keep PostgreSQL busy; more only queue up there instead of here. */
const MAX_CONNECTIONS = 10
/** A shopper has given up by then. A longer migration says `set local statement_timeout = 0`. */
const STATEMENT_TIMEOUT_MS = 30_000
/** Longer than any pause between two statements of ours, so only a hung process loses its locks by it. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000
const CONNECT_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 2_000

/**
 * A pool that outlives a restart of PostgreSQL. Without a listener an error on an idle connection ends the
 * process; with one, the pool replaces the connection, and a query that was under way fails by itself.
 */
class ShopPool extends pg.Pool {
  #isAdapterServed = false

  constructor(options: pg.PoolConfig = {}) {
    super({
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
      ...options,
    })
    this.on('error', () => {})
    this.on('connect', (client) => client.on('error', () => {}))
  }

  /**
   * Payload's adapter asks for a first connection, only to know that the database is there, and keeps it for
   * ever: it would hold up `end()`, and each restart of PostgreSQL would cost the pool one of its places.
   */
  override connect(): Promise<pg.PoolClient>
  override connect(
    callback: (
      err: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: unknown) => void,
    ) => void,
  ): void
  override connect(
    callback?: (
      err: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: unknown) => void,
    ) => void,
  ): Promise<pg.PoolClient> | undefined {
    if (callback) {
      super.connect(callback)
      return undefined
    }
    if (this.#isAdapterServed) return super.connect()
    return this.#serveAdapter()
  }

  async #serveAdapter(): Promise<pg.PoolClient> {
    const client = await super.connect()
    this.#isAdapterServed = true
    client.release()
    return { prependListener: () => {} } as unknown as pg.PoolClient
  }
}

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

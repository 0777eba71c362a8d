import type { BasePayload, CollectionSlug, PayloadRequest } from 'payload'
import type { Id } from '../../domain/id.ts'
import { keepTurn, LEASE_MS, type Turn } from '../turn.ts'
import { type Connection, postgresOf, runWithin } from './connection.ts'
import { idTypeOf, tableOf } from './schema.ts'

/** As a row is held that is about to be updated: inserting a reference to it, as every purchase does, needs no wait. */
export async function lockDocuments(
  req: PayloadRequest,
  { collection, ids }: { collection: CollectionSlug; ids: readonly Id[] },
): Promise<void> {
  if (ids.length === 0) return
  const table = tableOf(req.payload, collection)
  const type = idTypeOf(req.payload, collection)
  await runWithin(req, `select 1 from ${table} where id = any($1::${type}[]) order by id for no key update`, [
    ids,
  ])
}

export async function lockName(req: PayloadRequest, name: string): Promise<void> {
  await runWithin(req, 'select pg_advisory_xact_lock(hashtext($1))', [name])
}

export const REFERENCES = 'stripe-shop:references'

/**
 * A deletion holds what it deletes and wants the rows that refer to it; an order is written by deleting its rows and
 * inserting them anew, which wants what they refer to.
 */
export async function lockReferences(req: PayloadRequest, purpose: 'write' | 'delete'): Promise<void> {
  if (purpose === 'delete') return lockName(req, REFERENCES)
  await runWithin(req, 'select pg_advisory_xact_lock_shared(hashtext($1))', [REFERENCES])
}

export async function withLock<T>(
  payload: BasePayload,
  name: string,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  return onOwnConnection(payload, async (connection) => {
    // Whoever is first may take longer than a statement may.
    await connection.query('set statement_timeout = 0')
    await connection.query('select pg_advisory_lock(hashtext($1))', [name])
    await connection.query('reset statement_timeout')
    return holding(connection, name, work)
  })
}

export async function withLockIfFree<T>(
  payload: BasePayload,
  name: string,
  work: (turn: Turn) => Promise<T>,
): Promise<T | undefined> {
  return onOwnConnection(payload, async (connection) => {
    const { rows } = await connection.query('select pg_try_advisory_lock(hashtext($1)) as locked', [name])
    return rows[0]?.locked === true ? holding(connection, name, work) : undefined
  })
}

async function holding<T>(
  connection: Connection,
  name: string,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const lease = await leaseConnection(connection)
  try {
    return await work(lease.turn)
  } finally {
    lease.end()
    if (!lease.turn.signal.aborted) {
      await connection.query('reset idle_session_timeout')
      await connection.query('select pg_advisory_unlock(hashtext($1))', [name])
    }
  }
}

/** PostgreSQL knows `idle_session_timeout` since version 14. */
const UNKNOWN_SETTING = '42704'

/**
 * Makes what the connection holds a lease: PostgreSQL itself ends a connection that says nothing for so long, and with
 * it the locks of a process that is frozen or cut off, whose connection would otherwise stay open for ever.
 */
export async function leaseConnection(
  connection: Omit<Connection, 'release'>,
): Promise<{ turn: Turn; end(): void }> {
  try {
    await connection.query(`set idle_session_timeout = ${LEASE_MS}`)
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNKNOWN_SETTING) throw error
  }
  const { turn, lose, end } = keepTurn(async () => {
    await connection.query('select 1')
    return true
  })
  connection.once('end', lose)
  return {
    turn,
    end: () => {
      end()
      connection.removeListener('end', lose)
    },
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

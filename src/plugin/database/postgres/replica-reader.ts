import { randomUUID } from 'node:crypto'
import type { PostgresAdapter } from '@payloadcms/db-postgres'
import { drizzle } from '@payloadcms/db-postgres/drizzle/node-postgres'
import { type BasePayload, createLocalReq, type PayloadRequest } from 'payload'
import { type Executor, postgresOf } from './connection.ts'

/**
 * Reads through another pool than Payload's own, a replica's. `work` gives `req` to each Payload call and writes
 * nothing. The only file that loads the adapter: `payload-stripe-shop/postgres` alone reaches it.
 */
export function readerThrough(
  payload: BasePayload,
  pool: PostgresAdapter['pool'],
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

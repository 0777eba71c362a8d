import { randomUUID } from 'node:crypto'
import type { BasePayload, PayloadRequest } from 'payload'
import { createLocalReq } from 'payload'
import { TransactionEndedError } from '../shop-database.ts'
import { postgresOf } from './connection.ts'
import { isConflict } from './errors.ts'

/** PostgreSQL has waited a second before it ends one of those that wait for each other. */
const MAX_TRIES = 3

/**
 * Runs `work` in one transaction and resolves only once it is committed: a failed COMMIT rejects.
 * Payload's own commit swallows such a failure, so everything that must not be lost goes through here.
 * Give `req` to each Payload call inside. An error inside must leave `work`: Payload has rolled back by
 * then, and a write made after it would stand alone. What a deadlock ended is tried again: an editor's save of many
 * items takes their stock in an order of its own.
 */
export async function inTransaction<T>(
  payload: BasePayload,
  work: (req: PayloadRequest) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await runOnce(payload, work)
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) throw error
    }
  }
}

async function runOnce<T>(payload: BasePayload, work: (req: PayloadRequest) => Promise<T>): Promise<T> {
  const { drizzle, sessions } = postgresOf(payload)
  const id = randomUUID()
  return drizzle.transaction(async (db) => {
    const req = await createLocalReq({}, payload)
    req.transactionID = id
    sessions[id] = { db, resolve: async () => {}, reject: async () => {} }
    try {
      const result = await work(req)
      if (!sessions[id]) throw new TransactionEndedError()
      return result
    } finally {
      delete sessions[id]
    }
  })
}

import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type BasePayload, createLocalReq, type PayloadRequest } from 'payload'
import { TransactionEndedError } from '../shop-database.ts'
import { mongoOf, type Session } from './connection.ts'
import { hasLabel, isConflict } from './errors.ts'

/** How long the same work is tried again where others write the same documents; a shopper has given up by then. */
export const RETRY_FOR_MS = 10_000
const LONGEST_PAUSE_MS = 200

/**
 * Acknowledged by a majority, so that what was told to be stored outlives the loss of a member. MongoDB says how to
 * retry: https://www.mongodb.com/docs/manual/core/transactions-in-applications/
 */
export async function inTransaction<T>(
  payload: BasePayload,
  work: (req: PayloadRequest) => Promise<T>,
): Promise<T> {
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
export function pauseMs(tries: number): number {
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

export function begin(payload: BasePayload, session: Pick<Session, 'startTransaction'>): void {
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

/** The session of the transaction that `req` is in. Payload looks it up in the same way. */
export async function sessionOf(
  req: Partial<PayloadRequest> & { payload: BasePayload },
): Promise<Session | null> {
  const id = await req.transactionID
  const session = id === undefined || id === null ? undefined : mongoOf(req.payload).sessions[String(id)]
  return session?.inTransaction() ? session : null
}

/** What a query is given, so that it belongs to the transaction of `req`. */
export async function within(req: PayloadRequest | undefined): Promise<{ session?: Session }> {
  const session = req ? await sessionOf(req) : null
  return session ? { session } : {}
}

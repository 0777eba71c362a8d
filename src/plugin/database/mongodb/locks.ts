import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { BasePayload, CollectionSlug, PayloadRequest } from 'payload'
import type { Id } from '../../domain/id.ts'
import { keepTurn, LEASE_MS, type Turn } from '../turn.ts'
import { collectionOf, driverOf, type Session } from './connection.ts'
import { ignoreTaken, isConflict } from './errors.ts'
import { isPossibleId, storedId } from './ids.ts'
import { begin, pauseMs, RETRY_FOR_MS, sessionOf } from './transactions.ts'

const LOCKS = 'stripe_shop_locks'
const NAMES = 'stripe_shop_names'

export async function lockDocuments(
  req: PayloadRequest,
  { collection, ids }: { collection: CollectionSlug; ids: readonly Id[] },
): Promise<void> {
  const { payload } = req
  const possible = ids.filter((id) => isPossibleId(payload, { collection, id }))
  const _id = { $in: possible.map((id) => storedId(payload, { collection, id })) }
  const documents = collectionOf(payload, collection)
  await holdByWriting(req, (session) =>
    documents.updateMany({ _id }, { $set: { shopLock: randomUUID() } }, { session }),
  )
}

export async function lockName(req: PayloadRequest, name: string): Promise<void> {
  const names = driverOf(req.payload).collection<{ _id: string; shopLock: string }>(NAMES)
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
export async function lockReferences(): Promise<void> {}

/** Of the driver's own; where a version of it has none, nobody waits and the transaction fails instead. */
function isStarting(session: Session): boolean {
  return (session as unknown as { transaction?: { isStarting?: boolean } }).transaction?.isStarting === true
}

const LOCK_POLL_MS = 50

type Lock = { _id: string; owner?: string; expiresAt: Date }

export async function withLock<T>(
  payload: BasePayload,
  name: string,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const owner = randomUUID()
  while (!(await acquire(payload, name, owner))) await pause(LOCK_POLL_MS)
  return holding(payload, { name, owner }, work)
}

export async function withLockIfFree<T>(
  payload: BasePayload,
  name: string,
  work: (turn: Turn) => Promise<T>,
): Promise<T | undefined> {
  const owner = randomUUID()
  return (await acquire(payload, name, owner)) ? holding(payload, { name, owner }, work) : undefined
}

/** By MongoDB's clock: those of two machines may differ by more than a lease. */
const UNTIL_LEASE_ENDS = { $add: ['$$NOW', LEASE_MS] }

async function acquire(payload: BasePayload, name: string, owner: string): Promise<boolean> {
  const locks = driverOf(payload).collection<Lock>(LOCKS)
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
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const locks = driverOf(payload).collection<Lock>(LOCKS)
  const own = { _id: name, owner }
  const { turn, end } = keepTurn(async () => {
    const { matchedCount } = await locks.updateOne(own, [{ $set: { expiresAt: UNTIL_LEASE_ENDS } }])
    return matchedCount > 0
  })
  try {
    return await work(turn)
  } finally {
    end()
    await locks.updateOne(own, { $set: { expiresAt: new Date(0) } })
  }
}

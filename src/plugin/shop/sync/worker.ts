import { setTimeout as pause } from 'node:timers/promises'
import type { BasePayload, Where } from 'payload'
import { withLockIfFree } from '../../database/database.ts'
import { freeLeftJobs } from '../left-jobs.ts'
import { SYNC_QUEUE, WAITING } from './queue.ts'
import { turns } from './sync-turn.ts'

const POLL_EVERY_MS = 500
/** Together they wait for Stripe's answers; how fast they may ask is the pace's business. */
const BATCH = 20

/**
 * Runs the queue as long as the process lives, one process at a time: Payload's own runner takes a job twice
 * where two look for some at the same moment. `stop` resolves once what is under way has ended.
 */
export function startSyncWorker(payload: BasePayload): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const running = work(payload, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

async function work(payload: BasePayload, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await runSyncQueue(payload, { signal })
    } catch (error) {
      payload.logger.error({ err: error, msg: 'Documents could not be brought into step with Stripe.' })
    }
    await pause(POLL_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}

/**
 * Runs all jobs that are due, and begins none once `signal` is aborted. Answers how many; null where another process
 * is at it.
 */
export async function runSyncQueue(
  payload: BasePayload,
  { signal }: { signal: AbortSignal },
): Promise<number | null> {
  if (!(await findJob(payload, { isLeft: true }))) return 0
  const count = await withLockIfFree(payload, 'stripe-sync', async (turn) => {
    let count = 0
    turns.set(payload, turn)
    try {
      await tidyLeftJobs(payload)
      while (!signal.aborted && turn.isHeld() && (await findJob(payload, { isLeft: false }))) {
        const silent = { info: true, error: false }
        const { jobStatus } = await payload.jobs.run({ queue: SYNC_QUEUE, limit: BATCH, silent })
        count += Object.keys(jobStatus ?? {}).length
      }
    } finally {
      turns.delete(payload)
    }
    return count
  })
  return count ?? null
}

/** Whether a job is due; with `isLeft` those count that a crash may have left under way. */
async function findJob(payload: BasePayload, { isLeft }: { isLeft: boolean }): Promise<boolean> {
  const now = new Date().toISOString()
  const found = await payload.db.findOne({
    collection: 'payload-jobs',
    where: {
      and: [
        ...WAITING,
        ...(isLeft ? [] : [{ processing: { equals: false } }]),
        { or: [{ waitUntil: { exists: false } }, { waitUntil: { less_than: now } }] },
      ],
    },
  })
  return Boolean(found)
}

/** What a crash left: jobs under way, and those that were done and about to be deleted. */
async function tidyLeftJobs(payload: BasePayload): Promise<void> {
  const left = { queue: { equals: SYNC_QUEUE } }
  const done: Where = { and: [left, { completedAt: { exists: true } }] }
  await payload.db.deleteMany({ collection: 'payload-jobs', where: done, req: {} })
  await freeLeftJobs(payload, [left])
}

import type { BasePayload, Where } from 'payload'
import { withLockIfFree } from '../database/database.ts'
import { freeLeftJobs } from './left-jobs.ts'

/** As Payload calls the job of `versions.drafts.schedulePublish`, and where it puts it. */
const TASK = 'schedulePublish'
const QUEUE = 'default'
const BATCH = 20

const WAITING: readonly Where[] = [
  { queue: { equals: QUEUE } },
  { taskSlug: { equals: TASK } },
  { completedAt: { exists: false } },
  { hasError: { not_equals: true } },
]

/**
 * Publishes and withdraws what editors planned for by now. One process at a time: Payload's own runner takes a job
 * several times where several look for some at the same moment. Other jobs of the project stay as they are. Answers how
 * many; null where another process is at it.
 */
export async function publishScheduled(
  payload: BasePayload,
  { signal }: { signal?: AbortSignal } = {},
): Promise<number | null> {
  if (!(await findWaiting(payload))) return 0
  const count = await withLockIfFree(payload, 'stripe-shop:scheduled-publishing', async (turn) => {
    let count = 0
    await freeLeftJobs(payload, WAITING)
    while (!signal?.aborted && turn.isHeld()) {
      const { jobStatus } = await payload.jobs.run({
        queue: QUEUE,
        where: { taskSlug: { equals: TASK } },
        limit: BATCH,
        silent: { info: true, error: false },
      })
      const done = Object.keys(jobStatus ?? {}).length
      count += done
      if (done < BATCH) break
    }
    return count
  })
  return count ?? null
}

async function findWaiting(payload: BasePayload): Promise<boolean> {
  const isDue = {
    or: [{ waitUntil: { exists: false } }, { waitUntil: { less_than_equal: new Date().toISOString() } }],
  }
  return Boolean(
    await payload.db.findOne({ collection: 'payload-jobs', where: { and: [...WAITING, isDue] } }),
  )
}

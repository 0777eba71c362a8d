import type { PayloadRequest } from 'payload'
import { collectionOf } from './connection.ts'
import { within } from './transactions.ts'

/**
 * To delete what was written since the transaction began would end it, and with it somebody's save. So only those
 * are dropped that are in the transaction what they are outside of it.
 */
export async function dropWaitingJobs(req: PayloadRequest, concurrencyKey: string): Promise<void> {
  const jobs = collectionOf(req.payload, 'payload-jobs')
  const options = await within(req)
  const waiting = { concurrencyKey, processing: false, completedAt: null }
  const seen = await jobs.find(waiting, options).toArray()
  if (seen.length === 0) return
  const now = await jobs.find({ _id: { $in: seen.map(({ _id }) => _id) }, ...waiting }).toArray()
  const unchanged = seen.filter((job) =>
    now.some(({ _id, updatedAt }) => _id.equals(job._id) && sameTime(updatedAt, job.updatedAt)),
  )
  await jobs.deleteMany({ _id: { $in: unchanged.map(({ _id }) => _id) } }, options)
}

function sameTime(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

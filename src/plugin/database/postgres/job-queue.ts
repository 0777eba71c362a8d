import type { PayloadRequest } from 'payload'
import { runWithin } from './connection.ts'
import { tableOf } from './schema.ts'

/**
 * Drops the jobs of that key that wait in the queue, in the transaction of `req`. One that a worker is taking in
 * this moment is left to it: to wait for the worker, which may wait for us, could end in a deadlock.
 */
export async function dropWaitingJobs(req: PayloadRequest, concurrencyKey: string): Promise<void> {
  const jobs = tableOf(req.payload, 'payload-jobs')
  await runWithin(
    req,
    `delete from ${jobs} where id in (
      select id from ${jobs}
      where concurrency_key = $1 and processing = false and completed_at is null
      for update skip locked
    )`,
    [concurrencyKey],
  )
}

import type { PayloadRequest } from 'payload'
import { runWithin } from './connection.ts'
import { tableOf } from './schema.ts'

/**
 * Held until the transaction of `req` ends: a worker that is about to take the job waits for it, and then reads what
 * was committed. To delete it instead would leave that worker with nothing: Payload's runner fails on a job that goes
 * between being found and being taken, and keeps its transaction open. One that a worker has in hand is passed over:
 * to wait for the worker, which may wait for us, could end in a deadlock. Nor does one do that has failed before: it has
 * fewer tries left.
 */
export async function reuseWaitingJob(
  req: PayloadRequest,
  { concurrencyKey, input, isPutOff }: { concurrencyKey: string; input: object; isPutOff: boolean },
): Promise<boolean> {
  const jobs = tableOf(req.payload, 'payload-jobs')
  const rows = await runWithin(
    req,
    `update ${jobs} set input = coalesce(input, '{}') || $2::jsonb, updated_at = now(),
      wait_until = case when $3::boolean then wait_until end
    where id in (
      select id from ${jobs}
      where concurrency_key = $1 and processing = false and completed_at is null
        and coalesce(total_tried, 0) = 0
      for update skip locked
    ) returning id`,
    [concurrencyKey, JSON.stringify(input), isPutOff],
  )
  return rows.length > 0
}

import type { BasePayload, Where } from 'payload'
import type { Id } from './records.ts'

/**
 * Puts back those of the jobs that are under way, for whoever holds the lock under which they run and runs none yet: a
 * crash has left them, and Payload would leave them so for ever.
 */
export async function freeLeftJobs(payload: BasePayload, jobs: readonly Where[]): Promise<void> {
  const { docs } = await payload.db.find<{ id: Id }>({
    collection: 'payload-jobs',
    where: { and: [...jobs, { processing: { equals: true } }] },
    limit: 0,
    pagination: false,
  })
  for (const { id } of docs) {
    const data = { processing: false }
    await payload.db.updateOne({ collection: 'payload-jobs', id, data, req: {}, returning: false })
  }
}

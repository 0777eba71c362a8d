import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  JobsConfig,
  PayloadRequest,
  TaskConfig,
  Where,
} from 'payload'
import { reuseWaitingJob } from '../../database/database.ts'
import { syncDocument } from './sync-document.ts'
import type { SyncedCollection, SyncedDocument } from './sync-records.ts'

const TASK = 'stripe-sync'
/** A queue of its own: what the host runs its jobs with leaves these alone. */
export const SYNC_QUEUE = 'stripe-sync'

/** Jobs that are still to come to an end. A crash can leave some that have, until the worker looks again. */
export const WAITING: readonly Where[] = [
  { queue: { equals: SYNC_QUEUE } },
  { hasError: { not_equals: true } },
  { completedAt: { exists: false } },
]

type Input = SyncedDocument & { isForced?: boolean }
type SyncTask = TaskConfig<{ input: Input; output: Record<string, never> }>

const keyOf = ({ collection, id }: SyncedDocument) => `stripe-sync ${collection} ${id}`

/** Queues the document in the transaction of `req`. One that waits already does for this one too: many edits are one job. */
export async function queueSync(
  req: PayloadRequest,
  input: Input,
  { waitUntil }: { waitUntil?: Date } = {},
): Promise<void> {
  const isPutOff = waitUntil !== undefined
  if (await reuseWaitingJob(req, { concurrencyKey: keyOf(input), input, isPutOff })) return
  await req.payload.jobs.queue({
    task: TASK,
    queue: SYNC_QUEUE,
    input,
    req,
    ...(waitUntil && { waitUntil }),
  } as never)
}

/** What keeps a collection in step. The save is not held up: the worker does the rest. */
export function syncHooks(collection: SyncedCollection): {
  afterChange: CollectionAfterChangeHook
  afterDelete: CollectionAfterDeleteHook
} {
  return {
    afterChange: async ({ doc, req }) => {
      await queueSync(req, { collection, id: String(doc.id) })
      return doc
    },
    afterDelete: async ({ id, req }) => {
      await queueSync(req, { collection, id: String(id) })
    },
  }
}

/** A call that fails is no failed job: it is put off. What fails here is a bug, or the database. */
const syncTask: SyncTask = {
  slug: TASK,
  inputSchema: [
    { name: 'collection', type: 'text', required: true },
    { name: 'id', type: 'text', required: true },
    { name: 'isForced', type: 'checkbox' },
  ],
  retries: { attempts: 5, backoff: { type: 'exponential', delay: 1_000 } },
  // Superseding is ours: Payload's own deletes jobs that a worker is taking, which can end in a deadlock.
  concurrency: ({ input }) => keyOf(input as unknown as Input),
  handler: async ({ input, req }) => {
    const { collection, id, isForced } = input
    const outcome = await syncDocument(req.payload, { collection, id }, { isForced: isForced === true })
    // An edit that has come since has a job already, which needs no wait.
    if (outcome.kind === 'again' && !(await isQueued(req, input))) {
      const again = { collection, id, ...(isForced === true && { isForced }) }
      await queueSync(req, again, { waitUntil: new Date(Date.now() + outcome.afterMs) })
    }
    return { output: {} }
  },
}

/** Whether a job of the document waits; with `isDue`, only one that waits for nothing but its turn. */
export async function isQueued(
  { payload }: PayloadRequest,
  document: SyncedDocument,
  { isDue = false } = {},
): Promise<boolean> {
  const found = await payload.db.findOne({
    collection: 'payload-jobs',
    where: {
      and: [
        { concurrencyKey: { equals: keyOf(document) } },
        { processing: { equals: false } },
        ...(isDue ? [{ waitUntil: { exists: false } }] : []),
        ...WAITING,
      ],
    },
  })
  return Boolean(found)
}

/**
 * The host's jobs with ours among them, `others` on the same queue as the sync. Over HTTP nobody runs, queues or cancels any unless the host says so:
 * run outside the worker's lock, a job would be run twice.
 */
export function jobsWithSync(host: JobsConfig | undefined, others: readonly TaskConfig[]): JobsConfig {
  const closed = () => false
  return {
    ...host,
    tasks: [...(host?.tasks ?? []), syncTask as unknown as TaskConfig, ...others],
    enableConcurrencyControl: true,
    access: { run: closed, queue: closed, cancel: closed, ...host?.access },
    jobsCollectionOverrides: ({ defaultJobsCollection }) => {
      const hidden = {
        ...defaultJobsCollection,
        access: { read: closed, create: closed, update: closed, delete: closed },
        admin: { ...defaultJobsCollection.admin, hidden: true },
      }
      return host?.jobsCollectionOverrides?.({ defaultJobsCollection: hidden }) ?? hidden
    },
  }
}

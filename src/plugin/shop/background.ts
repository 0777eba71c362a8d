import type { BasePayload } from 'payload'
import { fetchMissed } from './events/missed-events.ts'
import { runOutbox } from './outbox.ts'
import { publishScheduled } from './scheduled-publishing.ts'
import { sweepPayments } from './sweep.ts'
import { runSyncQueue, startSyncWorker } from './sync/worker.ts'

/** Answers how much there was to do; null where another process is at it. */
type Work = (payload: BasePayload, options: { signal: AbortSignal }) => Promise<number | null>

interface Task {
  name: string
  work: Work
}

const MISSED: Task = { name: 'search for missed events', work: fetchMissed }
const SWEEP: Task = { name: 'sweep of payments', work: sweepPayments }
const SYNC: Task = { name: 'sync with Stripe', work: runSyncQueue }
const OUTBOX: Task = { name: 'run of the outbox', work: runOutbox }
const PUBLISHING: Task = { name: 'scheduled publishing', work: publishScheduled }

export interface BackgroundOptions {
  /**
   * Also publishes what editors planned (`versions.drafts.schedulePublish`), each once, however many processes there
   * are. Leave the queue `default` out of `jobs.autoRun` then. Default: false.
   */
  scheduledPublishing?: boolean
}

/**
 * Starts what the shop does without being asked, in as many processes as there are. `stop` resolves once what is under
 * way has ended. Nothing else tells the host project's callbacks, resolves lost payments and cancels those that were
 * left, but `runShopTasks`.
 */
export function startBackground(
  payload: BasePayload,
  { scheduledPublishing = false }: BackgroundOptions = {},
): { stop(): Promise<void> } {
  const rounds = [
    repeat(payload, SWEEP, 30_000),
    repeat(payload, MISSED, 60_000),
    repeat(payload, OUTBOX, 1_000),
    ...(scheduledPublishing ? [repeat(payload, PUBLISHING, 10_000)] : []),
    startSyncWorker(payload),
  ]
  return {
    stop: async () => {
      await Promise.all(rounds.map((round) => round.stop()))
    },
  }
}

/** One round at a time; what comes due during a long one is left out. */
function repeat(payload: BasePayload, { name, work }: Task, everyMs: number) {
  const stopping = new AbortController()
  let running: Promise<unknown> | null = null
  const timer = setInterval(() => {
    running ??= guarded(payload, name, () => work(payload, { signal: stopping.signal })).finally(() => {
      running = null
    })
  }, everyMs)
  return {
    stop: async () => {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}

const FAILED = Symbol('failed')

/** A failed round is told and followed by the next one. */
async function guarded<T>(
  payload: BasePayload,
  name: string,
  work: () => Promise<T>,
): Promise<T | typeof FAILED> {
  try {
    return await work()
  } catch (error) {
    payload.logger.error({ err: error, msg: `The ${name} failed.` })
    return FAILED
  }
}

/** What a round did. `null`: another process is at it. */
export interface ShopTasksReport {
  /** Events that Stripe could not deliver. */
  events: number | null
  /** Payments, refunds and orders that were looked at. */
  swept: number | null
  /** Items, discounts and taxes that were brought into step with Stripe, or put off. */
  synced: number | null
  /** Callbacks of the project that were run. */
  callbacks: number | null
  /** What editors had planned; only where asked for. */
  published?: number | null
  /** What ended in an error, which the log has. */
  failed: string[]
}

/** Functions of a platform that calls them by a timer may run for a minute as a rule. */
const LONGEST_MS = 40_000

/**
 * One round of what `startBackground` does, for a project without a process that lives on: call it every minute or
 * so. Any number of rounds may run at once. What it has no time for is the next one's. Rejects never.
 */
export async function runShopTasks(
  payload: BasePayload,
  { scheduledPublishing = false, longestMs = LONGEST_MS }: BackgroundOptions & { longestMs?: number } = {},
): Promise<ShopTasksReport> {
  const signal = AbortSignal.timeout(longestMs)
  const failed: string[] = []
  const run = async ({ name, work }: Task): Promise<number | null> => {
    const outcome = await guarded(payload, name, () => work(payload, { signal }))
    if (outcome !== FAILED) return outcome
    failed.push(name)
    return null
  }
  return {
    // In the order in which one leads to another: an event can settle an order, which is announced last.
    events: await run(MISSED),
    swept: await run(SWEEP),
    ...(scheduledPublishing && { published: await run(PUBLISHING) }),
    synced: await run(SYNC),
    callbacks: await run(OUTBOX),
    failed,
  }
}

import type { BasePayload } from 'payload'
import { fetchUndelivered } from './events/undelivered-events.ts'
import { runOutbox } from './outbox.ts'
import { sweepPayments } from './sweep.ts'
import { startSyncWorker } from './sync/worker.ts'

/** What the shop does without being asked, and how long it rests in between. */
const WORK = [
  { name: 'sweep of payments', everyMs: 30_000, work: sweepPayments },
  { name: 'search for undelivered events', everyMs: 5 * 60_000, work: fetchUndelivered },
  { name: 'run of the outbox', everyMs: 1_000, work: runOutbox },
]

/**
 * Starts it, in as many processes as there are. `stop` resolves once what is under way has ended. Nothing else
 * tells the host project's callbacks, resolves lost payments and cancels those that were left.
 */
export function startBackground(payload: BasePayload): { stop(): Promise<void> } {
  const rounds = [...WORK.map((work) => repeat(payload, work)), startSyncWorker(payload)]
  return {
    stop: async () => {
      await Promise.all(rounds.map((round) => round.stop()))
    },
  }
}

/** One round at a time; what comes due during a long one is left out. */
function repeat(payload: BasePayload, { name, everyMs, work }: (typeof WORK)[number]) {
  const stopping = new AbortController()
  let running: Promise<void> | null = null
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

/** A failed round is told and followed by the next one. */
async function guarded(payload: BasePayload, name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    payload.logger.error({ err: error, msg: `The ${name} failed.` })
  }
}

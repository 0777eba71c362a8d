import type { BasePayload } from 'payload'
import { sweepPayments } from '../shop/sweep.ts'

const SWEEP_EVERY_MS = 30_000

/** What the shop does without being asked. `stop` resolves once what is under way has ended. */
export function startBackground(payload: BasePayload): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(() => sweep(payload))
  }, SWEEP_EVERY_MS)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** A failed round is told and followed by the next one. */
async function sweep(payload: BasePayload): Promise<void> {
  try {
    await sweepPayments(payload)
  } catch (error) {
    payload.logger.error({ err: error, msg: 'The sweep of payments failed.' })
  }
}

import { once } from 'node:events'
import { startSyncWorker } from 'payload-stripe-shop/operations'
import type { Command } from './command.ts'

export const WORKER_HELP = `npm run worker

Keeps items, discounts and taxes in step with Stripe without serving any page, beside servers or instead of them. Runs until
it is stopped.
`

/** Keeps Stripe in step without serving any page, beside servers or instead of them. Runs until it is stopped. */
export const worker: Command = async ({ payload, signal, log }) => {
  const running = startSyncWorker(payload)
  log('The worker keeps Stripe in step.')
  if (!signal.aborted) await once(signal, 'abort')
  log('Stopping: finishing what is under way')
  await running.stop()
  return 0
}

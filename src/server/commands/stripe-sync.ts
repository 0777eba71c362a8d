import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { BasePayload } from 'payload'
import {
  type Bulk,
  listFailures,
  planBulk,
  queueBulk,
  readBulk,
  startSyncWorker,
} from 'payload-stripe-shop/operations'
import type { Command } from './command.ts'

export const STRIPE_SYNC_HELP = `npm run stripe:sync -- [--dry-run | --check]

Brings every item, discount and tax into step with Stripe. Interrupted, it goes on where it was when it is run again, or the
shop does.

  --dry-run  only says what it would do
  --check    the same; ends with 1 where anything is out of step
`

const LOOK_EVERY_MS = 250

/**
 * `npm run stripe:sync`: brings every item, discount and tax into step. Interrupted, it goes on where it was when it
 * is run again, or the server's worker does. `--dry-run` prints what it would do; `--check` does too, and exits with
 * 1 where anything is out of step.
 */
export const stripeSync: Command = async ({ payload, options, signal, log }) => {
  const flags = { check: { type: 'boolean' }, 'dry-run': { type: 'boolean' } } as const
  const { values } = parseArgs({ args: [...options], options: flags })
  if (values.check || values['dry-run']) {
    const differences = await printPlan(payload, { signal, log })
    return values.check && differences > 0 ? 1 : 0
  }
  return syncAll(payload, { signal, log })
}

interface Surroundings {
  signal: AbortSignal
  log: (line: string) => void
}

async function printPlan(payload: BasePayload, { signal, log }: Surroundings): Promise<number> {
  let differences = 0
  let documents = 0
  for await (const { title, changes } of planBulk(payload)) {
    if (signal.aborted) break
    documents += 1
    differences += changes.length
    for (const { account, what } of changes) log(`${title} (${account}): ${what}`)
  }
  const seen = `${documents} documents checked`
  log(differences === 0 ? `${seen}, all in step.` : `${seen}, ${differences} changes to make.`)
  return differences
}

async function syncAll(payload: BasePayload, { signal, log }: Surroundings): Promise<number> {
  const bulk = await queueBulk(payload)
  log(`${bulk.total} documents to check`)
  const worker = startSyncWorker(payload)
  await showProgress(payload, bulk, { signal, log })
  await worker.stop()
  if (signal.aborted) {
    log('Stopped. Run it again to continue, or start the shop.')
    return 1
  }
  const failures = await listFailures(payload)
  for (const { title, account, reason } of failures) log(`${title} (${account}): ${reason}`)
  log(failures.length === 0 ? 'All in step.' : `${failures.length} could not be brought into step.`)
  return failures.length === 0 ? 0 : 1
}

async function showProgress(payload: BasePayload, bulk: Bulk, { signal, log }: Surroundings): Promise<void> {
  let shown = ''
  for (;;) {
    const { left, reason } = await readBulk(payload, bulk)
    const line = progressLine(bulk.total - left, bulk.total, left > 0 ? reason : null)
    if (line !== shown) show(line, log)
    shown = line
    if (left === 0 || signal.aborted) break
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
  }
  if (process.stdout.isTTY) process.stdout.write('\n')
}

function show(line: string, log: Surroundings['log']): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`)
  else log(line)
}

const BAR_WIDTH = 30

function progressLine(done: number, total: number, reason: string | null): string {
  const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH)
  const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.')
  return `[${bar}] ${done} of ${total}${reason === null ? '' : `  waiting: ${reason}`}`
}

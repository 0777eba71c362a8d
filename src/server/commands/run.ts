import { explain, listenToSignals, readFreeConfig } from '../main.ts'
import { openShop } from '../running-shop.ts'
import type { Command } from './command.ts'
import { STRIPE_RECONCILE_HELP, stripeReconcile } from './stripe-reconcile.ts'
import { STRIPE_REPLAY_HELP, stripeReplay } from './stripe-replay.ts'
import { STRIPE_SYNC_HELP, stripeSync } from './stripe-sync.ts'
import { OptionError } from './time-options.ts'
import { WORKER_HELP, worker } from './worker.ts'

const COMMANDS: Record<string, Command> = {
  worker,
  'stripe:sync': stripeSync,
  'stripe:reconcile': stripeReconcile,
  'stripe:replay': stripeReplay,
}

const HELP: Record<string, string> = {
  worker: WORKER_HELP,
  'stripe:sync': STRIPE_SYNC_HELP,
  'stripe:reconcile': STRIPE_RECONCILE_HELP,
  'stripe:replay': STRIPE_REPLAY_HELP,
}

/** Runs a command of package.json on the shop's database, and ends the process. */
export async function run(name: string, options: readonly string[]): Promise<never> {
  const stopping = new AbortController()
  listenToSignals(stopping)
  const { signal } = stopping
  try {
    const command = COMMANDS[name]
    if (!command) throw new Error(`There is no command ${name}.`)
    if (options.includes('--help')) {
      console.log(HELP[name])
      process.exit(0)
    }
    const { payload, close } = await openShop(await readFreeConfig(), { log: console.log, signal })
    const code = await command({ payload, options, signal, log: console.log }).finally(close)
    process.exit(code)
  } catch (error) {
    if (signal.aborted) process.exit(0)
    if (isOptionError(error)) console.error(`${error.message} See --help.`)
    else explain(error)
    process.exit(1)
  }
}

/** Ours, or one of `parseArgs`. */
function isOptionError(error: unknown): error is Error {
  if (error instanceof OptionError) return true
  return String((error as { code?: unknown } | null)?.code).startsWith('ERR_PARSE_ARGS_')
}

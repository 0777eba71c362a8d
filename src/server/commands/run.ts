import { explain, listenToSignals, readFreeConfig } from '../main.ts'
import { openShop } from '../running-shop.ts'
import type { Command } from './command.ts'
import { stripeSync } from './stripe-sync.ts'
import { worker } from './worker.ts'

const COMMANDS: Record<string, Command> = { worker, 'stripe:sync': stripeSync }

/** Runs a command of package.json on the shop's database, and ends the process. */
export async function run(name: string, options: readonly string[]): Promise<never> {
  const stopping = new AbortController()
  listenToSignals(stopping)
  const { signal } = stopping
  try {
    const command = COMMANDS[name]
    if (!command) throw new Error(`There is no command ${name}.`)
    const { payload, close } = await openShop(await readFreeConfig(), { log: console.log, signal })
    const code = await command({ payload, options, signal, log: console.log }).finally(close)
    process.exit(code)
  } catch (error) {
    if (signal.aborted) process.exit(0)
    explain(error)
    process.exit(1)
  }
}

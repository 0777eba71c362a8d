#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { HELP, readCommandLine } from './command-line.ts'
import type { StandInOptions } from './options.ts'
import { readPackageVersion } from './package-folder.ts'
import { createStandIn, StandInPortTakenError } from './server.ts'

/**
 * What a request makes lives until it is committed. By then it is an old object to V8, which lets those grow to four
 * times what is in use; collecting them sooner costs hardly any time and halves the memory.
 */
setFlagsFromString('--heap-growing-percent=40')
setFlagsFromString('--semi-space-growth-factor=1')

const command = readCommandLine(process.argv.slice(2), process.env)
if (command.name === 'help') console.log(HELP)
else if (command.name === 'version') console.log(readPackageVersion())
else if (command.name === 'refuse') {
  for (const problem of command.problems) console.error(problem)
  console.error('stripe-stand-in --help lists the options.')
  process.exitCode = 1
} else await start(command.options)

async function start(options: StandInOptions): Promise<void> {
  const standIn = await createStandIn({ ...options, log: (line) => console.error(line) }).catch(
    (error: unknown) => {
      // An address that this machine does not have, a folder that cannot be written: a message says it all.
      if (!(error instanceof StandInPortTakenError) && !(error as NodeJS.ErrnoException).code) throw error
      console.error((error as Error).message)
      process.exit(1)
    },
  )
  // In one piece: whoever waits for the keys may close the pipe behind them.
  console.log(
    [
      `The stand-in for Stripe answers at ${standIn.url}; no real money moves.`,
      options.dataDir ? `Data: ${options.dataDir}` : 'Data: forgotten at the end; --data FOLDER keeps it.',
      `Keys: ${standIn.accounts.map(({ secretKey }) => secretKey).join(', ')}`,
    ].join('\n'),
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void standIn.close().then(() => process.exit(0))
    })
  }
}

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createStandInApp } from './app.ts'
import { DEFAULT_ACCOUNTS, type StandInAccountOptions, type StandInOptions } from './options.ts'
import { startSteps } from './schedule.ts'
import { isCurrency } from './schema/currencies.ts'
import type { StandIn, StandInAccount } from './stand-in.ts'
import { openClock } from './store/clock.ts'
import { openDatabase } from './store/database.ts'
import { accountIdOf } from './store/ids.ts'
import { updateLayout } from './store/layout.ts'
import { Dispatcher } from './webhooks/dispatcher.ts'
import { presetEndpoints } from './webhooks/preset-endpoints.ts'

export interface RunningStandIn {
  /** Where it answers on this machine, without a slash at the end. */
  url: string
  port: number
  /** As they were given, or the default ones: their keys open the API. */
  accounts: readonly StandInAccountOptions[]
  /** Resolves when everything is written and the port is free. Webhooks that wait are kept with the rest. */
  close(): Promise<void>
}

/** The message says which port is taken, and what to do. */
export class StandInPortTakenError extends Error {
  override readonly name = 'StandInPortTakenError'
}

/**
 * Starts the stand-in for Stripe. Resolves once it listens.
 *
 * @throws StandInPortTakenError
 */
export async function createStandIn(options: StandInOptions = {}): Promise<RunningStandIn> {
  const { port: wantedPort = 0, host = '127.0.0.1', accounts = DEFAULT_ACCOUNTS, log = () => {} } = options
  const database = openDatabase(options.dataDir ?? null)
  const clock = openClock(database)
  const dispatcher = new Dispatcher({ database, clock, log })
  const standIn: StandIn = {
    database,
    clock,
    dispatcher,
    log,
    accounts: accounts.map(accountOf),
    publicUrl: (options.publicUrl ?? `http://localhost:${wantedPort}`).replace(/\/$/, ''),
    bankDebitDelaySeconds: options.bankDebitDelaySeconds ?? 10,
  }
  await updateLayout(
    database,
    standIn.accounts.map(({ id }) => id),
  )
  for (const [index, { endpoints = [] }] of accounts.entries()) {
    await presetEndpoints(standIn, standIn.accounts[index]!, endpoints)
  }
  const server = createServer(createStandInApp(standIn))
  // A browser or a shop that goes away in the middle of a call ends that call, not the stand-in.
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listen(server, { port: wantedPort, host, log }).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`
  // With a port picked by the system, only now is it known where browsers find it.
  if (wantedPort === 0) standIn.publicUrl = url
  for (const { id } of standIn.accounts) dispatcher.resume(id)
  const stopSteps = startSteps(standIn)

  return {
    url,
    port,
    accounts,
    async close() {
      await stopSteps()
      await dispatcher.close()
      await closeServer(server)
      await database.close()
    },
  }
}

function accountOf({
  name,
  secretKey,
  publishableKey,
  defaultCurrency = isCurrency(name) ? name : 'usd',
  country = defaultCurrency === 'eur' ? 'DE' : 'US',
  taxRounding = 'line',
}: StandInAccountOptions): StandInAccount {
  return { id: accountIdOf(name), name, secretKey, publishableKey, defaultCurrency, country, taxRounding }
}

function listen(
  server: Server,
  { port, host, log }: Required<Pick<StandInOptions, 'port' | 'host' | 'log'>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      const message = `Port ${port} is in use: the stand-in for Stripe needs another one. Set SANDBOX_PORT, or --port where you start it by itself.`
      reject(new StandInPortTakenError(message, { cause: error }))
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      server.on('error', (error) => log(`stand-in: ${String(error)}`))
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

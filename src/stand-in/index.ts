import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSandboxApp } from './app.ts'
import type { TaxRounding } from './resources/checkout/session-arithmetic.ts'
import { createEndpoint } from './resources/webhook-endpoints.ts'
import { beginWork, commitWork, type Sandbox, type SandboxAccount } from './sandbox.ts'
import { runDueSteps } from './schedule.ts'
import { openClock } from './store/clock.ts'
import { openDatabase } from './store/database.ts'
import { accountIdOf } from './store/ids.ts'
import { Dispatcher } from './webhooks/dispatcher.ts'

export interface SandboxOptions {
  /** 0 picks a free one. */
  port: number
  host: string
  /** Where browsers see it. */
  publicUrl: string
  /** Null keeps nothing after `close`, for tests. */
  dataDir: string | null
  accounts: {
    name: string
    secretKey: string
    publishableKey: string
    /** How tax is rounded: on each line (unless given), or on the total of each rate. */
    taxRounding?: TaxRounding
    /** Webhook endpoints that are there from the start, told apart by their URL. */
    endpoints?: { url: string; secret: string }[]
  }[]
  log?: (line: string) => void
  /** How long a bank debit is `processing`. 10 unless given. */
  bankDebitDelaySeconds?: number
}

export interface RunningSandbox {
  url: string
  port: number
  close(): Promise<void>
}

const STEP_MS = 2000

/**
 * Events that the endpoints given at start listen to: those about money. An endpoint for `*` would be told
 * of each product and price, too.
 */
const PRESET_EVENTS = [
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.funds_reinstated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.updated',
  'charge.failed',
  'charge.refunded',
  'charge.succeeded',
  'charge.updated',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'refund.created',
  'refund.failed',
  'refund.updated',
]

/** The message says which port is taken, and what to do. */
export class SandboxPortTakenError extends Error {
  override readonly name = 'SandboxPortTakenError'
}

/**
 * Starts the stand-in for Stripe. Resolves once it listens.
 *
 * @throws SandboxPortTakenError
 */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const log = options.log ?? (() => {})
  const database = openDatabase(options.dataDir)
  const clock = openClock(database)
  const dispatcher = new Dispatcher({ database, clock, log })
  const sandbox: Sandbox = {
    database,
    clock,
    dispatcher,
    log,
    accounts: options.accounts.map(toAccount),
    publicUrl: options.publicUrl.replace(/\/$/, ''),
    bankDebitDelaySeconds: options.bankDebitDelaySeconds ?? 10,
  }
  for (const [index, { endpoints = [] }] of options.accounts.entries()) {
    await presetEndpoints(sandbox, sandbox.accounts[index]!, endpoints)
  }
  const server = createServer(createSandboxApp(sandbox))
  // A browser or a shop that goes away in the middle of a call ends that call, not the sandbox.
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listen(server, options).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const url = `http://${options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host}:${port}`
  // With a port picked by the system, only now is it known where browsers find it.
  if (options.port === 0) sandbox.publicUrl = url
  for (const { id } of sandbox.accounts) dispatcher.resume(id)
  const stopSteps = startSteps(sandbox)

  return {
    url,
    port,
    async close() {
      await stopSteps()
      await dispatcher.close()
      await closeServer(server)
      await database.close()
    },
  }
}

function toAccount({
  name,
  secretKey,
  publishableKey,
  taxRounding = 'line',
}: SandboxOptions['accounts'][number]): SandboxAccount {
  const isEuropean = name === 'eur'
  return {
    id: accountIdOf(name),
    name,
    secretKey,
    publishableKey,
    taxRounding,
    defaultCurrency: isEuropean ? 'eur' : 'usd',
    country: isEuropean ? 'DE' : 'US',
  }
}

async function presetEndpoints(
  sandbox: Sandbox,
  account: SandboxAccount,
  endpoints: { url: string; secret: string }[],
): Promise<void> {
  const work = beginWork(sandbox, account)
  const existing = work.tx.list('webhook_endpoint', { limit: 100 })
  for (const { url, secret } of endpoints) {
    const same = existing.find(({ doc }) => doc.url === url)
    if (same)
      work.tx.replace(
        'webhook_endpoint',
        { ...same.doc, status: 'enabled', enabled_events: PRESET_EVENTS },
        { secret },
      )
    else createEndpoint(work, { url, enabled_events: PRESET_EVENTS }, secret)
  }
  await commitWork(sandbox, work)
}

function listen(server: Server, options: SandboxOptions): Promise<number> {
  const { port, host } = options
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      const message = `Port ${port} is in use: the stand-in for Stripe needs another one. Set SANDBOX_PORT.`
      reject(new SandboxPortTakenError(message, { cause: error }))
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      server.on('error', (error) => options.log?.(`sandbox: ${String(error)}`))
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Lets time pass; answers how to stop it. */
function startSteps(sandbox: Sandbox): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running
      .then(() => runDueSteps(sandbox))
      .catch((error: unknown) => sandbox.log(`sandbox: ${String(error)}`))
  }, STEP_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    return running
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

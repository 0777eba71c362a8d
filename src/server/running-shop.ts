import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { BasePayload } from 'payload'
import { startBackground } from 'payload-stripe-shop'
import { withLock } from 'payload-stripe-shop/operations'
import pg from 'pg'
import { createStandIn } from 'stripe-stand-in'
import { setCurrentConfig, settleConfig } from './config/settled-config.ts'
import type { SettledConfig, ShopConfig } from './config/shop-config.ts'
import { webhookUrl } from './config/webhook-url.ts'
import { seedDemoApart } from './demo/seed-process.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { ensureFirstAdmin } from './first-admin.ts'
import { keepSecret } from './kept-secrets.ts'
import { openPayload } from './payload-instance.ts'
import { serve } from './serving.ts'
import { StartError } from './start-error.ts'
import { startWebProcesses } from './web-processes/web-processes.ts'

export interface StartOptions {
  isDevelopment: boolean
  /** Told what is being done, one line each. */
  log: (line: string) => void
  /** Aborted when the process is told to stop before it has started. */
  signal: AbortSignal
}

export interface RunningShop {
  /** The demo's login, when it was made just now. */
  newLogin: { email: string; password: string } | null
  /** Finishes what is under way and closes everything, in the opposite order of its start. */
  stop(): Promise<void>
}

/** What has been started so far, to be closed in the opposite order. */
type Closers = (() => Promise<void>)[]

const DATABASE_PATIENCE_MS = 30_000
const DATABASE_RETRY_MS = 1_000

/** Starts everything, or leaves nothing running when a step fails. */
export async function startShop(config: ShopConfig, options: StartOptions): Promise<RunningShop> {
  const closers: Closers = []
  try {
    const newLogin = await startParts(config, options, closers)
    return { newLogin, stop: () => closeAll(closers) }
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

/** Payload on its database, and in the demo the stand-in for Stripe: all that a command needs, without the pages. */
export async function openShop(
  config: ShopConfig,
  options: Omit<StartOptions, 'isDevelopment'>,
): Promise<{ payload: BasePayload; close(): Promise<void> }> {
  const closers: Closers = []
  try {
    const { payload } = await openParts(config, options, closers)
    return { payload, close: () => closeAll(closers) }
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

async function openParts(
  config: ShopConfig,
  options: Omit<StartOptions, 'isDevelopment'>,
  closers: Closers,
): Promise<{ settled: SettledConfig; payload: BasePayload }> {
  const { signal } = options
  const settled = await startDatabase(config, options, closers)
  signal.throwIfAborted()
  setCurrentConfig(settled)
  await startStandIn(settled, options, closers)
  signal.throwIfAborted()
  const { payload, close } = await openPayload(settled)
  closers.push(close)
  signal.throwIfAborted()
  return { settled, payload }
}

async function startParts(
  config: ShopConfig,
  options: StartOptions,
  closers: Closers,
): Promise<RunningShop['newLogin']> {
  const { signal, isDevelopment } = options
  const { settled, payload } = await openParts(config, options, closers)
  const newLogin = await ensureFirstAdmin(payload, settled)
  if (settled.sandbox !== null) {
    await withLock(payload, 'demo', () =>
      seedDemoApart(payload, settled, () => options.log('Filling the demo with items and pictures')),
    )
  }
  signal.throwIfAborted()

  const serving =
    settled.processes > 1 && !isDevelopment
      ? await startWebProcesses(settled, { log: options.log, signal })
      : await serve(settled, { payload, isDevelopment })
  const background = startBackground(payload)
  closers.push(async () => {
    await Promise.all([serving.stop(), background.stop()])
  })
  return newLogin
}

async function startDatabase(
  config: ShopConfig,
  options: Omit<StartOptions, 'isDevelopment'>,
  closers: Closers,
): Promise<SettledConfig> {
  const { dataDir } = config
  if (config.databaseUrl !== null) {
    assert(config.payloadSecret !== null, 'readConfig asks for a secret along with DATABASE_URL')
    await reachDatabase(config.databaseUrl, options)
    return settleConfig(config, { databaseUrl: config.databaseUrl, payloadSecret: config.payloadSecret })
  }
  options.log('Starting PostgreSQL')
  const postgres = await startEmbeddedPostgres({ dataDir, log: options.log, address: config.publicUrl })
  closers.push(() => postgres.stop())
  const payloadSecret =
    config.payloadSecret ??
    (await keepSecret(path.join(dataDir, 'payload-secret'), () => randomBytes(32).toString('base64url')))
  return settleConfig(config, { databaseUrl: postgres.url, payloadSecret })
}

/** Waits for a database server that starts at the same time as the shop. */
async function reachDatabase(
  databaseUrl: string,
  { log, signal }: Omit<StartOptions, 'isDevelopment'>,
): Promise<void> {
  const deadline = Date.now() + DATABASE_PATIENCE_MS
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: DATABASE_RETRY_MS * 5,
    })
    try {
      await client.connect()
      return
    } catch (error) {
      const reason = (error as Error).message || (error as { code?: string }).code
      if (isLasting(error) || Date.now() > deadline) {
        throw new StartError(`The database of DATABASE_URL cannot be used: ${reason}`, { cause: error })
      }
      if (attempt === 1) log(`Waiting for the database: ${reason}`)
    } finally {
      await client.end().catch(() => {})
    }
    await setTimeout(DATABASE_RETRY_MS, undefined, { signal })
  }
}

/** PostgreSQL's classes 28 and 3D: wrong password or user, no such database. Waiting does not help. */
function isLasting(error: unknown): boolean {
  return /^(28|3D)/.test(String((error as { code?: unknown }).code))
}

async function startStandIn(
  config: SettledConfig,
  { log }: Pick<StartOptions, 'log'>,
  closers: Closers,
): Promise<void> {
  if (config.sandbox === null) return
  const { port, publicUrl } = config.sandbox
  const sandbox = await createStandIn({
    port,
    host: sandboxHost(config.host),
    publicUrl,
    dataDir: path.resolve(config.dataDir, 'sandbox'),
    accounts: config.accounts.map(({ name, secretKey, publishableKey, webhookSecrets }) => ({
      name,
      secretKey,
      publishableKey,
      endpoints: webhookSecrets.map((secret) => ({ url: webhookUrl(config, name), secret })),
    })),
    log,
  })
  closers.push(() => sandbox.close())
}

/** The shop itself calls the stand-in on 127.0.0.1, whatever else it listens on. */
function sandboxHost(host: string): string {
  if (['0.0.0.0', '::', '127.0.0.1'].includes(host)) return host
  return isIPv6(host) ? '::' : '0.0.0.0'
}

async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.reverse()) await close()
}

import { once } from 'node:events'
import path from 'node:path'
import { readConfig, readDataDir } from './config/environment.ts'
import { ConfigError, type ShopConfig } from './config/shop-config.ts'
import { DataFolderTakenError, findDataFolderOwner, hasEmbeddedDatabase } from './embedded-postgres.ts'
import { findDemoPasswordFile } from './first-admin.ts'
import { assertFree, PortError } from './ports.ts'
import { type RunningShop, startShop } from './running-shop.ts'
import { StartError } from './start-error.ts'
import { openStartLog, type StartLog } from './start-log.ts'

export interface MainOptions {
  isDevelopment: boolean
  /** Prepares what the shop needs, once nothing prevents a start. */
  prepare?: (log: (line: string) => void) => Promise<void>
}

/** Long enough for the slowest part; a part that hangs must not keep the process for ever. */
const STOP_TIMEOUT_MS = 15_000
/** npm passes on a signal that the terminal has already sent to the shop: one key press, two signals. */
const SAME_SIGNAL_MS = 100

/** The process of the shop: from its environment to its exit code. */
export async function main(options: MainOptions): Promise<void> {
  const stopping = new AbortController()
  listenToSignals(stopping)
  try {
    const config = await readyConfig()
    const log = openStartLog(config)
    for (const warning of config.warnings) log.warn(warning)
    await options.prepare?.(log.say)
    const shop = await startShop(config, {
      isDevelopment: options.isDevelopment,
      log: log.say,
      signal: stopping.signal,
    })
    await announce(config, { shop, log })
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort')
    await stop(shop, log)
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0)
    explain(error)
    process.exit(1)
  }
}

/** Checks everything that can prevent a start before anything is started. */
async function readyConfig(): Promise<ShopConfig> {
  const config = await readFreeConfig()
  const { port, host, sandbox } = config
  await assertFree([
    { variable: 'PORT', port, host },
    ...(sandbox === null ? [] : [{ variable: 'SANDBOX_PORT' as const, port: sandbox.port, host }]),
  ])
  return config
}

/** The environment's configuration. Throws where another process has the embedded database. */
export async function readFreeConfig(): Promise<ShopConfig> {
  const hasUsers = await hasEmbeddedDatabase(readDataDir(process.env))
  const config = readConfig(process.env, { hasUsers })
  const owner = config.databaseUrl === null ? await findDataFolderOwner(config.dataDir) : null
  if (owner !== null) throw new DataFolderTakenError(owner)
  return config
}

/** The first signal asks for an orderly end, a second one ends the process at once. */
export function listenToSignals(stopping: AbortController): void {
  let firstAt: number | null = null
  const onSignal = () => {
    if (firstAt === null) {
      firstAt = Date.now()
      stopping.abort()
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}

async function stop(shop: RunningShop, log: StartLog): Promise<never> {
  log.say('Stopping: finishing what is under way')
  setTimeout(() => {
    console.error('The shop did not close in time.')
    process.exit(1)
  }, STOP_TIMEOUT_MS)
  await shop.stop()
  log.say('Stopped')
  process.exit(0)
}

async function announce(
  { publicUrl, port, sandbox, dataDir }: ShopConfig,
  { shop: { newLogin }, log }: { shop: RunningShop; log: StartLog },
): Promise<void> {
  const lines = [`  Shop:        ${publicUrl}`, `  Admin panel: ${publicUrl}/admin`]
  if (new URL(publicUrl).port !== String(port)) lines.push(`  Listening:   port ${port}`)
  const passwordFile = await findDemoPasswordFile(dataDir)
  const kept = passwordFile && path.normalize(passwordFile)
  if (newLogin !== null) {
    lines.push(`  E-mail:      ${newLogin.email}`, `  Password:    ${newLogin.password}`)
    lines.push(`  (The password is shown only this once, and kept in ${kept}.)`)
  } else if (sandbox !== null && kept !== null) {
    lines.push(`  The login is the one shown at the first start; ${kept} has its password.`)
  }
  if (sandbox !== null)
    lines.push(`This is a demo: no real money moves. The stand-in for Stripe: ${sandbox.publicUrl}`)
  log.announce('The shop is open.', { lines, fields: { url: publicUrl, port } })
}

/** An operator's mistake is explained in words, anything else is shown with its stack. */
export function explain(error: unknown): void {
  if (error instanceof ConfigError) {
    const list = error.problems.map((problem) => `  - ${problem}`).join('\n')
    console.error(`The shop cannot start with this environment (.env.example explains it):\n${list}`)
  } else if (error instanceof DataFolderTakenError) {
    console.error(
      `The shop is already running in this folder: ${error.address}\nOnly one process can use the database in it: stop that one first.`,
    )
  } else if (error instanceof PortError || error instanceof StartError) {
    console.error(`The shop cannot start. ${error.message}`)
  } else {
    console.error('The shop cannot start.', error)
  }
}

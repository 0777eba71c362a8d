import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { waitFor } from '../../../support/wait-for.ts'

/** The shop's server in a process of its own, to be killed and started again. */
export interface ShopProcess {
  url: string
  pid: number
  /** Everything that a person at the terminal sees. */
  output: () => string
  /** Sends a signal, without waiting. */
  signal: (signal: NodeJS.Signals) => void
  /** The exit code, once the process has ended; null where a signal has ended it. */
  ended: Promise<number | null>
  /** Resolves once the shop takes requests. */
  ready: () => Promise<void>
}

export type ShopPorts = { PORT: string; SANDBOX_PORT: string }

const START_TIMEOUT_MS = 90_000
const processes = new Set<ShopProcess>()
const folders: string[] = []

/** `command` is one of package.json's with its options; the server itself where there is none. */
export function spawnShop(env: Record<string, string>, command: readonly string[] = []): ShopProcess {
  const child = spawn(
    process.execPath,
    ['--conditions=production', 'tests/integration/shop/lifecycle/shop-process.mjs', ...command],
    {
      env: { NODE_ENV: 'production', PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  const ended = once(child, 'close').then(([code]) => {
    processes.delete(shop)
    return code as number | null
  })
  const url = `http://127.0.0.1:${env.PORT}`
  const shop: ShopProcess = {
    url,
    pid: child.pid ?? 0,
    output: () => text,
    signal: (signal) => void child.kill(signal),
    ended,
    ready: async () => {
      await waitFor(
        () => {
          if (child.exitCode !== null) throw new Error(`The shop did not start:\n${text}`)
          return text.includes('The shop is open')
        },
        { timeoutMs: START_TIMEOUT_MS, what: 'The start of the shop' },
      )
    },
  }
  processes.add(shop)
  return shop
}

/** A folder for `DATA_DIR`, where PostgreSQL's own user can enter. */
export async function makeDataDir(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shop-lifecycle-'))
  await chmod(folder, 0o755)
  folders.push(folder)
  return folder
}

export async function findPorts(): Promise<ShopPorts> {
  const servers = [createServer().listen(0), createServer().listen(0)]
  await Promise.all(servers.map((server) => server.listening || once(server, 'listening')))
  const [port, sandboxPort] = servers.map((server) => String((server.address() as AddressInfo).port))
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return { PORT: port ?? '', SANDBOX_PORT: sandboxPort ?? '' }
}

/** The process number of a data folder's PostgreSQL; null when it is not running. */
export async function findPostgres(dataDir: string): Promise<number | null> {
  const lock = await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  return Number(lock.split('\n')[0]) || null
}

/** Ends whatever a test has left running, whether it passed or not. */
export async function cleanUp(): Promise<void> {
  for (const shop of [...processes]) {
    shop.signal('SIGTERM')
    await shop.ended
  }
  for (const folder of folders) {
    const postgres = await findPostgres(folder)
    if (postgres !== null && isRunning(postgres)) {
      process.kill(postgres, 'SIGQUIT')
      await waitFor(() => !isRunning(postgres), { what: 'The end of PostgreSQL' })
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

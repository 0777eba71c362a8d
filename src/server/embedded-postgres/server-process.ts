import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { type Identity, runAs } from './identity.ts'
import { probeServer, type Server } from './probe.ts'

export interface Cluster {
  dataFolder: string
  logFile: string
  binaries: Binaries
  identity: Identity | null
  /** Further settings of PostgreSQL, such as `{ fsync: 'off' }` for tests. */
  settings: Record<string, string>
  log: (line: string) => void
}

/** Recovery after a crash replays at most what was written since the last checkpoint. */
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_SECONDS = 20
const POLL_MS = 25
const RETRY_MS = 200
const IMPOSSIBLE_PID = 2 ** 31 - 1
const LOG_FILE_BYTES = 5 * 1024 * 1024

/** The children of a killed server end a moment after it; until then its memory is still in use. */
const PASSING_FAILURE =
  /pre-existing shared memory block|lock file "[^"]*" (already exists|is empty)|[Aa]ddress already in use|could not bind/

/**
 * Returns the server of this data folder: the one already running, orphaned by a killed process, or a new one.
 * It outlives this process, so that a killed shop leaves a database that goes on to its end undisturbed.
 * @param port the port to keep; null picks a free one
 * @throws Error with an explanation and the end of PostgreSQL's log
 */
export async function ensureServer(cluster: Cluster, port: number | null = null): Promise<Server> {
  const deadline = Date.now() + START_TIMEOUT_MS
  let attempt: Attempt | null = null
  while (Date.now() < deadline) {
    const probe = await probeServer(cluster.dataFolder)
    if (probe.state === 'up') return probe.server
    if (probe.state === 'foreign') await disownLock(cluster.dataFolder)
    if (probe.state !== 'busy' && (attempt === null || attempt.hasEnded())) {
      if (attempt !== null) await judgeFailure(attempt)
      attempt = await launch(cluster, port ?? (await freePort()))
    }
    await setTimeout(POLL_MS)
  }
  throw new Error(`The embedded PostgreSQL did not come up. Its log: ${cluster.logFile}`)
}

/** Ends the server in an orderly way: no new connections, running transactions rolled back, everything on disk. */
export async function stopServer({ binaries, identity, dataFolder }: Cluster): Promise<void> {
  const wanted = [
    'stop',
    '--mode=fast',
    '--silent',
    `--timeout=${STOP_TIMEOUT_SECONDS}`,
    `--pgdata=${dataFolder}`,
  ]
  const { command, args, options } = runAs(identity, binaries.pgCtl, wanted)
  await promisify(execFile)(command, args, { ...options, cwd: dataFolder })
}

/**
 * Puts a number that no process can have into the pid file. Deleting the file would take from PostgreSQL the only
 * way to see that children of the dead server still have its memory open.
 */
async function disownLock(dataFolder: string): Promise<void> {
  const file = path.join(dataFolder, 'postmaster.pid')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/^\d+/, String(IMPOSSIBLE_PID)))
}

interface Attempt {
  hasEnded(): boolean
  /** What PostgreSQL has written into its log since this attempt began. */
  readOutput(): Promise<string>
}

async function launch(cluster: Cluster, port: number): Promise<Attempt> {
  const { dataFolder, logFile } = cluster
  const written = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  )
  const isFull = written > LOG_FILE_BYTES
  const file = await open(logFile, isFull ? 'w' : 'a', 0o600)
  const { command, args, options } = runAs(
    cluster.identity,
    cluster.binaries.postgres,
    serverArguments(cluster, port),
  )
  let child: ChildProcess
  try {
    child = spawn(command, args, {
      ...options,
      cwd: dataFolder,
      detached: true,
      stdio: ['ignore', file.fd, file.fd],
    })
  } finally {
    await file.close()
  }
  let failure: Error | null = null
  child.on('error', (error) => {
    failure = error
  })
  child.unref()
  return {
    hasEnded: () => failure !== null || child.exitCode !== null || child.signalCode !== null,
    async readOutput() {
      if (failure !== null) return failure.message
      const text = await readFile(logFile)
      return text.subarray(isFull ? 0 : written).toString('utf8')
    },
  }
}

async function judgeFailure(attempt: Attempt): Promise<void> {
  const output = await attempt.readOutput()
  if (output !== '' && !PASSING_FAILURE.test(output)) {
    throw new Error(
      `The embedded PostgreSQL does not start:\n${output.trim().split('\n').slice(-5).join('\n')}`,
    )
  }
  await setTimeout(RETRY_MS)
}

function serverArguments({ dataFolder, settings }: Cluster, port: number): string[] {
  const all = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '50',
    // Pages of a database on a laptop's or a server's SSD are read in any order at nearly the same price.
    random_page_cost: '1.1',
    cluster_name: 'shop',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    ...settings,
  }
  return ['-D', dataFolder, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => {
    server.close(resolve)
  })
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.')
  return address.port
}

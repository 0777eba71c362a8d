import { execFile } from 'node:child_process'
import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { readPassword, SUPERUSER } from './cluster.ts'

export interface Server {
  pid: number
  port: number
  password: string
}

/**
 * `up` takes connections. `busy` is starting, recovering or stopping: wait. `down` is gone, or was never there.
 * `foreign` is a left-over pid file whose number belongs to another program by now, or to a process that is dead
 * but not buried, as happens in containers.
 */
export type Probe = { state: 'up'; server: Server } | { state: 'busy' | 'down' | 'foreign' }

const CONNECT_TIMEOUT_MS = 2_000
/** What PostgreSQL answers while it starts, recovers or stops, and when all its places are taken. */
const BUSY_CODES = ['57P03', '53300']

/** Judged by a connection: the process number alone proves nothing once numbers come round again. */
export async function probeServer(dataFolder: string): Promise<Probe> {
  const password = await readPassword(dataFolder)
  const lock = await readLock(dataFolder)
  if (password === null || lock === null) return { state: 'down' }
  const server = { ...lock, password }
  const client = clientFor(server)
  try {
    await client.connect()
    const { rows } = await client.query('show data_directory')
    const isOurs = rows[0]?.data_directory === (await realpath(dataFolder))
    return isOurs ? { state: 'up', server } : { state: 'down' }
  } catch (error) {
    const code = String((error as { code?: unknown }).code)
    if (BUSY_CODES.includes(code)) return { state: 'busy' }
    return judgeSilence(lock.pid)
  } finally {
    await client.end().catch(() => {})
  }
}

export function clientFor(
  server: Server,
  options: { database?: string; applicationName?: string } = {},
): pg.Client {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    user: SUPERUSER,
    password: server.password,
    database: options.database ?? 'postgres',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    ...(options.applicationName === undefined ? {} : { application_name: options.applicationName }),
  })
  // A lost connection shows where it is used; without a listener it would end the process.
  client.on('error', () => {})
  return client
}

/** The first lines of postmaster.pid: process, data folder, start time, port. */
async function readLock(dataFolder: string): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(path.join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port] = text.split('\n')
  return pid ? { pid: Number(pid), port: Number(port ?? 0) } : null
}

/** Nothing answers: is the server still starting, or dead? */
async function judgeSilence(pid: number): Promise<Probe> {
  const name = process.platform === 'linux' ? await nameOnLinux(pid) : await nameByPs(pid)
  if (name === null) return { state: 'down' }
  return /postgres/.test(name) ? { state: 'busy' } : { state: 'foreign' }
}

/** Null when there is no such process. One that is dead but not yet buried has no name. */
async function nameOnLinux(pid: number): Promise<string | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null)
  if (status === null) return null
  return /^State:\s*Z/m.test(status) ? '' : (/^Name:\s*(.+)$/m.exec(status)?.[1] ?? '')
}

async function nameByPs(pid: number): Promise<string | null> {
  const ps = promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)])
  return ps.then(({ stdout }) => stdout.trim() || null).catch(() => null)
}

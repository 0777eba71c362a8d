import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { findBinaries } from './embedded-postgres/binaries.ts'
import { createCluster, readPassword, SUPERUSER } from './embedded-postgres/cluster.ts'
import { findIdentity } from './embedded-postgres/identity.ts'
import { clientFor, probeServer, type Server } from './embedded-postgres/probe.ts'
import { type Cluster, ensureServer, stopServer } from './embedded-postgres/server-process.ts'

export interface EmbeddedPostgresOptions {
  /** The server's files go into its sub-folder `postgres`. */
  dataDir: string
  log: (line: string) => void
  /** Where this process can be found; shown to whoever starts another on the same data folder. */
  address?: string
  /** Further settings of PostgreSQL, such as `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>
}

export interface EmbeddedPostgres {
  url: string
  stop(): Promise<void>
}

/** Another process uses the data folder already. */
export class DataFolderTakenError extends Error {
  override readonly name = 'DataFolderTakenError'
  readonly address: string
  constructor(address: string) {
    super(`Another process uses this data folder: ${address}`)
    this.address = address
  }
}

const DATABASE = 'shop'
/** An advisory lock of the database `postgres`, which nothing else uses. */
const OWNER_LOCK = 1
/** A killed owner's lock goes when the server notices the closed connection. */
const LOCK_ATTEMPTS = 5
const RETRY_MS = 200

/**
 * Starts PostgreSQL out of the npm package in `dataDir`, or adopts the one that a killed process has left there,
 * and starts it again whenever it ends by itself. Its address stays the same as long as this process lives.
 * @throws DataFolderTakenError
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await prepareCluster(options)
  const server = await ensureServer(cluster)
  const address = options.address ?? `process ${process.pid}`
  const owner = await takeOwnership(server, address)
  await createDatabase(server)
  const stopWatching = watch(cluster, { server, owner, address })
  const password = encodeURIComponent(server.password)
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${server.port}/${DATABASE}`,
    async stop() {
      await stopWatching()
      await stopServer(cluster)
    },
  }
}

/** The address of the process that uses the data folder right now, or null. */
export async function findDataFolderOwner(dataDir: string): Promise<string | null> {
  const probe = await probeServer(dataFolderOf(dataDir))
  if (probe.state !== 'up') return null
  const client = clientFor(probe.server)
  try {
    await client.connect()
    return await readOwner(client)
  } finally {
    await client.end()
  }
}

/** Whether there is a database yet; a new one has no users. */
export async function hasEmbeddedDatabase(dataDir: string): Promise<boolean> {
  return (await readPassword(dataFolderOf(dataDir))) !== null
}

function dataFolderOf(dataDir: string): string {
  return path.resolve(dataDir, 'postgres')
}

async function prepareCluster({ dataDir, log, settings = {} }: EmbeddedPostgresOptions): Promise<Cluster> {
  const dataFolder = dataFolderOf(dataDir)
  await mkdir(path.dirname(dataFolder), { recursive: true })
  const binaries = await findBinaries()
  const identity = await findIdentity({ dataFolder, program: binaries.postgres })
  if ((await readPassword(dataFolder)) === null) {
    log('Creating the database')
    await createCluster(dataFolder, { binaries, identity })
  }
  const logFile = path.join(path.dirname(dataFolder), 'postgres.log')
  return { dataFolder, logFile, binaries, identity, settings, log }
}

/** The lock lives and dies with the connection, and so with this process: nothing is left to clean up. */
async function takeOwnership(server: Server, address: string): Promise<pg.Client> {
  const client = clientFor(server, { applicationName: address })
  await client.connect()
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt += 1) {
    if (await lock(client)) return client
    await setTimeout(RETRY_MS)
  }
  const owner = await readOwner(client)
  await client.end()
  throw new DataFolderTakenError(owner ?? 'unknown')
}

async function lock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as locked', [OWNER_LOCK])
  return rows[0]?.locked === true
}

async function readOwner(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query(
    `select application_name as address from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and objid = $1 and granted`,
    [OWNER_LOCK],
  )
  return rows[0]?.address ?? null
}

async function createDatabase(server: Server): Promise<void> {
  const client = clientFor(server)
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

/**
 * Brings the server back whenever the owner's connection breaks.
 * @returns what ends the watch
 */
function watch(
  cluster: Cluster,
  { server, owner, address }: { server: Server; owner: pg.Client; address: string },
): () => Promise<void> {
  let isStopping = false
  let client = owner
  const endWithProcess = () => interrupt(server.pid)

  async function revive(): Promise<void> {
    while (!isStopping) {
      try {
        cluster.log('The embedded PostgreSQL has stopped; starting it again')
        const revived = await ensureServer(cluster, server.port)
        server.pid = revived.pid
        client = clientFor(revived, { applicationName: address })
        await client.connect()
        await lock(client)
        client.once('end', revive)
        return
      } catch (error) {
        cluster.log(`The embedded PostgreSQL could not be restarted: ${(error as Error).message}`)
        await setTimeout(RETRY_MS)
      }
    }
  }

  client.once('end', revive)
  process.once('exit', endWithProcess)
  return async () => {
    isStopping = true
    process.off('exit', endWithProcess)
    await client.end().catch(() => {})
  }
}

/** A process that exits in a hurry cannot wait for the server's end, but can ask for it. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    // It has ended already.
  }
}

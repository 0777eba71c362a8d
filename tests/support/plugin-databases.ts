import { randomUUID } from 'node:crypto'
import type { MongooseAdapter } from '@payloadcms/db-mongodb'
import type { Payload } from 'payload'
import pg from 'pg'
import { type RunningMongodb, startMongodb } from './mongodb.ts'
import { createPlainDatabase } from './plain-database.ts'

/** A database that the plugin's own suite runs on. */
export interface PluginDatabase {
  name: string
  /** Makes an empty database and answers its address. */
  create(): Promise<string>
  /** Takes away what transactions are open, as a lost connection does. */
  endTransactions(payload: Payload, databaseUrl: string): Promise<void>
  /** Before its Payload is closed. */
  drop(payload: Payload): Promise<void>
  stop(): Promise<void>
}

/** PostgreSQL always, MongoDB where a server can be had; says so where none can. */
export async function openDatabases(): Promise<PluginDatabase[]> {
  const server = await startMongodb()
  if ('url' in server) return [postgres, mongodbOn(server)]
  process.stderr.write(`skipped: the plugin on MongoDB, because ${server.skipped}\n`)
  return [postgres]
}

const postgres: PluginDatabase = {
  name: 'PostgreSQL',
  create: createPlainDatabase,
  endTransactions: async (_, databaseUrl) => {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where state = 'idle in transaction' and datname = current_database()`,
    )
    await client.end()
  },
  // It goes with the run's server.
  drop: async () => {},
  stop: async () => {},
}

const mongodbOn = (server: RunningMongodb): PluginDatabase => ({
  name: 'MongoDB',
  create: async () => server.url(`test_${randomUUID().replaceAll('-', '')}`),
  endTransactions: async (payload) => {
    const { connection, sessions } = mongoOf(payload)
    const killSessions = Object.values(sessions).map(({ id }) => ({ id: id?.id }))
    await connection.db?.admin().command({ killSessions })
  },
  drop: async (payload) => mongoOf(payload).connection.dropDatabase(),
  stop: () => server.stop(),
})

function mongoOf(payload: Payload): MongooseAdapter {
  return payload.db as unknown as MongooseAdapter
}

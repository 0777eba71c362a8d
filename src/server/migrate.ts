import type { Migration, Payload } from 'payload'
import pg from 'pg'
import { migrations } from '../migrations/index.ts'

/** Any number that nothing else of ours locks. */
const MIGRATION_LOCK = 20_240_117

/**
 * Brings the database to this version's tables. Several processes may start at once on one database: the
 * others wait, on a connection of its own, and find nothing left to do.
 */
export async function migrate(payload: Payload, databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await payload.db.migrate({ migrations: migrations as unknown as Migration[] })
  } finally {
    await client.end()
  }
}

import type { BasePayload, Migration } from 'payload'
import { leaseConnection } from 'payload-stripe-shop/postgres'
import pg from 'pg'
import { migrations } from '../migrations/index.ts'

/** An arbitrary number that nothing else of ours locks. */
const MIGRATION_LOCK = 20_240_117

/**
 * Brings the database to this version's tables. Several processes may start at once on one database: the
 * others wait, each on a connection of its own, and find nothing left to do. One that is frozen in the middle of it loses
 * its turn, and PostgreSQL ends its transaction.
 * @throws Error when a migration is not recorded afterwards: Payload does not tell of a failed commit
 */
export async function migrate(payload: BasePayload, databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  // What goes wrong is told by the next query; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  let lease: { end(): void } | null = null
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    lease = await leaseConnection(client)
    await payload.db.migrate({ migrations: migrations as unknown as Migration[] })
    const { rows } = await client.query<{ name: string }>('select name from payload_migrations')
    const done = new Set(rows.map(({ name }) => name))
    const missing = migrations.filter(({ name }) => !done.has(name))
    if (missing.length > 0) throw new Error(`Not migrated: ${missing.map(({ name }) => name).join(', ')}`)
  } finally {
    lease?.end()
    await client.end()
  }
}

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { getPayload } from 'payload'
import { createPayloadConfig } from '../../payload.config.ts'
import { readConfig } from '../../src/server/config/environment.ts'
import { settleConfig } from '../../src/server/config/settled-config.ts'
import { closePool } from '../../src/server/database-pool.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/server/embedded-postgres.ts'
import { migrate } from '../../src/server/migrations.ts'

/** Nothing here outlives the run, so nothing waits for a disk. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

/** One PostgreSQL for the whole run. Its database `shop` is migrated once; each test file copies it. */
export async function startTestDatabase(): Promise<{ stop(): Promise<void> }> {
  const { url, stop } = await startMigratedPostgres(SETTINGS)
  process.env.TEST_DATABASE_URL = url
  return { stop }
}

/** A PostgreSQL of its own, whose database is migrated; it is started again whenever it ends. */
export async function startMigratedPostgres(
  settings: Record<string, string>,
): Promise<EmbeddedPostgres & { dataDir: string }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'shop-test-'))
  // PostgreSQL refuses to run as root and runs as somebody else then, who has to get in here.
  await chmod(dataDir, 0o755)
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {}, settings })
  await migrateTemplate(postgres.url)
  return {
    url: postgres.url,
    dataDir,
    stop: async () => {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function migrateTemplate(databaseUrl: string): Promise<void> {
  const config = settleConfig(readConfig({ STRIPE_SANDBOX: 'true' }), {
    databaseUrl,
    payloadSecret: 'template',
  })
  // Each test database is an installation of its own.
  const payload = await getPayload({
    config: await createPayloadConfig(config),
    key: databaseUrl,
    disableOnInit: true,
  })
  await migrate(payload, databaseUrl)
  await payload.destroy()
  await closePool(payload)
}

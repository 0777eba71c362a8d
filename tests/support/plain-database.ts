import { randomUUID } from 'node:crypto'
import { postgresAdapter } from '@payloadcms/db-postgres'
import { getPayload } from 'payload'
import { closePool, resilientPg } from '../../src/server/database-pool.ts'
import { copyDatabase, prepareTemplate } from './databases.ts'
import { plainConfig } from './plain-payload.ts'

/**
 * A database with the tables of a plain project that has the plugin, which are not the shop's: its catalogue is in one language.
 * Answers its address.
 */
export const createPlainDatabase = async (): Promise<string> =>
  copyDatabase(await prepareTemplate('plain', pushTables))

async function pushTables(databaseUrl: string): Promise<void> {
  const pool = { connectionString: databaseUrl }
  const account = { name: 'eur', currency: null, isDefault: true, secretKey: 'sk', publishableKey: 'pk' }
  const config = await plainConfig(postgresAdapter({ pool, pg: resilientPg, push: true }), {
    accounts: [{ ...account, webhookSecrets: [] }],
    currencies: ['eur'],
    publicUrl: 'https://shop.example',
  })
  const forced = process.env.PAYLOAD_FORCE_DRIZZLE_PUSH
  process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'
  // Each copy is an installation of its own.
  const payload = await getPayload({ config, key: randomUUID(), disableOnInit: true })
  if (forced === undefined) delete process.env.PAYLOAD_FORCE_DRIZZLE_PUSH
  await payload.destroy()
  await closePool(payload)
}

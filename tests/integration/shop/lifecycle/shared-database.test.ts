import { randomUUID } from 'node:crypto'
import { jest } from '@jest/globals'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../../src/server/embedded-postgres.ts'
import { waitFor } from '../../../support/wait-for.ts'
import {
  cleanUp,
  findPorts,
  findPostgres,
  isRunning,
  makeDataDir,
  type ShopProcess,
  spawnShop,
} from './shop-process.ts'

// Whole processes start here, and a busy machine takes its time.
jest.setTimeout(120_000)

/** A PostgreSQL that belongs to no shop, as DATABASE_URL names one. */
describe('shops on a database server of their own', () => {
  let postgres: EmbeddedPostgres
  let postgresDir: string

  beforeAll(async () => {
    postgresDir = await makeDataDir()
    postgres = await startEmbeddedPostgres({ dataDir: postgresDir, log: () => {} })
  })
  afterAll(async () => {
    await postgres.stop()
    await cleanUp()
  })

  it('migrates, makes the first administrator and the demo once when two processes start at once', async () => {
    const databaseUrl = await createEmptyDatabase()
    const shops = [await spawnOn(databaseUrl), await spawnOn(databaseUrl)]
    await Promise.all(shops.map((shop) => shop.ready()))
    expect(await read(databaseUrl, 'select email, role from users')).toEqual([
      { email: 'owner@shop.example', role: 'admin' },
    ])
    const migrations = await read(databaseUrl, 'select name from payload_migrations')
    expect(new Set(migrations.map(({ name }) => name)).size).toBe(migrations.length)
    expect(await read(databaseUrl, 'select name from items group by name having count(*) > 1')).toEqual([])
    const bought = await Promise.all(shops.map((shop) => fetch(`${shop.url}/buy/1`)))
    expect(bought.map(({ status }) => status)).toEqual([200, 200])
    // What tells these orders from another installation's: the first of both has made it for both.
    expect(await read(databaseUrl, 'select key from shop_installation')).toHaveLength(1)
  })

  it('goes on when PostgreSQL is restarted under it', async () => {
    const shop = await spawnOn(await createEmptyDatabase())
    await shop.ready()
    const before = (await findPostgres(postgresDir)) ?? 0
    process.kill(before, 'SIGINT')
    await waitFor(() => !isRunning(before))
    await waitFor(async () => (await fetch(`${shop.url}/readyz`)).ok, { timeoutMs: 20_000 })
    expect((await findPostgres(postgresDir)) ?? 0).not.toBe(before)
    expect((await fetch(`${shop.url}/buy/1`)).status).toBe(200)
    shop.signal('SIGTERM')
    expect(await shop.ended).toBe(0)
  })

  it('refuses to start while there is no administrator and none is configured', async () => {
    const keys = Object.entries({
      SECRET_KEY: 'sk_test_1',
      PUBLISHABLE_KEY: 'pk_test_1',
      WEBHOOK_SECRET: 'whsec_1',
    })
    const shop = await spawnOn(await createEmptyDatabase(), {
      ...Object.fromEntries(keys.map(([name, value]) => [`STRIPE_${name}`, value])),
      STRIPE_SANDBOX: 'false',
      ADMIN_EMAIL: '',
      ADMIN_PASSWORD: '',
    })
    expect(await shop.ended).toBe(1)
    expect(shop.output()).toContain('ADMIN_EMAIL and ADMIN_PASSWORD must be set')
  })

  it('says what is wrong with the address of the database', async () => {
    const wrong = new URL(postgres.url)
    wrong.pathname = '/no_such_database'
    const shop = await spawnOn(wrong.href)
    expect(await shop.ended).toBe(1)
    expect(shop.output()).toContain('DATABASE_URL')
    expect(shop.output()).toContain('"no_such_database" does not exist')
  })

  async function spawnOn(databaseUrl: string, env: Record<string, string> = {}): Promise<ShopProcess> {
    return spawnShop({
      ...(await findPorts()),
      DATA_DIR: await makeDataDir(),
      DATABASE_URL: databaseUrl,
      PAYLOAD_SECRET: 'a secret of the tests, long enough for any rule',
      STRIPE_SANDBOX: 'true',
      ADMIN_EMAIL: 'owner@shop.example',
      ADMIN_PASSWORD: 'a long password',
      ...env,
    })
  }

  async function createEmptyDatabase(): Promise<string> {
    const url = new URL(postgres.url)
    const name = `shop_${randomUUID().replaceAll('-', '')}`
    await read(url.href, `create database ${name}`)
    url.pathname = `/${name}`
    return url.href
  }
})

async function read(databaseUrl: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

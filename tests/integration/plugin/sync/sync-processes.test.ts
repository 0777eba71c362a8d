import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals'
import { createTestDatabase } from '../../../support/databases.ts'
import { type StripeRelay, startRelay } from '../../../support/stripe-relay.ts'
import {
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../../support/test-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'
import {
  cleanUp,
  findPorts,
  makeDataDir,
  type ShopProcess,
  spawnShop,
} from '../../shop/lifecycle/shop-process.ts'

// Whole processes start here, and calls are paced as Stripe wants them.
jest.setTimeout(180_000)

const OWNER = { email: 'owner@shop.example', password: 'a long password' }

let sandbox: TestSandbox
let relay: StripeRelay
/** Writes and reads the database; the processes beside it do the syncing. */
let shop: TestShop
let env: Record<string, string>

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  const databaseUrl = await createTestDatabase()
  shop = await startTestShop({ databaseUrl, stripe: { sandbox, apiBase: relay.url } })
  env = {
    DATA_DIR: await makeDataDir(),
    DATABASE_URL: databaseUrl,
    PAYLOAD_SECRET: 'a secret of the tests, long enough for any rule',
    STRIPE_API_BASE: relay.url,
    STRIPE_SECRET_KEY: 'sk_test_sandbox_eur',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox_eur',
    STRIPE_WEBHOOK_SECRET: 'whsec_of_the_tests',
    ADMIN_EMAIL: OWNER.email,
    ADMIN_PASSWORD: OWNER.password,
  }
})
afterEach(cleanUp)
afterAll(async () => {
  await shop?.close()
  await relay?.close()
  await sandbox?.close()
})

const products = async () => {
  const all = await shop.stripe().products.list({ active: true, limit: 100 })
  return all.data
}
const activePrices = async (product: string) => {
  const { data } = await shop.stripe().prices.list({ product, active: true })
  return data.map(({ unit_amount }) => unit_amount)
}
const jobsLeft = async () => Number((await shop.sql('select count(*) from payload_jobs'))[0].count)

it('comes into step, with no object twice, though it is killed in the middle of a bulk sync again and again', async () => {
  const names = Array.from({ length: 40 }, (_, number) => `Plate ${number}`)
  for (const name of names) await shop.createItem({ name })
  await shop.sql('delete from payload_jobs')
  for (const reached of [5, 15, 25]) {
    const bulk = spawnShop(env, ['stripe:sync'])
    await waitFor(async () => (await products()).length >= reached, {
      timeoutMs: 60_000,
      what: `Product ${reached}`,
    })
    bulk.signal('SIGKILL')
    await bulk.ended
    expect(await jobsLeft()).toBeGreaterThan(0)
  }
  const last = spawnShop(env, ['stripe:sync'])
  expect(await last.ended).toBe(0)
  expect(last.output()).toContain('All in step.')

  const made = await products()
  expect(made.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
  for (const { id } of made) expect(await activePrices(id)).toEqual([1000])
  const check = spawnShop(env, ['stripe:sync', '--check'])
  expect(await check.ended).toBe(0)
})

it('applies every one of 500 edits that two processes take, and makes no call twice', async () => {
  const items = await Promise.all(
    Array.from({ length: 50 }, (_, number) => shop.createItem({ name: `Cup ${number}` })),
  )
  const shops = await Promise.all([1, 2].map(async () => spawnShop({ ...env, ...(await findPorts()) })))
  await Promise.all(shops.map((process) => process.ready()))
  relay.calls.length = 0
  const editors = [await logIn(shops[0]!), await logIn(shops[1]!)]
  for (let round = 1; round <= 10; round += 1) {
    await Promise.all(
      items.map(({ id }, index) => editors[(index + round) % 2]!.setPrice(id, 1000 + index * 100 + round)),
    )
  }
  await waitFor(async () => (await jobsLeft()) === 0, { timeoutMs: 120_000, what: 'The last job' })

  const rows = await shop.sql("select * from stripe_sync where kind = 'items'")
  for (const [index, { id }] of items.entries()) {
    const row = rows.find(({ document }) => document === String(id))
    expect(row).toMatchObject({ status: 'synced', terms: `${1000 + index * 100 + 10} eur` })
    expect(await activePrices(row.object_id)).toEqual([1000 + index * 100 + 10])
  }
  const priceKeys = relay.calls
    .filter(({ method, path }) => method === 'POST' && path === '/v1/prices')
    .map(({ idempotencyKey }) => idempotencyKey)
  expect(new Set(priceKeys).size).toBe(priceKeys.length)
  for (const process of shops) process.signal('SIGTERM')
  expect(await Promise.all(shops.map(({ ended }) => ended))).toEqual([0, 0])
})

async function logIn({ url }: ShopProcess) {
  const send = async (method: string, path: string, body: unknown, authorization = '') => {
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) }
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const { token } = (await send('POST', '/api/users/login', OWNER)) as { token: string }
  return {
    setPrice: (id: number, price: number) => send('PATCH', `/api/items/${id}`, { price }, `JWT ${token}`),
  }
}

import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals'
import { withLockIfFree } from '../../../src/plugin/database/database.ts'
import { createTestDatabase } from '../../support/databases.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'
import { cleanUp, makeDataDir, spawnShop } from '../shop/lifecycle/shop-process.ts'

// A lease is waited for here, and whole processes start.
jest.setTimeout(120_000)

/** A frozen holder's turn is over by then: the lease, and some time for a busy machine. */
const TAKEN_OVER_MS = 30_000

let sandbox: TestSandbox
let relay: StripeRelay
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
    ADMIN_EMAIL: 'owner@shop.example',
    ADMIN_PASSWORD: 'a long password',
  }
})
afterEach(cleanUp)
afterAll(async () => {
  await shop?.close()
  await relay?.close()
  await sandbox?.close()
})

const pricesOf = async (name: string) => {
  const products = (await shop.stripe().products.list({ active: true, limit: 100 })).data
  const product = products.find((one) => one.name === name)
  if (!product) return []
  const { data } = await shop.stripe().prices.list({ product: product.id, active: true })
  return data.map(({ unit_amount: amount }) => amount)
}

it('lets another process sync what a frozen one has begun, which writes nothing when it goes on', async () => {
  const first = spawnShop(env, ['worker'])
  await waitFor(() => first.output().includes('keeps Stripe in step'), {
    timeoutMs: 60_000,
    what: 'The first worker',
  })
  let isFrozen = false
  relay.watch = async ({ method, path }) => {
    if (method !== 'POST' || path !== '/v1/products' || isFrozen) return
    // In the middle of what it does, with the turn in its hands.
    isFrozen = true
    first.signal('SIGSTOP')
  }
  const { id } = await shop.createItem({ name: 'Frozen mug', price: 1000 })
  await waitFor(() => isFrozen, { timeoutMs: 20_000, what: 'The freeze' })
  const second = spawnShop(env, ['worker'])
  await shop.payload.update({ collection: 'items', id, data: { price: 1200 } })
  await waitFor(async () => String(await pricesOf('Frozen mug')) === '1200', {
    timeoutMs: TAKEN_OVER_MS + 30_000,
    what: 'The second worker',
  })
  relay.calls.length = 0
  first.signal('SIGCONT')
  await waitFor(() => first.output().includes('another one has taken its turn'), {
    timeoutMs: 20_000,
    what: 'The first worker',
  })
  expect(relay.calls.filter(({ method }) => method === 'POST')).toEqual([])
  expect(await pricesOf('Frozen mug')).toEqual([1200])
  relay.watch = null
  second.signal('SIGTERM')
  await second.ended
  // Whoever was frozen takes his turn again.
  await shop.payload.update({ collection: 'items', id, data: { price: 1300 } })
  await waitFor(async () => String(await pricesOf('Frozen mug')) === '1300', {
    timeoutMs: 30_000,
    what: 'The first worker again',
  })
})

it('keeps the turn of a process that works for longer than a lease', async () => {
  const other = await startTestShop({ databaseUrl: shop.config.databaseUrl, stripe: { sandbox } })
  let [isHeld, isDone] = [false, false]
  const working = withLockIfFree(shop.payload, 'long work', async (turn) => {
    isHeld = true
    await waitFor(() => isDone, { timeoutMs: 60_000 })
    return turn.isHeld()
  })
  await waitFor(() => isHeld)
  const until = Date.now() + 20_000
  while (Date.now() < until) {
    expect(await withLockIfFree(other.payload, 'long work', async () => 'taken')).toBeUndefined()
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  isDone = true
  expect(await working).toBe(true)
  expect(await withLockIfFree(other.payload, 'long work', async () => 'taken')).toBe('taken')
  await other.close()
})

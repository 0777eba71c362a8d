import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import type { Payload } from 'payload'
import Stripe from 'stripe'
import type { StripeShopOptions } from '../../../../src/plugin/index.ts'
import { buyItem } from '../../../../src/plugin/shop/payments/item-purchase.ts'
import { stripeSync } from '../../../../src/server/commands/stripe-sync.ts'
import { createStandIn } from '../../../../src/stand-in/index.ts'
import { createPlainDatabase } from '../../../support/plain-database.ts'
import { type PlainPayload, startPlainPayload } from '../../../support/plain-payload.ts'
import type { TestSandbox } from '../../../support/test-shop.ts'

/** Two keys of one account, another account, and one with a key for real money. */
const KEYS = {
  first: 'sk_test_first',
  rolled: 'sk_test_rolled',
  second: 'sk_test_second',
  live: ['sk', 'live', 'x'].join('_'),
}
type Key = keyof typeof KEYS

let sandbox: TestSandbox
let databaseUrl: string
let project: PlainPayload | undefined

beforeAll(async () => {
  const names: Record<Key, string> = { first: 'one', rolled: 'one', second: 'two', live: 'one for real' }
  sandbox = await createStandIn({
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1',
    dataDir: null,
    accounts: Object.entries(KEYS).map(([key, secretKey]) => ({
      name: names[key as Key],
      secretKey,
      publishableKey: secretKey.replace('sk_', 'pk_'),
    })),
  })
  databaseUrl = await createPlainDatabase()
})
afterEach(async () => {
  await project?.close()
  project = undefined
})
afterAll(() => sandbox?.close())

const account = (key: Key, name = 'default'): StripeShopOptions['accounts'][number] => ({
  name,
  currency: name === 'default' ? null : name,
  isDefault: name === 'default',
  secretKey: KEYS[key],
  publishableKey: KEYS[key].replace('sk_', 'pk_'),
  webhookSecrets: [],
})

/** The same project as it is started with other keys, brought into step as an operator does. */
async function startWith(...accounts: StripeShopOptions['accounts'][number][]): Promise<Payload> {
  await project?.close()
  project = await startPlainPayload({
    databaseUrl,
    options: (publicUrl) => ({ accounts, currencies: ['eur'], publicUrl, stripeApiBase: sandbox.url }),
  })
  return project.payload
}

async function sync(payload: Payload): Promise<void> {
  const { signal } = new AbortController()
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  const code = await stripeSync({ payload, options: [], signal, log })
  expect([code, lines.at(-1)]).toEqual([0, 'All in step.'])
}

const stripe = (key: Key) =>
  new Stripe(KEYS[key], { host: '127.0.0.1', port: sandbox.port, protocol: 'http' })
const products = async (key: Key) => (await stripe(key).products.list({ active: true })).data
const taxRates = async (key: Key) => (await stripe(key).taxRates.list({ active: true })).data
const buy = (payload: Payload, itemId: number) =>
  buyItem(payload, { itemId, quantity: 1, flow: 'hosted', buyerKey: null })

let item: number

it('makes in one account what was saved', async () => {
  const payload = await startWith(account('first'))
  const data = { name: 'Mug', price: 1000, currency: 'eur', _status: 'published' } as const
  item = (await payload.create({ collection: 'items', data })).id
  const tax = { displayName: 'USt', percentage: 19, inclusive: true, appliesByDefault: true }
  await payload.create({ collection: 'taxes', data: tax })
  await sync(payload)
  expect([(await products('first')).length, (await taxRates('first')).length]).toEqual([1, 1])
})

it('makes nothing anew when the key is rolled', async () => {
  const payload = await startWith(account('rolled'))
  const before = [await products('first'), await taxRates('first')]
  await sync(payload)
  expect([await products('rolled'), await taxRates('rolled')]).toEqual(before)
})

it('does everything once where two names are one account', async () => {
  const payload = await startWith(account('first'), account('rolled', 'eur'))
  const before = [await products('first'), await taxRates('first')]
  await sync(payload)
  expect([await products('rolled'), await taxRates('rolled')]).toEqual(before)
})

it.each([['second'], ['live']] as const)(
  'makes new objects in the account of another key (%s), sells with them, and leaves the others alone',
  async (key) => {
    const payload = await startWith(account(key))
    const before = await products('first')
    await sync(payload)
    expect(await products('first')).toEqual(before)
    const [product] = await products(key)
    expect(product).toMatchObject({ name: 'Mug', metadata: { itemId: String(item) } })
    const started = await buy(payload, item)
    const session = await stripe(key).checkout.sessions.retrieve(
      String('sessionId' in started && started.sessionId),
      {
        expand: ['line_items.data.price'],
      },
    )
    const [line] = session.line_items?.data ?? []
    expect(line?.price?.product).toBe(product?.id)
    expect((await taxRates(key)).length).toBe(1)
  },
)

it('finds its objects again when it comes back', async () => {
  const payload = await startWith(account('first'))
  const before = await products('first')
  await sync(payload)
  expect(await products('first')).toEqual(before)
})

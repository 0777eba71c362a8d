import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { multiTenantPlugin } from '@payloadcms/plugin-multi-tenant'
import type { CollectionConfig, Plugin } from 'payload'
import { users } from '../../../../src/server/users/users.ts'
import { createEmptyDatabase } from '../../../support/databases.ts'
import { payByCard } from '../../../support/payment-page.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

const tenants: CollectionConfig = {
  slug: 'tenants',
  access: { read: () => true },
  fields: [{ name: 'name', type: 'text' }],
}

const tenancy: Plugin = multiTenantPlugin({
  collections: { items: {}, orders: {}, discounts: {}, taxes: {} },
  userHasAccessToAllTenants: (user) => user?.role === 'admin',
})

let sandbox: TestSandbox
let shop: PluginShop

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startPluginShop(
    { create: createEmptyDatabase },
    {
      sandbox,
      more: { orderData: ({ items }) => ({ tenant: items[0]?.tenant }) },
      host: {
        postgres: { push: true },
        config: { collections: [users({ isHttps: false }), tenants] },
        plugins: (ours) => [ours, tenancy],
      },
    },
  )
}, 60_000)

afterAll(async () => {
  await shop?.close()
  await sandbox?.close()
})

it('gives what shoppers order to the tenant of what they buy', async () => {
  const [one, other] = [
    await shop.create('tenants', { name: 'one' }),
    await shop.create('tenants', { name: 'other' }),
  ]
  const support = await shop.create('users', {
    email: 'support@shop.example',
    password: 'a long password',
    role: 'support',
    tenants: [{ tenant: one.id }],
  })
  const { json } = await shop.send('POST', '/api/users/login', {
    email: support.email,
    password: 'a long password',
  })
  const staff = { authorization: `JWT ${json.token}` }
  const bought: Record<string, unknown> = {}
  for (const tenant of [one, other]) {
    const { id } = await shop.createItem({ tenant: tenant.id })
    bought[tenant.name] = (await shop.buy(id)).orderId
    expect(await shop.order(bought[tenant.name] as number)).toMatchObject({ tenant: tenant.id })
  }
  const seen = await shop.send('GET', '/api/orders?depth=0', undefined, staff)
  expect(seen.json.docs.map(({ id }: { id: number }) => id)).toEqual([bought.one])
})

/** Two tenants with an item each, and somebody of the first one's staff. */
async function twoTenants(name: string) {
  const [own, foreign] = [
    await shop.create('tenants', { name: `${name}, own` }),
    await shop.create('tenants', { name: `${name}, foreign` }),
  ]
  const login = { email: `${name}@shop.example`, password: 'a long password' }
  await shop.create('users', { ...login, role: 'support', tenants: [{ tenant: own.id }] })
  const { json } = await shop.send('POST', '/api/users/login', login)
  const [mine, theirs] = [
    await shop.createItem({ tenant: own.id }),
    await shop.createItem({ tenant: foreign.id }),
  ]
  const staff = { authorization: `JWT ${json.token}` }
  return { own, foreign, mine, theirs, staff }
}

it('keeps what another tenant sells, takes off or levies out of an order of staff', async () => {
  const { own, foreign, mine, theirs, staff } = await twoTenants('orders')
  const made = await Promise.all(
    [own, foreign].map(async ({ id: tenant }) => ({
      discount: (await shop.create('discounts', { name: 'Ten', percentOff: 10, duration: 'once', tenant }))
        .id,
      tax: (await shop.create('taxes', { displayName: 'VAT', percentage: 19, inclusive: true, tenant })).id,
    })),
  )
  const [usual, other] = made as [(typeof made)[0], (typeof made)[0]]
  const draft = ({ item = mine.id, discount = usual.discount, tax = usual.tax, tenant = own.id }) => ({
    lines: [{ item, quantity: 1 }],
    discount,
    taxes: [tax],
    tenant,
  })
  const post = (path: string, data: object) => shop.send('POST', `/api/orders${path}`, data, staff)
  const kept = await post('?depth=0', draft({}))
  expect([kept.status, kept.json.doc?.total]).toEqual([201, 900])
  expect((await post('/preview', draft({}))).json.total).toBe(900)
  for (const wrong of [
    { item: theirs.id },
    { discount: other.discount },
    { tax: other.tax },
    { item: theirs.id, discount: other.discount, tax: other.tax, tenant: foreign.id },
  ])
    expect([
      wrong,
      (await post('', draft(wrong))).status,
      (await post('/preview', draft(wrong))).status,
    ]).toEqual([wrong, 400, 400])
  const { id, lines } = kept.json.doc
  const change = { lines: [...lines, { item: theirs.id, quantity: 1 }] }
  expect((await shop.send('PATCH', `/api/orders/${id}`, change, staff)).status).toBe(400)
  expect((await shop.send('PATCH', `/api/orders/${id}`, { lines, note: 'gift' }, staff)).status).toBe(200)
  expect((await shop.send('GET', `/api/shop/orders/${id}`, undefined, staff)).json.lines).toHaveLength(1)
})

it('keeps another tenant’s orders, payments and money from staff', async () => {
  const { mine, theirs, staff } = await twoTenants('money')
  const open = { mine: await shop.buy(mine.id), theirs: await shop.buy(theirs.id) }
  const paid = { mine: await shop.buy(mine.id), theirs: await shop.buy(theirs.id) }
  for (const { url, orderId } of Object.values(paid)) {
    await payByCard(url)
    await waitFor(async () => (await shop.order(orderId)).status === 'paid', {
      what: 'paid',
      timeoutMs: 20_000,
    })
  }
  const statusOf = async (method: string, path: string) =>
    (await shop.send(method, path, method === 'GET' ? undefined : {}, staff)).status
  for (const [whose, status] of [
    ['mine', 200],
    ['theirs', 404],
  ] as const) {
    const seen = [
      await statusOf('GET', `/api/orders/${paid[whose].orderId}`),
      await statusOf('GET', `/api/shop/orders/${paid[whose].orderId}`),
      await statusOf('POST', `/api/shop/orders/${open[whose].orderId}/pay`),
      await statusOf('POST', `/api/orders/${paid[whose].orderId}/refund`),
    ]
    expect([whose, seen]).toEqual([whose, [status, status, status, status]])
  }
  const { search } = new URL(paid.theirs.returnUrl)
  const asShopper = await shop.send(
    'GET',
    `/api/shop/orders/${paid.theirs.orderId}${search}`,
    undefined,
    staff,
  )
  expect([asShopper.status, asShopper.json.amountRefunded]).toEqual([200, 0])

  const ordersOf = async (item: number) => {
    const { json } = await shop.send('GET', `/api/shop/by_order/${item}`, undefined, staff)
    return json.orders.map(({ id }: { id: number }) => id)
  }
  expect(await ordersOf(theirs.id)).toEqual([])
  expect(await ordersOf(mine.id)).toEqual([paid.mine.orderId, open.mine.orderId])

  for (const collection of ['payments', 'refunds', 'order-history']) {
    const { json } = await shop.send('GET', `/api/${collection}?depth=0&limit=100`, undefined, staff)
    const orders = new Set(json.docs.map(({ order }: { order: number }) => order))
    expect([collection, orders.has(paid.mine.orderId)]).toEqual([collection, true])
    expect([collection, orders.has(paid.theirs.orderId)]).toEqual([collection, false])
  }
  // These tell of documents that nobody could be asked after.
  for (const collection of ['stripe-events', 'stripe-sync'])
    expect([collection, await statusOf('GET', `/api/${collection}`)]).toEqual([collection, 403])
  expect(await statusOf('GET', `/api/stripe-sync/items/${mine.id}`)).toBe(200)
  expect(await statusOf('GET', `/api/stripe-sync/items/${theirs.id}`)).toBe(404)
})

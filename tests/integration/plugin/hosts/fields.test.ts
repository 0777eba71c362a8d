import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Access, CollectionConfig, CollectionSlug, Field, Where } from 'payload'
import type { Overrides } from '../../../../src/plugin/collections/overrides.ts'
import type { StripeShopOptions } from '../../../../src/plugin/index.ts'
import { buyCart } from '../../../../src/plugin/shop/cart/cart-purchase.ts'
import { users } from '../../../../src/server/users/users.ts'
import { createEmptyDatabase } from '../../../support/databases.ts'
import { openHostDatabases } from '../../../support/host-databases.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'
import { playPurchases } from './purchase-script.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

const tenants: CollectionConfig = { slug: 'tenants', fields: [{ name: 'name', type: 'text' }] }
const tenant: Field = {
  name: 'tenant',
  type: 'relationship',
  relationTo: 'tenants' as CollectionSlug,
  index: true,
}

/** As a plugin for several tenants has it: what has one is shown to those alone who name it. */
const readOwnTenant: Access = ({ req }) => {
  if (req.user) return true
  const wanted = req.headers?.get('x-tenant')
  const own: Where = wanted ? { 'tenant.name': { equals: wanted } } : { tenant: { exists: false } }
  return { and: [{ _status: { equals: 'published' } }, own] }
}

/** What staff may choose for a line, by a rule of the project's in place of the shop's. */
const withChoice = (fields: readonly Field[]): Field[] =>
  fields.map((field) => {
    if ('name' in field && field.name === 'item' && field.type === 'relationship')
      return { ...field, filterOptions: { name: { not_equals: 'Not for orders' } } }
    if (field.type === 'tabs')
      return { ...field, tabs: field.tabs.map((tab) => ({ ...tab, fields: withChoice(tab.fields) })) }
    return 'fields' in field ? ({ ...field, fields: withChoice(field.fields) } as Field) : field
  })

const overrides: Overrides = {
  items: (items) => ({
    ...items,
    fields: [...items.fields, tenant],
    access: { ...items.access, read: readOwnTenant },
  }),
  orders: (orders) => ({
    ...orders,
    fields: [
      ...withChoice(orders.fields),
      tenant,
      { name: 'channel', type: 'select', options: ['web', 'till'], required: true, defaultValue: 'web' },
      { name: 'points', type: 'number', required: true, defaultValue: async () => 7 },
      { name: 'nickname', type: 'text' },
    ],
  }),
  payments: (payments) => ({
    ...payments,
    fields: [
      ...payments.fields,
      { name: 'madeBy', type: 'text', required: true, defaultValue: () => 'shopper' },
    ],
  }),
}

const orderData: StripeShopOptions['orderData'] = ({ items }) => ({ tenant: items[0]?.tenant })

let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await startTestSandbox()
})

afterAll(() => sandbox.close())

const DATABASES = await openHostDatabases()

describe.each(DATABASES)('A project on $name with fields and rules of its own', (database) => {
  let shop: PluginShop
  let mine: number | string
  let item: number | string

  beforeAll(async () => {
    shop = await startPluginShop(database, {
      sandbox,
      more: { overrides, orderData },
      host: {
        postgres: { push: true },
        config: { collections: [users({ isHttps: false }), tenants] },
      },
    })
    await playPurchases(shop)
    mine = (await shop.create('tenants', { name: 'mine' })).id
    item = (await shop.createItem({ tenant: mine })).id
  }, 60_000)

  afterAll(() => shop.close())

  const buy = (headers: Record<string, string>) =>
    shop.send('POST', `/api/shop/buy/${item}`, undefined, headers)

  it('sells nobody what he may not read', async () => {
    expect((await buy({})).status).toBe(404)
    expect((await buy({ 'x-tenant': 'other' })).status).toBe(404)
    expect((await buy({ 'x-tenant': 'mine' })).status).toBe(200)
  })

  it('lets staff choose for an order what the project offers, and never a draft', async () => {
    const support = await shop.signIn('support')
    const order = async (data: Record<string, unknown>) => {
      const { id } = await shop.createItem(data)
      const lines = [{ item: id, quantity: 1 }]
      return (await shop.send('POST', '/api/orders', { lines }, support)).status
    }
    expect(await order({ name: 'For orders' })).toBe(201)
    expect(await order({ name: 'Not for orders' })).toBe(400)
    expect(await order({ name: 'For orders', _status: 'draft' })).toBe(400)
  })

  it('has its fields in what shoppers order', async () => {
    const { json } = await buy({ 'x-tenant': 'mine' })
    const filled = { tenant: mine, channel: 'web', points: 7 }
    expect(await shop.order(json.orderId)).toMatchObject(filled)
    expect(await shop.find('payments', { order: { equals: json.orderId } })).toMatchObject([
      { madeBy: 'shopper' },
    ])
    const wanted = {
      flow: 'hosted' as const,
      buyerKey: null,
      cancelPath: '/cart',
      shownTotal: null,
      cart: { lines: [{ item, quantity: 1 }], code: null, orderId: null },
    }
    await expect(buyCart(shop.payload, wanted)).rejects.toThrow('no longer sold')
    const headers = new Headers({ 'x-tenant': 'mine' })
    const { orderId } = await buyCart(shop.payload, { ...wanted, buyer: { headers } })
    expect(await shop.order(orderId)).toMatchObject(filled)
    expect(await shop.find('payments', { order: { equals: orderId } })).toMatchObject([{ madeBy: 'shopper' }])
  })
})

describe('A project with a required field that nobody fills in', () => {
  const required: Field = { name: 'tenant', type: 'text', required: true }
  const start = (more: Partial<StripeShopOptions>) =>
    startPluginShop({ create: createEmptyDatabase }, { sandbox, more, host: { postgres: { push: true } } })
  const adding = (collection: CollectionConfig) => ({
    ...collection,
    fields: [...collection.fields, required],
  })

  it('does not start, and says which', async () => {
    await expect(start({ overrides: { orders: adding } })).rejects.toThrow(
      /^stripeShop: orders have the required field "tenant".*orderData/,
    )
    await expect(start({ overrides: { payments: adding } })).rejects.toThrow(
      /^stripeShop: payments have the required field "tenant"/,
    )
  })

  it('starts where orderData answers it', async () => {
    const shop = await start({ overrides: { orders: adding }, orderData: () => ({ tenant: 'all' }) })
    try {
      const { id } = await shop.createItem()
      const { orderId } = await shop.buy(id)
      expect(await shop.order(orderId)).toMatchObject({ tenant: 'all' })
    } finally {
      await shop.close()
    }
  })
})

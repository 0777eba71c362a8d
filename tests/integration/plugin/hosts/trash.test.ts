import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CollectionConfig } from 'payload'
import type { Overrides } from '../../../../src/plugin/collections/overrides.ts'
import { runSyncQueue } from '../../../../src/plugin/shop/sync/worker.ts'
import { openHostDatabases } from '../../../support/host-databases.ts'
import { payByCard } from '../../../support/payment-page.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { playPurchases } from './purchase-script.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

const withTrash = (collection: CollectionConfig): CollectionConfig => ({ ...collection, trash: true })
const overrides: Overrides = {
  items: withTrash,
  orders: withTrash,
  discounts: withTrash,
  taxes: withTrash,
}
const withoutDrafts: Overrides = {
  items: (items) => ({ ...items, versions: false, trash: true }),
}

let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await startTestSandbox()
})

afterAll(() => sandbox.close())

const DATABASES = await openHostDatabases()

type Id = number | string
const now = () => new Date().toISOString()

describe.each(DATABASES)('A project on $name with a trash', (database) => {
  let shop: PluginShop
  let admin: Record<string, string>

  const write = async (method: string, path: string, data: object) => {
    const { status, json, text } = await shop.send(method, `/api/${path}`, data, admin)
    if (status > 299) throw new Error(`${path}: ${text}`)
    return json.doc
  }
  const discard = (path: string) => write('PATCH', path, { deletedAt: now() })
  const restore = (path: string) => write('PATCH', `${path}?trash=true`, { deletedAt: null })
  const buy = (item: Id) => shop.send('POST', `/api/shop/buy/${item}`)
  const pay = (order: Id) => shop.send('POST', `/api/shop/orders/${order}/pay`, undefined, admin)
  const sync = () => runSyncQueue(shop.payload, new AbortController())
  const isSold = async (item: Id) => {
    const { data } = await shop.stripe.products.list({ limit: 100 })
    // The others are those of sessions that were started while there was none.
    const own = data.find(({ metadata }) => metadata.itemId === String(item) && metadata.installation)
    return own?.active
  }

  beforeAll(async () => {
    shop = await startPluginShop(database, {
      sandbox,
      more: { overrides },
      host: { postgres: { push: true } },
    })
    await playPurchases(shop)
    const login = { email: 'admin@shop.example', password: 'a long password' }
    const { json } = await shop.send('POST', '/api/users/login', login)
    admin = { authorization: `JWT ${json.token}` }
    await shop.payload.delete({ collection: 'taxes', where: {} })
  }, 60_000)

  afterAll(() => shop.close())

  it('sells no item that is in it, and sells a restored one', async () => {
    const { id } = await shop.createItem()
    await sync()
    expect(await isSold(id)).toBe(true)
    await discard(`items/${id}`)
    expect((await buy(id)).status).toBe(404)
    expect((await shop.send('GET', `/api/items/${id}`)).status).toBe(404)
    const order = await shop.send('POST', '/api/orders', { lines: [{ item: id, quantity: 1 }] }, admin)
    expect(order.status).toBe(400)
    await sync()
    expect(await isSold(id)).toBe(false)
    await restore(`items/${id}`)
    expect((await buy(id)).status).toBe(200)
    await sync()
    expect(await isSold(id)).toBe(true)
  })

  it('saves what staff write into an order with an item, a discount and a tax that are in it', async () => {
    const item = await shop.createItem()
    const discount = await write('POST', 'discounts', { name: 'Ten', percentOff: 10, duration: 'once' })
    const tax = await write('POST', 'taxes', { displayName: 'USt', percentage: 19, inclusive: true })
    const lines = [{ item: item.id, quantity: 1 }]
    const { id } = await write('POST', 'orders', { lines, discount: discount.id, taxes: [tax.id] })
    const { json } = await pay(id)
    await payByCard(json.url)
    await waitFor(async () => (await shop.order(id)).status === 'paid', { what: 'paid', timeoutMs: 15_000 })
    for (const path of [`items/${item.id}`, `discounts/${discount.id}`, `taxes/${tax.id}`])
      await discard(path)
    expect(await write('PATCH', `orders/${id}`, { note: 'gift' })).toMatchObject({ note: 'gift' })
    const read = await shop.send('GET', `/api/shop/orders/${id}`, undefined, admin)
    expect(read.json).toMatchObject({
      status: 'paid',
      lines: [{ item: item.id, name: 'Mug' }],
      discount: { id: discount.id, amount: 100 },
      taxes: [{ id: tax.id, displayName: 'USt' }],
      total: 900,
    })
  })

  it('grants no discount that is in it, and gives its code to another', async () => {
    const data = { percentOff: 10, duration: 'once', code: 'SPRING' }
    const name = `First on ${database.name}`
    const first = await write('POST', 'discounts', { ...data, name })
    const { id: item } = await shop.createItem()
    const { id: order } = await write('POST', 'orders', {
      lines: [{ item, quantity: 1 }],
      discount: first.id,
    })
    await sync()
    const coupons = async () =>
      (await shop.stripe.coupons.list({ limit: 100 })).data.map((coupon) => coupon.name)
    expect(await coupons()).toContain(name)
    await discard(`discounts/${first.id}`)
    expect((await pay(order)).status).toBe(409)
    const second = await write('POST', 'discounts', { ...data, name: 'Second' })
    await sync()
    expect(await coupons()).not.toContain(name)
    const taken = await shop.send(
      'PATCH',
      `/api/discounts/${first.id}?trash=true`,
      { deletedAt: null },
      admin,
    )
    expect([taken.status, taken.text]).toEqual([400, expect.stringContaining('Second')])
    await discard(`discounts/${second.id}`)
    await restore(`discounts/${first.id}`)
    await sync()
    expect(await coupons()).toContain(name)
    expect((await pay(order)).status).toBe(200)
  })

  it('charges no tax that is in it', async () => {
    const taxes: Id[] = []
    for (const percentage of [1, 2, 3, 4, 5]) {
      const data = { displayName: 'USt', percentage, inclusive: false, appliesByDefault: true }
      taxes.push((await write('POST', 'taxes', data)).id)
    }
    const { id: item } = await shop.createItem()
    const total = async () => (await shop.order((await buy(item)).json.orderId)).total
    expect(await total()).toBe(1150)
    await sync()
    await discard(`taxes/${taxes[4]}`)
    expect(await total()).toBe(1100)
    await sync()
    const rate = async () => {
      const { data } = await shop.stripe.taxRates.list({ limit: 100 })
      return data.find(({ metadata }) => metadata?.taxId === String(taxes[4]))?.active
    }
    expect(await rate()).toBe(false)
    const sixth = { displayName: 'USt', percentage: 6, inclusive: false, appliesByDefault: true }
    const { id } = await write('POST', 'taxes', sixth)
    const full = await shop.send('PATCH', `/api/taxes/${taxes[4]}?trash=true`, { deletedAt: null }, admin)
    expect(full.status).toBe(400)
    await discard(`taxes/${id}`)
    await restore(`taxes/${taxes[4]}`)
    await sync()
    expect(await rate()).toBe(true)
    await shop.payload.delete({ collection: 'taxes', where: {} })
  })

  it('takes drafts of orders, which nobody pays there, and no order that was paid', async () => {
    const { id: item } = await shop.createItem()
    const draft = await write('POST', 'orders', { lines: [{ item, quantity: 1 }] })
    await discard(`orders/${draft.id}`)
    expect((await pay(draft.id)).status).toBe(404)
    expect((await shop.send('GET', `/api/shop/orders/${draft.id}`, undefined, admin)).status).toBe(404)
    await restore(`orders/${draft.id}`)
    expect((await pay(draft.id)).status).toBe(200)
    const refused = await shop.send('PATCH', `/api/orders/${draft.id}`, { deletedAt: now() }, admin)
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('deletedAt')])
  })
})

describe.each(DATABASES)('A project on $name whose items have no drafts', (database) => {
  it('sells, and shows strangers what it sells', async () => {
    const shop = await startPluginShop(database, {
      sandbox,
      more: { overrides: withoutDrafts },
      host: { postgres: { push: true } },
    })
    try {
      await playPurchases(shop)
      const { id } = await shop.create('items', { name: 'Plain', price: 700, currency: 'eur' })
      expect(
        (await shop.send('GET', '/api/items')).json.docs.map(({ name }: { name: string }) => name),
      ).toEqual(['Plain'])
      await shop.payload.update({ collection: 'items', id, data: { deletedAt: now() } as never })
      expect((await shop.send('GET', '/api/items')).json.docs).toEqual([])
      expect((await shop.send('POST', `/api/shop/buy/${id}`)).status).toBe(404)
    } finally {
      await shop.close()
    }
  })
})

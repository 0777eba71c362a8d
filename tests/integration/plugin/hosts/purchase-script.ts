import { expect } from '@jest/globals'
import type { Id } from '../../../../src/plugin/shop/records.ts'
import { startSyncWorker } from '../../../../src/plugin/shop/sync/worker.ts'
import { payByCard } from '../../../support/payment-page.ts'
import type { PluginShop } from '../../../support/plugin-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'

/** What shoppers and staff do with a shop, from the first item to what is left of it. Expects it to go well. */
export async function playPurchases(shop: PluginShop): Promise<void> {
  const admin = await shop.signIn('admin')
  const catalogue = await fillCatalogue(shop, admin)
  const bought = await buyTwo(shop, catalogue)
  await refundInParts(shop, { order: bought, admin })
  const ordered = await sellByStaff(shop, { ...catalogue, admin })
  const orders = [ordered, bought]
  await expectLookUps(shop, { ...catalogue, orders, admin })
  await expectInStripe(shop, catalogue)
  expect((await shop.send('DELETE', `/api/items/${catalogue.item}`, undefined, admin)).status).toBe(200)
  await expectLookUps(shop, { ...catalogue, orders, admin })
  expect((await shop.send('POST', `/api/shop/buy/${catalogue.item}`)).status).toBe(404)
}

type Staff = Record<string, string>
type Catalogue = { item: Id; discount: Id; tax: Id }

async function fillCatalogue(shop: PluginShop, admin: Staff): Promise<Catalogue> {
  const create = async (collection: string, data: object): Promise<Id> => {
    const { status, json, text } = await shop.send('POST', `/api/${collection}`, data, admin)
    if (status !== 201) throw new Error(`${collection}: ${text}`)
    return json.doc.id
  }
  const item = { name: 'Mug', price: 1000, currency: 'eur', stock: 5, _status: 'published' }
  const tax = { displayName: 'USt', percentage: 19, inclusive: false, appliesByDefault: true }
  return {
    item: await create('items', item),
    discount: await create('discounts', { name: 'Ten off', percentOff: 10, duration: 'once' }),
    tax: await create('taxes', tax),
  }
}

async function buyTwo(shop: PluginShop, { item, tax }: Catalogue): Promise<Id> {
  const { status, json, text } = await shop.send('POST', `/api/shop/buy/${item}?quantity=2`)
  if (status !== 200) throw new Error(text)
  await payByCard(json.url)
  await becomes(shop, json.orderId, 'paid')
  expect(await shop.stock(item)).toBe(3)
  expect(await shop.moves(json.orderId)).toEqual(['open', 'open → paid'])
  const { search } = new URL(json.returnUrl)
  expect((await shop.send('GET', `/api/shop/orders/${json.orderId}${search}`)).json).toMatchObject({
    id: json.orderId,
    review: null,
    lines: [{ item, name: 'Mug', quantity: 2, unitAmount: 1000, amount: 2000 }],
    taxes: [{ id: tax, displayName: 'USt', percentage: 19, amount: 380 }],
    total: 2380,
  })
  return json.orderId
}

async function refundInParts(shop: PluginShop, { order, admin }: { order: Id; admin: Staff }): Promise<void> {
  const refund = (body: object) => shop.send('POST', `/api/orders/${order}/refund`, body, admin)
  expect((await refund({ amount: 500 })).json).toMatchObject({
    status: 'partially_refunded',
    amountRefunded: 500,
  })
  expect((await refund({})).json).toMatchObject({ status: 'refunded', amountRefunded: 2380 })
  expect(await shop.find('refunds', { order: { equals: order } })).toHaveLength(2)
}

async function sellByStaff(
  shop: PluginShop,
  { item, discount, tax, admin }: Catalogue & { admin: Staff },
): Promise<Id> {
  const data = { lines: [{ item, quantity: 1 }], discount, taxes: [tax] }
  const draft = await shop.send('POST', '/api/orders', data, admin)
  if (draft.status !== 201) throw new Error(draft.text)
  const { id } = draft.json.doc
  const started = await shop.send('POST', `/api/shop/orders/${id}/pay`, undefined, admin)
  if (started.status !== 200) throw new Error(started.text)
  await payByCard(started.json.url)
  await becomes(shop, id, 'paid')
  expect(await shop.order(id)).toMatchObject({
    subtotal: 1000,
    discountAmount: 100,
    taxAmount: 171,
    total: 1071,
  })
  const change = { lines: [{ item, quantity: 9 }] }
  const frozen = await shop.send('PATCH', `/api/orders/${id}`, change, admin)
  expect([frozen.status, frozen.json.errors[0].message]).toEqual([409, expect.stringMatching(/lines/)])
  expect((await shop.send('PATCH', `/api/orders/${id}`, { note: 'gift' }, admin)).status).toBe(200)
  return id
}

async function expectLookUps(
  shop: PluginShop,
  { item, orders, admin }: Catalogue & { orders: Id[]; admin: Staff },
): Promise<void> {
  const read = async (query: string) =>
    (await shop.send('GET', `/api/shop/by_order/${item}${query}`, undefined, admin)).json
  const whole = await read('')
  expect(whole.orders.map(({ id }: { id: Id }) => id)).toEqual(orders)
  expect(whole.orders[0].lines).toMatchObject([{ item, name: 'Mug' }])
  const first = await read('?limit=1')
  expect(first).toMatchObject({ orders: [{ id: orders[0] }], hasMore: true })
  expect(await read(`?limit=1&after=${first.next}`)).toMatchObject({
    orders: [{ id: orders[1] }],
    hasMore: false,
    next: null,
  })
}

async function expectInStripe(shop: PluginShop, { item, discount, tax }: Catalogue): Promise<void> {
  const worker = startSyncWorker(shop.payload)
  const wanted = [item, discount, tax].map(String).sort()
  const synced = async () =>
    (await shop.find('stripe-sync', { status: { equals: 'synced' } })).map(({ document }) => document)
  try {
    await waitFor(async () => (await synced()).sort().join() === wanted.join(), {
      what: 'all in Stripe',
      timeoutMs: 15_000,
    })
  } finally {
    await worker.stop()
  }
  const products = await shop.stripe.products.list({ limit: 100 })
  expect(products.data.map(({ metadata }) => metadata.itemId)).toContain(String(item))
}

async function becomes(shop: PluginShop, order: Id, status: string): Promise<void> {
  await waitFor(async () => (await shop.order(order)).status === status, {
    what: `order ${status}`,
    timeoutMs: 15_000,
  })
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { resolveLost } from '../../../src/plugin/shop/payments/attempt-outcome.ts'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { openBrowser } from '../../support/cart-browser.ts'
import { createTestDatabase } from '../../support/databases.ts'
import { controlsOf, payByBankDebit, payByCard } from '../../support/payment-page.ts'
import {
  type SignedIn,
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
/** Two processes' worth of shop on one database. */
let shops: [TestShop, TestShop]
let shop: TestShop
let admin: SignedIn
let addresses = 0

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const databaseUrl = await createTestDatabase()
  const env = { TRUST_PROXY: 'loopback' }
  shop = await startTestShop({ databaseUrl, stripe: { sandbox }, env })
  shops = [shop, await startTestShop({ databaseUrl, stripe: { sandbox }, env })]
  admin = await shop.signIn('admin')
})

afterEach(async () => {
  await controlsOf(sandbox).clearFaults()
})

afterAll(async () => {
  for (const each of shops) await each.close()
  await sandbox.close()
})

/** Everybody at an address of their own, so that the limits are each one's own. */
function newAddress() {
  addresses += 1
  return { 'x-forwarded-for': `10.9.${addresses >> 8}.${addresses & 255}` }
}

const buy = (itemId: number, query = '', at: TestShop = shop) =>
  at.request(`/buy/${itemId}${query}`, { headers: newAddress() })

const pay = (orderId: number, query = '') =>
  shop.request(`/order/${orderId}/buy${query}`, { headers: { ...admin.headers, ...newAddress() } })

/** What is left, and what of it nobody holds. */
async function stockOf(itemId: number) {
  const { stock, available } = await shop.payload.findByID({ collection: 'items', id: itemId })
  return { stock, available }
}

const createDiscount = (data: Record<string, unknown>) =>
  shop.payload.create({
    collection: 'discounts',
    data: { name: 'Few', duration: 'once', percentOff: 20, ...data } as never,
  })

const createOrder = (item: number, discount: number) =>
  shop.payload.create({
    collection: 'orders',
    data: { lines: [{ item, quantity: 1 }], discount } as never,
  })

const settled = (orderId: number, status = 'paid') =>
  waitFor(async () => {
    const order = await shop.order(orderId)
    return order.status === status ? order : null
  })

describe('stock', () => {
  it('is held from the start of a payment, and given back when Stripe says that it is over', async () => {
    const item = await shop.createItem({ stock: 1 })
    const first = await buy(item.id)
    expect(first.status).toBe(200)
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 0 })
    const second = await buy(item.id)
    expect(second.status).toBe(409)
    expect(second.json.error).toMatchObject({ code: 'out_of_stock' })
    expect(second.json.error.message).toContain('being paid for by somebody else')
    await controlsOf(sandbox).expire(first.json.sessionId)
    await settled(first.json.orderId, 'expired')
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 1 })
    expect((await buy(item.id)).status).toBe(200)
  })

  it('is taken by a payment that held it', async () => {
    const item = await shop.createItem({ stock: 3 })
    const { json } = await buy(item.id, '?quantity=2')
    await payByCard(json.url)
    const order = await settled(json.orderId)
    expect(order.review).toBeFalsy()
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 1 })
    // Nothing of the hold is left, which would count against what comes in later.
    await shop.payload.update({ collection: 'items', id: item.id, data: { stock: 5 } })
    expect(await stockOf(item.id)).toEqual({ stock: 5, available: 5 })
  })

  it('stays held while the money is on its way', async () => {
    const item = await shop.createItem({ stock: 1 })
    const { json } = await buy(item.id)
    await payByBankDebit(json.url, 'fails')
    await settled(json.orderId, 'processing')
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 0 })
    const [attempt] = await shop.attempts(json.orderId)
    await controlsOf(sandbox).failDebit(attempt?.intentId ?? '')
    await settled(json.orderId, 'failed')
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 1 })
  })

  it('is never sold twice: of 60 buyers of 10 pieces in two processes, 10 get a payment', async () => {
    const item = await shop.createItem({ stock: 10 })
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => buy(item.id, '', shops[index % 2])),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(10)
    expect(statuses.filter((status) => status === 409)).toHaveLength(50)
    expect(await stockOf(item.id)).toEqual({ stock: 10, available: 0 })
  })

  it('goes to whoever wants no more than there is, though another wants more', async () => {
    const item = await shop.createItem({ stock: 3 })
    const answers = await Promise.all([5, 2].map((quantity) => buy(item.id, `?quantity=${quantity}`)))
    expect(answers.map(({ status }) => status)).toEqual([409, 200])
    expect(answers[0]?.json.error.message).toMatch(/^Only [13] left of “Mug”\.$/)
  })

  it('is held by the order, whose next payment needs no more of it', async () => {
    const item = await shop.createItem({ stock: 1 })
    const { id } = await shop.createOrder([{ item: item.id, quantity: 1 }])
    expect((await pay(id)).status).toBe(200)
    expect((await pay(id, '?flow=intent')).status).toBe(200)
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 0 })
  })

  it('is held by the order while its next payment takes the place of one that came to nothing', async () => {
    const item = await shop.createItem({ stock: 1 })
    const { id } = await shop.createOrder([{ item: item.id, quantity: 1 }])
    expect((await pay(id)).status).toBe(200)
    await controlsOf(sandbox).failCalls({ path: '/v1/payment_intents', kind: 'reset_after', times: 5 })
    expect((await pay(id, '?flow=intent')).status).toBe(503)
    await controlsOf(sandbox).clearFaults()
    await shop.sql(`update payments set created_at = now() - interval '2 days' where status = 'starting'`)
    const lost = (await shop.attempts(id)).find(({ status }) => status === 'starting')
    expect(await resolveLost(shop.payload, lost as never, { goesOn: true })).toBe(true)
    expect([(await shop.order(id)).status, await stockOf(item.id)]).toEqual([
      'open',
      { stock: 1, available: 0 },
    ])
  })

  it('is held while nobody knows whether Stripe made the payment, and until the sweep has ended it', async () => {
    const item = await shop.createItem({ stock: 1 })
    await controlsOf(sandbox).failCalls({ path: '/v1/checkout/sessions', kind: 'reset_after', times: 5 })
    const { status } = await buy(item.id)
    expect(status).toBe(503)
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 0 })
    await shop.sql(`update payments set created_at = now() - interval '2 minutes' where status = 'starting'`)
    await controlsOf(sandbox).clearFaults()
    await sweepPayments(shop.payload)
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 1 })
  })

  it('cannot be lost with a draft that is deleted before Stripe has said what became of its payment', async () => {
    const item = await shop.createItem({ stock: 1 })
    const { id } = await shop.createOrder([{ item: item.id, quantity: 1 }])
    await controlsOf(sandbox).failCalls({ path: '/v1/checkout/sessions', kind: 'reset_after', times: 5 })
    expect((await pay(id)).status).toBe(503)
    expect((await shop.order(id)).status).toBe('draft')
    const remove = () => shop.send('DELETE', `/api/orders/${id}`, undefined, admin.headers)
    expect((await remove()).status).toBe(409)
    await controlsOf(sandbox).clearFaults()
    await shop.sql(`update payments set created_at = now() - interval '2 minutes' where status = 'starting'`)
    await sweepPayments(shop.payload)
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 1 })
    expect((await remove()).status).toBe(200)
  })

  it('is given back where Stripe refuses the payment', async () => {
    const item = await shop.createItem({ stock: 1 })
    await controlsOf(sandbox).failCalls({ path: '/v1/checkout/sessions', kind: 'status', status: 400 })
    expect((await buy(item.id)).status).toBe(502)
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 1 })
  })

  it('that staff change keeps what is held', async () => {
    const item = await shop.createItem({ stock: 5 })
    const { json } = await buy(item.id, '?quantity=2')
    const changed = await shop.send('PATCH', `/api/items/${item.id}`, { stock: 8 }, admin.headers)
    expect(changed.json.doc).toMatchObject({ stock: 8, available: 6 })
    await shop.send('PATCH', `/api/items/${item.id}`, { stock: 1 }, admin.headers)
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 0 })
    await payByCard(json.url)
    const order = await settled(json.orderId)
    expect(order.review).toContain('Sold beyond the stock')
    expect(await stockOf(item.id)).toEqual({ stock: 0, available: 0 })
  })

  it('of an order with nothing to pay goes to one of those who want it at once', async () => {
    const item = await shop.createItem({ stock: 1 })
    const discount = await createDiscount({ percentOff: 100 })
    const orders = await Promise.all([1, 2, 3, 4].map(() => createOrder(item.id, discount.id)))
    const answers = await Promise.all(orders.map(({ id }) => pay(id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    const statuses = await Promise.all(orders.map(async ({ id }) => (await shop.order(id)).status))
    expect(statuses.sort()).toEqual(['draft', 'draft', 'draft', 'paid'])
    expect(await stockOf(item.id)).toEqual({ stock: 0, available: 0 })
  })

  it('that was given back and sold since makes money that comes late a matter for staff', async () => {
    const item = await shop.createItem({ stock: 1 })
    const { json } = await buy(item.id)
    await takeForOver(json.orderId)
    const other = await buy(item.id)
    await payByCard(other.json.url)
    await settled(other.json.orderId)
    await payByCard(json.url)
    const late = await settled(json.orderId)
    expect(late.review).toContain('Refund them, or deliver when there are more.')
    expect(await stockOf(item.id)).toEqual({ stock: 0, available: 0 })
  })

  it('that was given back and is still there goes to whoever’s money comes late', async () => {
    const item = await shop.createItem({ stock: 3 })
    const { json } = await buy(item.id, '?quantity=2')
    await takeForOver(json.orderId)
    await payByCard(json.url)
    expect((await settled(json.orderId)).review).toBeFalsy()
    expect(await stockOf(item.id)).toEqual({ stock: 1, available: 1 })
  })

  /** The shop is told that a payment is over, though somebody pays at Stripe at this moment. */
  async function takeForOver(orderId: number): Promise<void> {
    await shop.sql(`update payments set status = 'expired' where order_id = $1`, [orderId])
    await shop.sql(`update orders set status = 'expired' where id = $1`, [orderId])
    await shop.sql(
      `with given_back as (delete from stock_holds where "order" = $1 returning item, quantity)
       update inventory set available = available + given_back.quantity from given_back where inventory.item = given_back.item`,
      [String(orderId)],
    )
  }
})

describe('a discount with a limit', () => {
  it('is held by one of 20 carts with its code, and the others are told before they pay', async () => {
    const item = await shop.createItem()
    await createDiscount({ code: 'ONLYONE', maxRedemptions: 1 })
    const shoppers = Array.from({ length: 20 }, () => openBrowser(shop, newAddress()))
    for (const shopper of shoppers) {
      await shopper.add(item.id)
      await shopper.post('/cart/code', { code: 'ONLYONE' })
    }
    const answers = await Promise.all(
      shoppers.map((shopper) => shopper.post('/cart/pay', {}, { accept: 'application/json' })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const refused = answers.filter(({ status }) => status === 409)
    expect(refused).toHaveLength(19)
    for (const { json } of refused) expect(json.error.code).toBe('discount_used_up')
    const winner = shoppers[answers.findIndex(({ status }) => status === 200)]!
    // Whoever holds it still sees it in his own cart, and gets to the same payment.
    expect(await winner.sees()).not.toContain('used up')
    expect((await winner.post('/cart/pay', {}, { accept: 'application/json' })).status).toBe(200)
  })

  it('comes back when the payment is over, and after a refund of everything', async () => {
    const item = await shop.createItem()
    const discount = await createDiscount({ maxRedemptions: 1 })
    const [first, second] = [await createOrder(item.id, discount.id), await createOrder(item.id, discount.id)]
    const { json } = await pay(first.id)
    const refused = await pay(second.id)
    expect([refused.status, refused.json.error.code]).toEqual([409, 'discount_used_up'])
    await controlsOf(sandbox).expire(json.sessionId)
    await settled(first.id, 'expired')
    const paid = await pay(second.id)
    await payByCard(paid.json.url)
    await settled(second.id)
    expect((await pay(first.id)).json.error.code).toBe('discount_used_up')
    await shop.send('POST', `/api/orders/${second.id}/refund`, {}, admin.headers)
    await settled(second.id, 'refunded')
    expect((await pay(first.id)).status).toBe(200)
  })

  it('is used after all where the refund of everything fails', async () => {
    const item = await shop.createItem()
    const discount = await createDiscount({ maxRedemptions: 1 })
    const [first, second] = [await createOrder(item.id, discount.id), await createOrder(item.id, discount.id)]
    await payByCard((await pay(first.id)).json.url)
    await settled(first.id)
    await shop.send('POST', `/api/orders/${first.id}/refund`, {}, admin.headers)
    await settled(first.id, 'refunded')
    const [refund] = await shop.sql('select refund_id from refunds where order_id = $1', [first.id])
    await controlsOf(sandbox).failRefund(refund.refund_id)
    await settled(first.id)
    expect((await pay(second.id)).json.error.code).toBe('discount_used_up')
  })

  it('is not used by an order from which it took nothing', async () => {
    const item = await shop.createItem({ price: 99 })
    const discount = await createDiscount({ percentOff: 0.5, maxRedemptions: 1 })
    for (let paid = 0; paid < 2; paid += 1) {
      const order = await createOrder(item.id, discount.id)
      const { json } = await pay(order.id)
      await payByCard(json.url)
      expect((await settled(order.id)).review).toBeFalsy()
    }
  })

  it('is used by one of several orders with nothing to pay', async () => {
    const item = await shop.createItem()
    const discount = await createDiscount({ percentOff: 100, maxRedemptions: 1 })
    const orders = await Promise.all([1, 2, 3].map(() => createOrder(item.id, discount.id)))
    const answers = await Promise.all(orders.map(({ id }) => pay(id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(new Set(answers.map(({ json }) => json.error?.code))).toEqual(
      new Set([undefined, 'discount_used_up']),
    )
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { payByCard } from '../../support/payment-page.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop
let support: SignedIn
let editor: SignedIn

beforeAll(async () => {
  shop = await startTestShop()
  support = await shop.signIn('support')
  editor = await shop.signIn('editor')
})

afterAll(() => shop.close())

const buy = async (itemId: number) => (await shop.request(`/buy/${itemId}`)).json
const asStaff = (path: string, headers: Record<string, string> = {}) =>
  shop.request(path, { headers: { ...support.headers, ...headers } })

describe('an order as JSON', () => {
  it('has exactly the fields that callers rely on', async () => {
    const mug = await shop.createItem({ name: 'Mug', price: 1000 })
    const { json } = await shop.request(`/buy/${mug.id}?quantity=2`)
    await payByCard(json.url)
    await waitFor(async () => (await shop.order(json.orderId)).customerEmail, { what: 'The payment' })
    const answer = await asStaff(`/order/${json.orderId}`)
    expect(answer.json).toEqual({
      id: json.orderId,
      number: expect.stringMatching(/^\d+$/),
      status: 'paid',
      review: null,
      currency: 'eur',
      lines: [{ item: mug.id, name: 'Mug', quantity: 2, unitAmount: 1000, amount: 2000 }],
      subtotal: 2000,
      discountAmount: 0,
      taxAmount: 0,
      total: 2000,
      amountRefunded: 0,
      discount: null,
      taxes: [],
      customerEmail: 'buyer@example.com',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      paidAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
    expect(answer.headers.get('cache-control')).toContain('no-store')
  })

  it('of a draft has what would be charged now', async () => {
    const mug = await shop.createItem({ price: 1000 })
    const draft = await shop.createOrder([{ item: mug.id, quantity: 3 }])
    await shop.payload.update({ collection: 'items', id: mug.id, data: { price: 1500 } })
    expect((await asStaff(`/order/${draft.id}`)).json).toMatchObject({
      status: 'draft',
      total: 4500,
      paidAt: null,
    })
  })

  it('is for staff, API keys and whoever has its token, and for nobody else', async () => {
    const mug = await shop.createItem()
    const first = await buy(mug.id)
    const second = await buy(mug.id)
    const token = new URL(first.returnUrl).searchParams.get('token')
    const read = async (path: string, headers: Record<string, string> = {}) =>
      (await shop.request(path, { headers })).status
    expect(await read(`/order/${first.orderId}`)).toBe(401)
    expect(await read(`/order/${first.orderId}?token=${token}`)).toBe(200)
    expect(await read(`/order/${second.orderId}?token=${token}`)).toBe(403)
    for (const wrong of ['', 'x', `${token}x`, String(token).slice(1), 'x'.repeat(10_000)]) {
      expect([401, 403]).toContain(await read(`/order/${first.orderId}?token=${wrong}`))
    }
    expect(await read(`/order/${first.orderId}`, editor.headers)).toBe(200)
    expect(await read(`/order/${first.orderId}`, { authorization: 'JWT wrong' })).toBe(401)
  })

  it('is a page only where HTML is asked for by name, errors too', async () => {
    const { orderId } = await buy((await shop.createItem()).id)
    for (const [accept, type] of [
      ['text/html,application/xhtml+xml', 'text/html'],
      ['*/*', 'application/json'],
      ['application/json', 'application/json'],
    ] as const) {
      const seen = await asStaff(`/order/${orderId}`, { accept })
      expect([seen.status, seen.headers.get('content-type')]).toEqual([200, expect.stringContaining(type)])
      const missing = await asStaff('/order/999999', { accept })
      expect([missing.status, missing.headers.get('content-type')]).toEqual([
        404,
        expect.stringContaining(type),
      ])
    }
  })
})

describe('the orders of an item', () => {
  it('come newest first, in pages, under both names, and only those of the item', async () => {
    const mug = await shop.createItem()
    const bowl = await shop.createItem()
    const ids: number[] = []
    for (let count = 0; count < 5; count += 1) {
      ids.unshift((await buy(mug.id)).orderId)
      await buy(bowl.id)
    }
    const both = await shop.createOrder([
      { item: mug.id, quantity: 1 },
      { item: bowl.id, quantity: 2 },
      { item: mug.id, quantity: 3 },
    ])
    ids.unshift(both.id)
    for (const path of [`/item/by_order/${mug.id}`, `/order/by_item/${mug.id}`]) {
      const seen: number[] = []
      let after = ''
      for (let page = 0; page < 10; page += 1) {
        const { json } = await asStaff(`${path}?limit=2${after}`)
        seen.push(...json.orders.map(({ id }: { id: number }) => id))
        expect(Object.keys(json)).toEqual(['orders', 'hasMore', 'next'])
        expect(json.hasMore).toBe(json.next !== null)
        if (!json.hasMore) break
        after = `&after=${encodeURIComponent(json.next)}`
      }
      expect(seen).toEqual(ids)
    }
    expect((await asStaff(`/item/by_order/${mug.id}`)).json.orders).toHaveLength(6)
  })

  it('are found when the item is gone, and read the same', async () => {
    const mug = await shop.createItem({ name: 'Gone' })
    await buy(mug.id)
    const before = (await asStaff(`/item/by_order/${mug.id}`)).json
    await shop.payload.delete({ collection: 'items', id: mug.id })
    expect((await asStaff(`/item/by_order/${mug.id}`)).json).toEqual(before)
    expect(before.orders[0].lines).toEqual([
      { item: mug.id, name: 'Gone', quantity: 1, unitAmount: 1000, amount: 1000 },
    ])
  })

  it('are no stranger’s business, and a token of one order opens no list', async () => {
    const mug = await shop.createItem()
    const { returnUrl } = await buy(mug.id)
    const token = new URL(returnUrl).searchParams.get('token')
    expect((await shop.request(`/item/by_order/${mug.id}`)).status).toBe(401)
    expect((await shop.request(`/item/by_order/${mug.id}?token=${token}`)).status).toBe(401)
  })

  it('cost the same number of queries for 1 and for 100, paid or drafts', async () => {
    const [few, many] = [await shop.createItem(), await shop.createItem()]
    const discount = await shop.payload.create({
      collection: 'discounts',
      data: { name: 'Ten', percentOff: 10, duration: 'once', maxRedemptions: 1000 } as never,
    })
    const draftOf = (item: number) =>
      shop.payload.create({
        collection: 'orders',
        data: { lines: [{ item, quantity: 1 }], discount: discount.id } as never,
      })
    await buy(few.id)
    await draftOf(few.id)
    for (let count = 0; count < 50; count += 1) {
      await Promise.all([buy(many.id), draftOf(many.id)])
    }
    const countQueries = async (path: string) => {
      const { pool } = shop.payload.db as unknown as { pool: { query: (...args: unknown[]) => unknown } }
      const original = pool.query
      let count = 0
      pool.query = function (this: unknown, ...args: unknown[]) {
        // Who called how often is counted beside, and told to other processes now and then.
        if (!JSON.stringify(args[0]).includes('shop_request_counts')) count += 1
        return original.apply(pool, args)
      }
      const { json } = await asStaff(path)
      pool.query = original
      return { count, orders: json.orders.length as number }
    }
    const small = await countQueries(`/item/by_order/${few.id}?limit=100`)
    const large = await countQueries(`/item/by_order/${many.id}?limit=100`)
    expect([small.orders, large.orders]).toEqual([2, 100])
    expect(large.count).toBe(small.count)
    expect(small.count).toBeGreaterThan(2)
  })
})

describe('paying an order', () => {
  it('answers the live session again, another one for another flow, and 409 once it is paid', async () => {
    const mug = await shop.createItem()
    const draft = await shop.createOrder([{ item: mug.id, quantity: 2 }])
    const pay = (query = '') => asStaff(`/order/${draft.id}/buy${query}`)
    const first = await pay()
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect((await pay()).json.sessionId).toBe(first.json.sessionId)
    const embedded = await pay('?flow=embedded')
    expect(embedded.json.sessionId).not.toBe(first.json.sessionId)
    expect(await shop.stripe().checkout.sessions.retrieve(first.json.sessionId)).toMatchObject({
      status: 'expired',
      cancel_url: first.json.returnUrl,
    })
    const hosted = await pay()
    await payByCard(hosted.json.url)
    await waitFor(async () => (await shop.order(draft.id)).status === 'paid', { what: 'The payment' })
    const again = await pay()
    expect([again.status, again.json.error.code]).toEqual([409, 'order_state'])
  })

  it('is refused as it stands once an item of it is not for sale any more, and nothing is wrong with the request', async () => {
    const mug = await shop.createItem()
    const draft = await shop.createOrder([{ item: mug.id, quantity: 1 }])
    await shop.payload.update({ collection: 'items', id: mug.id, data: { _status: 'draft' } })
    const { status, json } = await asStaff(`/order/${draft.id}/buy`)
    expect([status, json.error.code]).toEqual([409, 'order_state'])
    expect(json.error.message).toContain('cannot be paid as it stands')
  })

  it('below the smallest payment is refused, and the order keeps its status', async () => {
    const pin = await shop.createItem({ price: 10 })
    const draft = await shop.createOrder([{ item: pin.id, quantity: 1 }])
    const { status, json } = await asStaff(`/order/${draft.id}/buy`)
    expect([status, json.error.code]).toEqual([409, 'below_minimum'])
    expect((await shop.order(draft.id)).status).toBe('draft')
  })

  it('is for staff and whoever has the token, by GET and by the page’s form', async () => {
    const mug = await shop.createItem()
    const draft = await shop.createOrder([{ item: mug.id, quantity: 1 }])
    expect((await shop.request(`/order/${draft.id}/buy`)).status).toBe(401)
    const { json } = await asStaff(`/order/${draft.id}/buy`)
    const token = new URL(json.returnUrl).searchParams.get('token')
    expect((await shop.request(`/order/${draft.id}/buy?token=${token}`)).json.sessionId).toBe(json.sessionId)
    const form = await shop.request(`/order/${draft.id}/buy?token=${token}`, {
      method: 'POST',
      body: new URLSearchParams({}),
      headers: { origin: shop.url, accept: 'text/html' },
    })
    expect([form.status, form.headers.get('location')]).toEqual([303, json.url])
  })

  it('never changes what was frozen, whatever becomes of the item', async () => {
    const mug = await shop.createItem({ price: 1000 })
    const draft = await shop.createOrder([{ item: mug.id, quantity: 1 }])
    await asStaff(`/order/${draft.id}/buy`)
    await shop.payload.update({ collection: 'items', id: mug.id, data: { price: 9900, name: 'Dear' } })
    const { json } = await asStaff(`/order/${draft.id}/buy?flow=embedded`)
    expect((await shop.stripe().checkout.sessions.retrieve(json.sessionId)).amount_total).toBe(1000)
    expect((await shop.order(draft.id)).lines?.[0]).toMatchObject({ name: 'Mug', unitAmount: 1000 })
  })
})

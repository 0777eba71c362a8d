import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CollectionSlug } from 'payload'
import { inTransaction, lockDocument } from '../../../src/plugin/database/database.ts'
import { settleOrder } from '../../../src/plugin/shop/payments/settlement.ts'
import { paidFacts } from '../../support/payment-facts.ts'
import { type Answer, type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let admin: SignedIn
let mug: number

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
  mug = (await shop.createItem()).id
})

afterAll(() => shop.close())

const patch = (path: string, data: unknown) => shop.send('PATCH', `/api${path}`, data, admin.headers)
const remove = (path: string) => shop.request(`/api${path}`, { method: 'DELETE', headers: admin.headers })
const create = async (collection: CollectionSlug, data: object) =>
  (await shop.payload.create({ collection, data: data as never })).id as number
const newDiscount = (data: object = {}) =>
  create('discounts', { name: 'Ten off', percentOff: 10, duration: 'once', ...data })
const newTax = (data: object = {}) =>
  create('taxes', { displayName: 'USt', percentage: 19, inclusive: true, ...data })
const statusOf = (answers: Answer[]) => answers.map(({ status }) => status)
const rounds = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('whoever may not write', () => {
  it('is refused at once, however long somebody else holds the rows', async () => {
    const order = await shop.createOrder([{ item: mug, quantity: 1 }])
    const discount = await newDiscount()
    const targets: [CollectionSlug, number][] = [
      ['orders', order.id],
      ['discounts', discount],
      ['items', mug],
    ]
    await inTransaction(shop.payload, async (req) => {
      for (const [collection, id] of targets) await lockDocument(req, { collection, id })
      for (const [collection] of targets) {
        for (const path of [`/api/${collection}/${mug}`, `/api/${collection}?where[id][exists]=true`]) {
          for (const method of ['PATCH', 'DELETE']) {
            const answer = await Promise.race([shop.send(method, path, { note: 'x' }), pause(1000, null)])
            expect([method, path, answer?.status]).toEqual([method, path, 403])
          }
        }
      }
    })
  })

  it('learns nothing of fields and ids by asking', async () => {
    for (const path of [
      '?where[nosuch][equals]=a',
      '?where[customerEmail][like]=a',
      '/99999999999',
      '/1.5',
    ]) {
      const answers = [
        await shop.send('PATCH', `/api/orders${path}`, { note: 'x' }),
        await shop.request(`/api/orders${path}`, { method: 'DELETE' }),
      ]
      expect([path, ...statusOf(answers)]).toEqual([path, 403, 403])
    }
  })
})

describe('an id that no document can have', () => {
  const ids = ['abc', '1.5', '-1', '99999999999', '1e99']

  for (const collection of ['items', 'orders', 'discounts', 'taxes']) {
    it(`is unknown among ${collection}`, async () => {
      for (const path of ids.map((id) => `/${collection}/${id}`)) {
        const read = await shop.request(`/api${path}`, { headers: admin.headers })
        const answers = [read, await patch(path, { name: 'x' }), await remove(path)]
        expect([path, ...statusOf(answers)]).toEqual([path, 404, 404, 404])
        expect(read.json.errors[0].message).toBe('Not Found')
      }
    })
  }

  it('is refused in words everywhere else', async () => {
    const paths = [
      ...['media', 'users', 'payments', 'stripe-sync'].flatMap((slug) => ids.map((id) => `/${slug}/${id}`)),
      ...ids.map((id) => `/items/versions/${id}`),
      '/items?where[id][equals]=99999999999',
      '/items?where[id][in]=1,abc',
      '/items/count?where[id][equals]=99999999999',
      '/orders?where[discount][equals]=abc',
    ]
    for (const path of paths) {
      const { status, json } = await shop.request(`/api${path}`, { headers: admin.headers })
      expect([path, status >= 400 && status < 500]).toEqual([path, true])
      expect(json.errors[0].message.length).toBeGreaterThan(5)
    }
  })

  it('cannot be restored or doubled', async () => {
    for (const path of [
      '/items/versions/99999999999',
      '/items/abc/duplicate',
      '/items/99999999999/duplicate',
    ]) {
      expect([path, (await shop.send('POST', `/api${path}`, {}, admin.headers)).status]).toEqual([path, 404])
    }
  })
})

describe('two saves of one document at once', () => {
  const kinds: [CollectionSlug, () => Promise<number>, object, object][] = [
    ['items', async () => (await shop.createItem()).id, { price: 2000 }, { name: 'Renamed' }],
    ['discounts', () => newDiscount(), { active: false }, { name: 'Renamed' }],
    ['taxes', () => newTax(), { active: false }, { displayName: 'Renamed' }],
  ]
  for (const [collection, make, one, other] of kinds) {
    it(`are both kept: ${collection}`, async () => {
      for (const round of rounds(12)) {
        const id = await make()
        const second = round % 2 === 0 ? `/${collection}/${id}` : `/${collection}?where[id][equals]=${id}`
        const answers = await Promise.all([patch(`/${collection}/${id}`, one), patch(second, other)])
        expect(statusOf(answers)).toEqual([200, 200])
        expect(await shop.payload.findByID({ collection, id })).toMatchObject({ ...one, ...other })
      }
    })
  }

  it('are all kept where more come than there are connections', async () => {
    const { id } = await shop.createItem()
    const saves = [{ price: 3000 }, ...rounds(20).map((each) => ({ name: `Name ${each}` }))]
    const answers = await Promise.all(saves.map((data) => patch(`/items/${id}`, data)))
    expect(statusOf(answers)).toEqual(saves.map(() => 200))
    expect((await shop.payload.findByID({ collection: 'items', id })).price).toBe(3000)
  })

  it('of many documents at once do not wait for each other', async () => {
    const ids = await Promise.all(rounds(8).map(async () => (await shop.createItem()).id))
    const path = `/items?where[id][in]=${ids.join(',')}`
    const answers = await Promise.all(
      rounds(6).map((round) =>
        patch(`${path}&sort=${round % 2 === 0 ? 'id' : '-id'}`, { name: `N${round}` }),
      ),
    )
    expect(statusOf(answers)).toEqual(rounds(6).map(() => 200))
    expect(answers.map(({ json }) => json.docs.length)).toEqual(rounds(6).map(() => 8))
  })
})

describe('the stock that a program names', () => {
  it('is the stock, and none is no limit', async () => {
    const { id } = await shop.createItem({ stock: 5 })
    for (const [stock, left] of [
      [7, 7],
      [0, 0],
      [null, null],
      [3, 3],
    ]) {
      const { json } = await patch(`/items/${id}`, { stock })
      expect([json.doc.stock, await shop.stock(id)]).toEqual([left, left])
    }
    await patch(`/items/${id}`, { name: 'Renamed' })
    expect(await shop.stock(id)).toBe(3)
  })
})

describe('the stock that a form is saved with', () => {
  const save = (id: number, data: object) => patch(`/items/${id}`, data)

  it('is never lowered below nothing, and answers what is left', async () => {
    const { id } = await shop.createItem({ stock: 8 })
    await shop.sql('update inventory set quantity = 2 where item = $1', [String(id)])
    const { status, json } = await save(id, { stock: 5, stockSeen: 8 })
    expect([status, json.doc.stock, json.doc.stockSeen]).toEqual([200, 0, 0])
    expect(await shop.stock(id)).toBe(0)
    expect((await save(id, { ...json.doc, images: undefined, name: 'Other' })).status).toBe(200)
  })

  it('answers what was written, not what was typed, where some was sold meanwhile', async () => {
    const { id } = await shop.createItem({ stock: 8 })
    await shop.sql('update inventory set quantity = 6 where item = $1', [String(id)])
    const { json } = await save(id, { stock: 10, stockSeen: 8 })
    expect([json.doc.stock, json.doc.stockSeen, await shop.stock(id)]).toEqual([8, 8, 8])
  })

  it('loses no sale that is made beside it', async () => {
    const { id } = await shop.createItem({ stock: 50 })
    const orders = await Promise.all(rounds(6).map(() => shop.request(`/buy/${id}`)))
    const attempts = await Promise.all(orders.map(({ json }) => shop.attempts(json.orderId)))
    await Promise.all([
      ...attempts.map(([attempt]) =>
        settleOrder(shop.payload, { attempt: attempt!.attempt as string, facts: paidFacts(1000) }),
      ),
      ...rounds(4).map(() => save(id, { stock: 60, stockSeen: 50 })),
    ])
    expect(await shop.stock(id)).toBe(50 - 6 + 40)
  })
})

describe('a deletion', () => {
  const startPayment = async (data: object) => {
    const { id } = await shop.payload.create({ collection: 'orders', data: data as never })
    const { status } = await shop.request(`/order/${id}/buy`, { headers: admin.headers })
    expect(status).toBe(200)
    const [attempt] = await shop.attempts(id)
    return { id, attempt: attempt!.attempt as string, amount: attempt!.amount }
  }

  it('of a discount and the settlement of an order that has it do not wait for each other', async () => {
    for (const _ of rounds(12)) {
      const discount = await newDiscount({ maxRedemptions: 9 })
      const lines = [{ item: mug, quantity: 1 }]
      const orders = []
      for (const __ of rounds(3)) orders.push(await startPayment({ lines, discount }))
      const deletion = remove(`/discounts/${discount}`)
      await Promise.all(
        orders.map(({ attempt, amount }) => settleOrder(shop.payload, { attempt, facts: paidFacts(amount) })),
      )
      expect((await deletion).status).toBe(200)
      for (const { id } of orders) {
        const order = await shop.order(id)
        expect(order).toMatchObject({ status: 'paid', discountAmount: 100 })
        expect(order.review ?? null).toBeNull()
      }
    }
  })

  it('of an item and the start of a payment of it are one before the other', async () => {
    for (const round of rounds(24)) {
      const [item, other] = [(await shop.createItem()).id, (await shop.createItem()).id]
      const draft = await shop.createOrder([
        { item: other, quantity: 1 },
        { item, quantity: 1 },
      ])
      const starting = shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })
      await pause(round / 2)
      const [started, removed] = await Promise.all([
        starting,
        remove(round % 2 === 0 ? `/items/${item}` : `/items?where[id][in]=${other},${item}`),
      ])
      expect(removed.status).toBe(200)
      expect([200, 409]).toContain(started.status)
    }
  })

  it('of an item and a purchase of it are one before the other', async () => {
    for (const round of rounds(24)) {
      const { id } = await shop.createItem()
      const buying = shop.request(`/buy/${id}`)
      await pause(round % 8)
      const [bought, removed] = await Promise.all([buying, remove(`/items/${id}`)])
      expect(removed.status).toBe(200)
      expect([200, 404]).toContain(bought.status)
    }
  })

  it('of what a draft has, and a save of the draft, are one before the other', async () => {
    for (const round of rounds(24)) {
      const { id: item } = await shop.createItem()
      const [tax, discount] = [await newTax(), await newDiscount()]
      const data = { lines: [{ item, quantity: 1 }], taxes: [tax], discount }
      const draft = await create('orders', data)
      const path = [`/items/${item}`, `/taxes/${tax}`, `/discounts/${discount}`][round % 3]!
      const [saved, removed] = await Promise.all([patch(`/orders/${draft}`, { note: 'x' }), remove(path)])
      expect([path, removed.status]).toEqual([path, 200])
      expect([200, 400]).toContain(saved.status)
    }
  })
})

describe('taxes that apply by default', () => {
  const count = async () => (await shop.sql('select 1 from taxes where applies_by_default')).length
  const applied = { displayName: 'Levy', percentage: 1, inclusive: false, appliesByDefault: true }
  const clear = () => shop.sql('delete from taxes')

  it('are at most five, however many are made at once', async () => {
    await clear()
    const answers = await Promise.all(
      rounds(8).map(() => shop.send('POST', '/api/taxes', applied, admin.headers)),
    )
    expect(statusOf(answers).toSorted()).toEqual([201, 201, 201, 201, 201, 400, 400, 400])
    expect(answers.find(({ status }) => status === 400)?.json.errors[0].data.errors[0].path).toBe(
      'appliesByDefault',
    )
    expect(await count()).toBe(5)
  })

  it('are at most five, however many are changed at once', async () => {
    await clear()
    const ids = await Promise.all(rounds(8).map(() => newTax()))
    await Promise.all(ids.map((id) => patch(`/taxes/${id}`, { appliesByDefault: true })))
    expect(await count()).toBe(5)
    await patch(`/taxes?where[id][in]=${ids.join(',')}`, { appliesByDefault: false })
    expect(await count()).toBe(0)
    const { json } = await patch(`/taxes?where[id][in]=${ids.join(',')}`, { appliesByDefault: true })
    expect([json.docs.length, json.errors.length]).toEqual([5, 3])
    expect(await count()).toBe(5)
    expect((await patch(`/taxes/${json.docs[0].id}`, { displayName: 'Other' })).status).toBe(200)
  })

  it('turn no shopper away where the database has more all the same, and tell the log', async () => {
    await clear()
    const ids = await Promise.all(rounds(6).map(() => newTax({ inclusive: false, percentage: 1 })))
    await shop.sql('update taxes set applies_by_default = true')
    const bought = await shop.request(`/buy/${mug}`)
    expect(bought.status).toBe(200)
    const { json } = await shop.request(`/order/${bought.json.orderId}`, { headers: admin.headers })
    expect(json.taxes.map(({ id }: { id: number }) => id)).toEqual(ids.toSorted((a, b) => a - b).slice(0, 5))
    const added = await shop.request('/cart/add', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `item=${mug}&quantity=1`,
    })
    const cookie = added.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ')
    const cart = await shop.request('/cart', { headers: { cookie } })
    expect([cart.status, cart.text.includes('Mug')]).toEqual([200, true])
    expect(shop.log.join('\n')).toContain('more than 5 taxes')
    await clear()
  })
})

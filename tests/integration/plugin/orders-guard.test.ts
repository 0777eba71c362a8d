import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { inTransaction } from '../../../src/plugin/database/database.ts'
import type { ORDER_STATUSES } from '../../../src/plugin/domain/order-status.ts'
import { lockOrder, moveOrder } from '../../../src/plugin/shop/orders/order-moves.ts'
import { payByCard } from '../../support/payment-page.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop
let admin: SignedIn
let mug: number
let bowl: number

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
  mug = (await shop.createItem({ name: 'Mug', price: 1000 })).id
  bowl = (await shop.createItem({ name: 'Bowl', price: 700 })).id
})

afterAll(() => shop.close())

const patch = (id: number, data: unknown) => shop.send('PATCH', `/api/orders/${id}`, data, admin.headers)
const create = (data: unknown) => shop.send('POST', '/api/orders', data, admin.headers)
const newDraft = () => shop.createOrder([{ item: mug, quantity: 2 }])

async function newOpenOrder() {
  const draft = await newDraft()
  const { json } = await shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })
  return { order: await shop.order(draft.id), url: json.url as string }
}

/** A value that each field does not have. */
const LIES: Record<string, unknown> = {
  number: '7',
  status: 'paid',
  subtotal: 1,
  discountAmount: 1,
  taxAmount: 1,
  total: 1,
  amountRefunded: 1,
  currency: 'usd',
  paidAt: '2020-01-01T00:00:00.000Z',
  customerName: 'Eve',
  customerEmail: 'eve@example.com',
  customerPhone: '1',
  billingAddress: { city: 'X' },
  shippingAddress: { city: 'X' },
  buyKey: 'x',
  createdAt: '2001-01-01T00:00:00.000Z',
}

it('is refused at once where it comes to more than can be paid', async () => {
  const dear = await shop.createItem({ price: 99_999_999 })
  const order = (quantity: number) =>
    shop.send('POST', '/api/orders', { lines: [{ item: dear.id, quantity }] }, admin.headers)
  expect((await order(1)).status).toBe(201)
  const refused = await order(2)
  expect([refused.status, refused.json.errors[0].message]).toEqual([
    400,
    expect.stringContaining('above the largest payment possible'),
  ])
})

describe('an administrator', () => {
  for (const [field, lie] of Object.entries(LIES)) {
    it(`is refused by name when writing ${field} of a draft, of an open order and of a new one`, async () => {
      const draft = await newDraft()
      const { order: open } = await newOpenOrder()
      const answers = [
        await patch(draft.id, { [field]: lie }),
        await patch(open.id, { [field]: lie }),
        await create({ lines: [{ item: mug, quantity: 1 }], [field]: lie }),
      ]
      for (const { status, json } of answers) {
        expect([status, json.errors[0].message]).toEqual([409, expect.stringContaining(`"${field}"`)])
      }
    })
  }

  it('is refused by name when writing what a line was sold at', async () => {
    const { order } = await newOpenOrder()
    const [line] = order.lines
    const lies = {
      name: 'X',
      unitAmount: 1,
      amount: 1,
      soldItem: String(bowl),
      quantity: 3,
      item: bowl,
    }
    for (const [field, lie] of Object.entries(lies)) {
      const { status, json } = await patch(order.id, { lines: [{ ...line, [field]: lie }] })
      expect([status, json.errors[0].message]).toEqual([409, expect.stringContaining(`"lines.0.${field}"`)])
      if (field === 'quantity' || field === 'item') continue
      const created = await create({ lines: [{ item: mug, quantity: 1, [field]: lie }] })
      expect(created.status).toBe(409)
    }
    expect((await shop.order(order.id)).lines).toEqual(order.lines)
  })

  it('cannot add, remove, double or swap lines of an open order', async () => {
    const draft = await shop.createOrder([
      { item: mug, quantity: 1 },
      { item: bowl, quantity: 5 },
    ])
    await shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })
    const { lines } = await shop.order(draft.id)
    const [first, second] = lines
    for (const wrong of [
      [first],
      [],
      [...lines, { item: mug, quantity: 1 }],
      [first, first],
      [first, { ...second, id: undefined }],
      [first, { id: second?.id, item: mug }],
      [{ item: mug, quantity: 1 }, second],
    ]) {
      const { status } = await patch(draft.id, { lines: wrong })
      expect([wrong.length, status >= 400 && status < 500]).toEqual([wrong.length, true])
      expect((await shop.order(draft.id)).lines).toEqual(lines)
    }
  })

  it('cannot take lines from another order, or name one line twice', async () => {
    const first = await newDraft()
    const second = await newDraft()
    const { lines: kept } = await shop.order(first.id)
    const lines = kept.map(({ id, item, quantity }) => ({ id, item, quantity }))
    for (const answer of [
      await create({ lines }),
      await patch(second.id, { lines }),
      await patch(first.id, { lines: [lines[0], lines[0]] }),
    ])
      expect([answer.status, answer.json.errors[0].message]).toEqual([
        400,
        expect.stringMatching(/"lines\.\d\.id"/),
      ])
    expect((await shop.order(first.id)).lines).toEqual(kept)
    expect((await patch(first.id, { lines })).status).toBe(200)
    const copied = lines.map(({ item, quantity }) => ({ item, quantity }))
    expect((await create({ lines: copied })).status).toBe(201)
  })

  it('is refused in words when sending something else than a date or a list', async () => {
    const { id } = await newDraft()
    expect((await patch(id, { createdAt: null })).status).toBe(409)
    expect((await patch(id, { taxes: 5 })).status).toBe(400)
  })

  it('can send back what it was given, with a note', async () => {
    const { order } = await newOpenOrder()
    const { json } = await shop.request(`/api/orders/${order.id}?depth=0`, { headers: admin.headers })
    const { payments: _payments, history: _history, ...document } = json
    const { status } = await patch(order.id, { ...document, note: 'called them', review: 'look at it' })
    expect(status).toBe(200)
    expect(await shop.order(order.id)).toMatchObject({
      note: 'called them',
      review: 'look at it',
      total: 2000,
    })
  })

  it('is refused for many orders at once as for one', async () => {
    const { order } = await newOpenOrder()
    const { json } = await shop.send(
      'PATCH',
      `/api/orders?where[id][equals]=${order.id}`,
      { status: 'paid' },
      admin.headers,
    )
    expect(json.errors).toHaveLength(1)
    expect((await shop.order(order.id)).status).toBe('open')
  })

  it('is refused over the Local API as over REST', async () => {
    const { order } = await newOpenOrder()
    const write = (data: object) => shop.payload.update({ collection: 'orders', id: order.id, data })
    await expect(write({ status: 'paid' })).rejects.toMatchObject({ status: 409, code: 'frozen' })
    await expect(write({ total: 1 })).rejects.toMatchObject({ status: 409, code: 'frozen' })
  })

  it('can delete a draft and nothing that a payment was started for', async () => {
    const draft = await newDraft()
    const { order } = await newOpenOrder()
    const remove = (query: string) =>
      shop.request(`/api/orders${query}`, { method: 'DELETE', headers: admin.headers })
    expect((await remove(`/${draft.id}`)).status).toBe(200)
    expect((await remove(`/${order.id}`)).status).toBe(409)
    await remove(`?where[id][equals]=${order.id}`)
    expect((await shop.order(order.id)).status).toBe('open')
    expect((await remove('?where[id][equals]=0')).status).toBe(200)
    expect((await remove('?where[nothing][equals]=0')).status).toBe(400)
    expect((await remove('')).status).toBe(400)
  })
})

describe('a draft', () => {
  it('takes other lines and is priced anew from the items', async () => {
    const draft = await newDraft()
    const { status, json } = await patch(draft.id, {
      lines: [
        { item: bowl, quantity: 3 },
        { item: mug, quantity: 1 },
      ],
    })
    expect(status).toBe(200)
    expect(json.doc).toMatchObject({
      subtotal: 3100,
      total: 3100,
      lines: [
        { name: 'Bowl', unitAmount: 700, amount: 2100 },
        { name: 'Mug', unitAmount: 1000, amount: 1000 },
      ],
    })
  })

  it('has a number, amounts and a history from the beginning', async () => {
    const draft = await newDraft()
    expect(draft).toMatchObject({ status: 'draft', currency: 'eur', total: 2000, amountRefunded: 0 })
    expect(draft.number).toMatch(/^\d{4,}$/)
    expect(await shop.moves(draft.id)).toEqual(['draft'])
  })

  it('is refused with what cannot be sold together, or at all', async () => {
    const dollars = (await shop.createItem({ currency: 'usd' })).id
    const unpublished = await shop.payload.create({
      collection: 'items',
      draft: true,
      data: { name: 'Later', price: 100, currency: 'eur', _status: 'draft' },
    })
    const wrong: [unknown, number][] = [
      [
        [
          { item: mug, quantity: 1 },
          { item: dollars, quantity: 1 },
        ],
        409,
      ],
      [[{ item: unpublished.id, quantity: 1 }], 400],
      [[{ item: 2_000_000_000, quantity: 1 }], 400],
      [[{ item: 99_999_999_999, quantity: 1 }], 400],
      [[{ item: -1, quantity: 1 }], 400],
      [[{ item: 1.5, quantity: 1 }], 400],
      [[{ item: 'abc', quantity: 1 }], 400],
      [[{ item: { id: 'abc' }, quantity: 1 }], 400],
      [[{ item: mug, quantity: 1, id: 'a\u0000b' }], 400],
      [[{ quantity: 1 }], 400],
      [[{ item: mug, quantity: 0 }], 400],
      [[{ item: mug, quantity: 1.5 }], 400],
      [[{ item: mug, quantity: -1 }], 400],
      [[{ item: mug, quantity: 100 }], 400],
      [[{ item: mug, quantity: 'ten' }], 400],
      [[], 400],
      ['abc', 400],
      [undefined, 400],
    ]
    for (const [lines, status] of wrong) {
      const answer = await create({ lines })
      expect([JSON.stringify(lines), answer.status]).toEqual([JSON.stringify(lines), status])
    }
  })
})

describe('numbers', () => {
  it('are unique and increase, however many orders are made at once', async () => {
    const before = Number((await newDraft()).number)
    const made = await Promise.all(Array.from({ length: 30 }, newDraft))
    const numbers = made.map(({ number }) => Number(number))
    expect(new Set(numbers).size).toBe(30)
    expect(Math.min(...numbers)).toBeGreaterThan(before)
    expect(Number((await newDraft()).number)).toBeGreaterThan(Math.max(...numbers))
  })

  it('are not reused after a failed creation', async () => {
    const before = Number((await newDraft()).number)
    await expect(shop.createOrder([])).rejects.toThrow()
    expect(Number((await newDraft()).number)).toBeGreaterThan(before)
  })
})

describe('the history', () => {
  it('is only ever added to, by nobody but the shop', async () => {
    const draft = await newDraft()
    const [entry] = await shop.sql('select id from order_history where order_id = $1', [draft.id])
    const path = `/api/order-history/${entry.id}`
    const answers = [
      await shop.send('PATCH', path, { to: 'paid' }, admin.headers),
      await shop.request(path, { method: 'DELETE', headers: admin.headers }),
      await shop.send('POST', '/api/order-history', { order: draft.id, to: 'paid' }, admin.headers),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403])
    expect(await shop.moves(draft.id)).toEqual(['draft'])
  })

  it('has every move and none that was refused', async () => {
    const { order, url } = await newOpenOrder()
    await patch(order.id, { status: 'canceled' })
    await payByCard(url)
    await waitFor(async () => (await shop.order(order.id)).status === 'paid')
    expect(await shop.moves(order.id)).toEqual(['draft', 'draft → open', 'open → paid'])
  })
})

describe('the table of states', () => {
  it('is held to by the shop itself', async () => {
    const draft = await newDraft()
    const move = (to: (typeof ORDER_STATUSES)[number]) =>
      inTransaction(shop.payload, async (req) => {
        const order = await lockOrder(req, draft.id)
        if (order) await moveOrder(req, order, { to, reason: 'a test' })
      })
    for (const to of ['expired', 'failed', 'refunded', 'processing'] as const) {
      await expect(move(to)).rejects.toMatchObject({ code: 'order_state', status: 409 })
    }
    await move('canceled')
    await move('canceled')
    expect(await shop.moves(draft.id)).toEqual(['draft', 'draft → canceled'])
  })
})

describe('a note that staff save beside a settlement', () => {
  const rounds = Array.from({ length: 36 }, (_, index) => index)

  it('loses nothing, one order at a time or many', async () => {
    const orders = await Promise.all(rounds.map(newOpenOrder))
    const saves = await Promise.all(
      orders.map(async ({ order, url }, index) => {
        const paying = payByCard(url)
        // The settlement comes somewhere within this time, so some saves are before, some beside, some after it.
        await new Promise((resolve) => setTimeout(resolve, index * 10))
        const save =
          index % 2 === 0
            ? patch(order.id, { note: `note ${index}` })
            : shop.send(
                'PATCH',
                `/api/orders?where[id][equals]=${order.id}`,
                { note: `note ${index}` },
                admin.headers,
              )
        const [{ status }] = await Promise.all([save, paying])
        return status
      }),
    )
    expect(saves).toEqual(rounds.map(() => 200))
    for (const [index, { order }] of orders.entries()) {
      await waitFor(async () => (await shop.order(order.id)).status === 'paid', {
        what: `the payment of round ${index}`,
      })
      expect(await shop.order(order.id)).toMatchObject({ note: `note ${index}`, total: 2000, status: 'paid' })
    }
  })

  it('waits for the settlement, and then reads what it wrote', async () => {
    for (const isBulk of [false, true]) {
      const { order } = await newOpenOrder()
      let save: Promise<unknown> = Promise.resolve()
      await inTransaction(shop.payload, async (req) => {
        const locked = await lockOrder(req, order.id)
        const path = isBulk ? `/api/orders?where[id][equals]=${order.id}` : `/api/orders/${order.id}`
        save = shop.send('PATCH', path, { note: 'at the same time' }, admin.headers)
        // Long enough for the save to have read the order, if it did not wait.
        await new Promise((resolve) => setTimeout(resolve, 300))
        if (locked) await moveOrder(req, locked, { to: 'paid', reason: 'a test' })
      })
      await save
      expect(await shop.order(order.id)).toMatchObject({ status: 'paid', note: 'at the same time' })
    }
  })
})

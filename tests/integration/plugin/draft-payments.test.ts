import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import type { Order } from '../../../src/payload-types.ts'
import { writeDraftPayment } from '../../../src/plugin/database/database.ts'
import { createTestDatabase } from '../../support/databases.ts'
import {
  type SignedIn,
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../support/test-shop.ts'

let sandbox: TestSandbox
/** Two processes' worth of shop on one database. */
let shops: [TestShop, TestShop]
let shop: TestShop
let admin: SignedIn

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const databaseUrl = await createTestDatabase()
  shop = await startTestShop({ databaseUrl, stripe: { sandbox } })
  shops = [shop, await startTestShop({ databaseUrl, stripe: { sandbox } })]
  admin = await shop.signIn('admin')
})

afterAll(async () => {
  for (const each of shops) await each.close()
  await sandbox.close()
})

const pay = (orderId: number, at = shop) => at.request(`/order/${orderId}/buy`, { headers: admin.headers })

const stockOf = async (itemId: number) => {
  const [row] = await shop.sql('select quantity::int, available::int from inventory where item = $1', [
    String(itemId),
  ])
  return row
}

const holdsOf = (orderId: number) =>
  shop.sql('select item, quantity::int from stock_holds where "order" = $1 order by item', [String(orderId)])

/** What a payment has made of an order, without what is the order's own. */
async function traceOf(orderId: number) {
  const { id, number, createdAt, updatedAt, lines, ...order } = await shop.order(orderId)
  const attempts = await shop.attempts(orderId)
  return {
    order: { ...order, lines: lines.map(({ id: _id, ...line }) => line), payments: null, history: null },
    moves: await shop.moves(orderId),
    attempts: attempts.map(({ status, flow, account, amount, currency, params }) => {
      const { marks, expiresAt, ...sent } = params as Record<string, unknown>
      return { status, flow, account, amount, currency, sent }
    }),
    holds: await holdsOf(orderId),
  }
}

/** The order is paid while somebody deletes something, for whom the one statement does not wait. */
async function payBehindDeletion(orderId: number) {
  const client = new pg.Client({ connectionString: shop.config.databaseUrl })
  await client.connect()
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock(hashtext('stripe-shop:references'))`)
  const paying = pay(orderId)
  await pause(400)
  await client.query('commit')
  await client.end()
  return paying
}

describe('the first payment of a draft', () => {
  it('leaves the same behind as the transaction that it stands for', async () => {
    const [one, two] = [await shop.createItem({ stock: 50 }), await shop.createItem({ price: 333 })]
    const taxes = await Promise.all(
      [true, false].map((inclusive) =>
        shop.payload.create({
          collection: 'taxes',
          data: { displayName: 'VAT', percentage: 8.875, inclusive, active: true },
        }),
      ),
    )
    const data = {
      lines: [
        { item: one.id, quantity: 2 },
        { item: two.id, quantity: 3 },
        { item: one.id, quantity: 1 },
      ],
    }
    for (const taxIds of [[], [taxes[0]!.id], [taxes[1]!.id, taxes[0]!.id]]) {
      const create = () =>
        shop.payload.create({ collection: 'orders', data: { ...data, taxes: taxIds } as never })
      const [fast, slow] = [await create(), await create()]
      expect((await pay(fast.id)).status).toBe(200)
      expect((await payBehindDeletion(slow.id)).status).toBe(200)
      const trace = await traceOf(fast.id)
      expect(trace).toEqual(await traceOf(slow.id))
      expect(trace).toMatchObject({ order: { status: 'open' }, moves: ['draft', 'draft → open'] })
      expect(trace.holds).toEqual([{ item: String(one.id), quantity: 3 }])
    }
    expect(await stockOf(one.id)).toEqual({ quantity: 50, available: 50 - 6 * 3 })
  })

  it('of many orders at once, in two processes, is one for each', async () => {
    const items = [await shop.createItem({ stock: 200 }), await shop.createItem()]
    const lines = items.map(({ id }) => ({ item: id, quantity: 2 }))
    const orders: Order[] = []
    for (let count = 0; count < 24; count += 1) orders.push(await shop.createOrder(lines))
    const answers = await Promise.all(orders.map(({ id }, index) => pay(id, shops[index % 2])))
    expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 200))
    expect(new Set(answers.map(({ json }) => json.sessionId)).size).toBe(24)
    for (const { id } of orders) expect(await shop.attempts(id)).toMatchObject([{ status: 'open' }])
    expect(await stockOf(items[0]!.id)).toEqual({ quantity: 200, available: 152 })
  })

  it('of one order that is asked for many times at once is one', async () => {
    const { id: item } = await shop.createItem({ stock: 5 })
    const order = await shop.createOrder([{ item, quantity: 1 }])
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => pay(order.id, shops[index % 2])),
    )
    expect(new Set(answers.map(({ json }) => json.sessionId)).size).toBe(1)
    expect(await shop.attempts(order.id)).toHaveLength(1)
    expect(await stockOf(item)).toEqual({ quantity: 5, available: 4 })
  })

  it('holds all of an order or nothing', async () => {
    const [plenty, few] = [await shop.createItem({ stock: 100 }), await shop.createItem({ stock: 3 })]
    const lines = [plenty, few].map(({ id }) => ({ item: id, quantity: 1 }))
    const orders: Order[] = []
    for (let count = 0; count < 10; count += 1) orders.push(await shop.createOrder(lines))
    const answers = await Promise.all(orders.map(({ id }, index) => pay(id, shops[index % 2])))
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses).toEqual([...Array(3).fill(200), ...Array(7).fill(409)])
    expect(answers.find(({ status }) => status === 409)!.json.error.code).toBe('out_of_stock')
    expect(await stockOf(few.id)).toEqual({ quantity: 3, available: 0 })
    expect(await stockOf(plenty.id)).toEqual({ quantity: 100, available: 97 })
    for (const [index, { id }] of orders.entries()) {
      const isPaid = answers[index]!.status === 200
      expect((await shop.order(id)).status).toBe(isPaid ? 'open' : 'draft')
      expect(await holdsOf(id)).toHaveLength(isPaid ? 2 : 0)
    }
  })

  it('waits for whoever is changing the order, and is for what it is then', async () => {
    const { id: item } = await shop.createItem({ price: 700 })
    const order = await shop.createOrder([{ item, quantity: 1 }])
    const client = new pg.Client({ connectionString: shop.config.databaseUrl })
    await client.connect()
    await client.query('begin')
    await client.query('update orders set updated_at = now() where id = $1', [order.id])
    await client.query('update orders_lines set quantity = 4 where _parent_id = $1', [order.id])
    const paying = pay(order.id)
    await pause(300)
    await client.query('commit')
    await client.end()
    expect((await paying).status).toBe(200)
    expect(await shop.attempts(order.id)).toMatchObject([{ amount: 2_800, status: 'open' }])
    expect((await shop.order(order.id)).lines).toMatchObject([{ quantity: 4, amount: 2_800 }])
  })
})

describe('what was read and is not so any more', () => {
  /** As it was read a moment ago. */
  async function readDraft() {
    const { id: item } = await shop.createItem({ stock: 5 })
    const { id } = await shop.createOrder([{ item, quantity: 1 }])
    const order = await shop.payload.db.findOne<{ id: number }>({
      collection: 'orders',
      where: { id: { equals: id } },
    })
    const attempt = `test-${id}`
    const write = () =>
      writeDraftPayment(shop.payload, {
        order: { ...order, taxCopies: [] } as never,
        payment: {
          attempt,
          flow: 'hosted',
          account: 'eur',
          amount: 1000,
          currency: 'eur',
          params: {},
          idempotencyKey: attempt,
          more: {},
        },
        reason: 'a test',
        holdsStock: true,
      })
    return { id, item, write }
  }

  const changes: [string, (draft: { id: number; item: number }) => Promise<unknown>][] = [
    [
      'an order that was saved',
      ({ id }) => shop.sql(`update orders set updated_at = now() where id = $1`, [id]),
    ],
    [
      'an order that is paid already',
      ({ id }) => shop.sql(`update orders set status = 'open' where id = $1`, [id]),
    ],
    ['a line', ({ id }) => shop.sql('update orders_lines set quantity = 2 where _parent_id = $1', [id])],
    ['a line less', ({ id }) => shop.sql('delete from orders_lines where _parent_id = $1', [id])],
    ['a price', ({ item }) => shop.sql('update items set price = 1 where id = $1', [item])],
    ['an item off sale', ({ item }) => shop.sql(`update items set _status = 'draft' where id = $1`, [item])],
    ['a stock', ({ item }) => shop.sql('update inventory set available = 0 where item = $1', [String(item)])],
    [
      'an attempt',
      ({ id }) =>
        shop.sql(
          `insert into payments (order_id, attempt, status, flow, account, amount, currency, params, idempotency_key)
            values ($1, $2, 'starting', 'hosted', 'eur', 1, 'eur', '{}', $2)`,
          [id, `other-${id}`],
        ),
    ],
  ]

  it.each(changes)('leaves to the transaction: %s', async (_what, change) => {
    const draft = await readDraft()
    await change(draft)
    const before = await stockOf(draft.item)
    expect(await draft.write()).toBe(false)
    expect(await stockOf(draft.item)).toEqual(before)
    expect(await shop.sql('select 1 from payments where attempt = $1', [`test-${draft.id}`])).toEqual([])
    expect(await holdsOf(draft.id)).toEqual([])
  })

  it('and is written where nothing has changed', async () => {
    const draft = await readDraft()
    expect(await draft.write()).toBe(true)
    expect(await stockOf(draft.item)).toEqual({ quantity: 5, available: 4 })
  })
})

describe('the statement of a first payment', () => {
  type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] }

  /** As a connection of the shop has prepared it. All of them are asked: each waits until the others have theirs. */
  async function readStatement(): Promise<string> {
    const { pool } = shop.payload.db as unknown as { pool: pg.Pool }
    const text = `select statement from pg_prepared_statements, pg_sleep(0.1) where name like 'shop-draft-payments-%'`
    const answers = await Promise.all(Array.from({ length: pool.options.max }, () => pool.query(text)))
    const [row] = answers.flatMap(({ rows }) => rows as { statement: string }[])
    if (!row) throw new Error('No first payment was written before')
    return row.statement
  }

  function readAsAWhole({ 'Node Type': type, 'Relation Name': table, Plans = [] }: Plan): string[] {
    return [...(type === 'Seq Scan' && table ? [table] : []), ...Plans.flatMap(readAsAWhole)]
  }

  it('reads no table as a whole, however many items and orders there are', async () => {
    const { id: item } = await shop.createItem({ stock: 5 })
    const order = await shop.createOrder([{ item, quantity: 1 }])
    expect((await pay(order.id)).status).toBe(200)
    await shop.sql(
      `insert into items (name, price, currency, _status)
        select 'Item ' || n, 100, 'usd', 'published' from generate_series(1, 20000) n`,
    )
    await shop.sql(
      `with made as (
        insert into orders (status, currency, number, subtotal, total)
          select 'open', 'usd', 'many-' || n, 100, 100 from generate_series(1, 20000) n returning id
      ), paid as (
        insert into payments (order_id, attempt, status, flow, account, amount, currency, params, idempotency_key)
          select id, 'many-' || id, 'open', 'hosted', 'usd', 100, 'usd', '{}', 'many-' || id from made
      )
      insert into orders_lines (_order, _parent_id, id, item_id, sold_item, name, quantity, unit_amount, amount)
        select 1, id, 'many-' || id, $1::int, $1::text, 'Item', 1, 100, 100 from made`,
      [item],
    )
    await shop.sql(
      `insert into inventory (item, quantity, available)
        select id::text, 10, 10 from items where name like 'Item %'`,
    )
    await shop.sql('analyze')
    const [
      {
        'QUERY PLAN': [{ Plan: plan }],
      },
    ] = (await shop.sql(`explain (generic_plan, format json) ${await readStatement()}`)) as [
      { 'QUERY PLAN': [{ Plan: Plan }] },
    ]
    const large = ['items', 'orders', 'orders_lines', 'payments', 'inventory']
    expect(readAsAWhole(plan).filter((table) => large.includes(table))).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import Stripe from 'stripe'
import { installationIdOf } from '../../../src/plugin/shop/installation.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await startTestShop()
})

afterAll(() => shop.close())

const PATH = '/stripe/webhook/eur'

/** Open orders with a payment each, as so many purchases of one item leave them. */
async function openOrders(count: number, { stock }: { stock: number }) {
  const { id: item } = await shop.createItem({ stock })
  const { json } = await shop.request(`/buy/${item}`)
  await shop.sql(
    `with copies as (
       insert into orders (number, status, currency, subtotal, discount_amount, tax_amount, total, amount_refunded,
         tax_copies)
       select 'burst-' || $1::int || '-' || n, status, currency, subtotal, 0, 0, total, 0, tax_copies
       from orders, generate_series(2, $2::int) n where id = $1
       returning id
     ), lines as (
       insert into orders_lines (_order, _parent_id, id, item_id, sold_item, name, quantity, unit_amount, amount)
       select 1, copies.id, 'line-' || copies.id, item_id, sold_item, name, quantity, unit_amount, amount
       from copies, orders_lines where _parent_id = $1
     ), holds as (
       insert into stock_holds ("order", item, quantity) select id::text, $3::text, 1 from copies
     )
     insert into payments (order_id, attempt, status, flow, account, amount, currency, params, session_id)
     select copies.id, 'attempt-' || copies.id, 'open', flow, account, amount, currency, params,
       'cs_test_' || copies.id
     from copies, payments where order_id = $1`,
    [json.orderId, count, String(item)],
  )
  await shop.sql('update inventory set available = available - $2 where item = $1', [String(item), count - 1])
  const orders = await shop.sql(
    'select order_id as id, attempt, session_id as session from payments where order_id >= $1 order by order_id',
    [json.orderId],
  )
  return { item, orders: orders as { id: number; attempt: string; session: string }[] }
}

type Paid = { id: number; attempt: string; session: string }

async function deliver({ id, attempt, session }: Paid, eventId = `evt_${session}`) {
  const metadata = { installation: await installationIdOf(shop.payload), order: String(id), attempt }
  const body = JSON.stringify({
    id: eventId,
    object: 'event',
    type: 'checkout.session.completed',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    data: {
      object: {
        id: session,
        object: 'checkout.session',
        status: 'complete',
        payment_status: 'paid',
        amount_total: 1000,
        currency: 'eur',
        livemode: false,
        payment_intent: `pi_${id}`,
        metadata,
      },
    },
  })
  const [secret = ''] = shop.config.accounts.find(({ name }) => name === 'eur')?.webhookSecrets ?? []
  return shop.request(PATH, {
    method: 'POST',
    body,
    headers: { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body, secret }) },
  })
}

const movesOf = (ids: number[]) =>
  shop.sql(
    `select order_id as id, string_agg(coalesce("from"::text, '') || '>' || "to", ' ' order by id) as moves
      from order_history where order_id = any($1) group by order_id`,
    [ids],
  )

describe('events that come all at once', () => {
  it('are all taken and applied, each order paid once, its stock lowered once', async () => {
    const count = 800
    const { item, orders } = await openOrders(count, { stock: count + 5 })
    const answers = await Promise.all([...orders, ...orders.slice(0, 50)].map((order) => deliver(order)))
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([204])
    const rows = await shop.sql(
      'select status, count(*)::int as count from orders where id = any($1) group by 1',
      [orders.map(({ id }) => id)],
    )
    expect(rows).toEqual([{ status: 'paid', count }])
    const moves = await movesOf(orders.slice(1).map(({ id }) => id))
    expect([...new Set(moves.map((row) => row.moves))]).toEqual(['open>paid'])
    expect(moves).toHaveLength(count - 1)
    expect(
      await shop.sql('select quantity, available from inventory where item = $1', [String(item)]),
    ).toEqual([{ quantity: '5', available: '5' }])
    expect(await shop.sql('select 1 from stock_holds where item = $1', [String(item)])).toEqual([])
  })

  it('fail alone where one of them cannot be applied', async () => {
    const { orders } = await openOrders(40, { stock: 100 })
    const broken = orders[20] as Paid
    await shop.sql(
      `create function refuse() returns trigger as $$ begin
        if new.order_id = ${broken.id} then raise exception 'disk full'; end if; return new; end $$ language plpgsql`,
    )
    await shop.sql(
      'create trigger refuse before insert on order_history for each row execute function refuse()',
    )
    const answers = await Promise.all(orders.map((order) => deliver(order)))
    await shop.sql('drop trigger refuse on order_history')
    expect(answers.map(({ status }) => status)).toEqual(
      orders.map(({ id }) => (id === broken.id ? 500 : 204)),
    )
    expect((await shop.order(broken.id)).status).toBe('open')
    expect((await deliver(broken)).status).toBe(204)
    const rows = await shop.sql('select distinct status from orders where id = any($1)', [
      orders.map(({ id }) => id),
    ])
    expect(rows).toEqual([{ status: 'paid' }])
  })

  it('tell staff of an order that was paid by two of them', async () => {
    const { orders } = await openOrders(10, { stock: 100 })
    const [first, second] = orders as [Paid, Paid]
    // One order with the payments of two.
    await shop.sql('update payments set order_id = $1 where order_id = $2', [first.id, second.id])
    const answers = await Promise.all(
      orders.map((order) => deliver(order.id === second.id ? { ...order, id: first.id } : order)),
    )
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([204])
    const { status, review } = await shop.order(first.id)
    expect([status, review]).toEqual(['paid', expect.stringContaining('Paid twice')])
  })

  it('settle two orders of a stock for one: the second is told to staff', async () => {
    const { item, orders } = await openOrders(6, { stock: 6 })
    await shop.sql('delete from stock_holds where item = $1', [String(item)])
    await shop.sql('update inventory set quantity = 4, available = 4 where item = $1', [String(item)])
    await Promise.all(orders.map((order) => deliver(order)))
    const reviewed = await shop.sql(
      `select id from orders where id = any($1) and status = 'paid' and review like '%Sold beyond the stock%'`,
      [orders.map(({ id }) => id)],
    )
    expect(reviewed).toHaveLength(2)
    expect(await shop.stock(item)).toBe(0)
  })

  it('count the uses of one discount one after the other: those beyond its limit are told to staff', async () => {
    const { orders } = await openOrders(40, { stock: 40 })
    const ids = orders.map(({ id }) => id)
    const { id: discount } = await shop.payload.create({
      collection: 'discounts',
      data: {
        name: 'Twenty times',
        type: 'fixed',
        amountOff: 1,
        currency: 'eur',
        duration: 'once',
        maxRedemptions: 20,
      } as never,
    })
    await shop.sql('update orders set discount_copy = $2 where id = any($1)', [
      ids,
      JSON.stringify({ id: discount, name: 'Twenty times', amount: 1 }),
    ])
    await Promise.all(orders.map((order) => deliver(order)))
    const reviewed = await shop.sql(
      `select id from orders where id = any($1) and status = 'paid' and review like '%“Twenty times” was used by%'`,
      [ids],
    )
    expect(reviewed).toHaveLength(20)
  })
})

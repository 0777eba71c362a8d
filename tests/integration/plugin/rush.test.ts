import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { textIn } from '../../../src/plugin/database/catalogue-terms.ts'
import {
  inTransaction,
  isUniqueViolation,
  readOffer,
  writeOpened,
  writePurchase,
} from '../../../src/plugin/database/database.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

/** What arrives in one turn of the event loop shares its queries: each shopper must still get his own. */

let shop: TestShop
let admin: SignedIn

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
})

afterAll(() => shop.close())

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const buy = (path: string) => shop.request(path, { headers: admin.headers })

const newTax = async (percentage: number) => {
  const data = {
    displayName: `Tax ${percentage}`,
    percentage,
    inclusive: false,
    appliesByDefault: true,
    active: true,
  }
  return (await shop.payload.create({ collection: 'taxes', data })).id
}

/** An order of one of the item, offered now, as `/buy` would write it. */
async function newPurchase(itemId: number, { buyKey = null }: { buyKey?: string | null } = {}) {
  const offer = (await readOffer(shop.payload, itemId))!
  const { id, price, currency, orderId, orderNumber } = offer
  const name = textIn(shop.payload, offer.name)
  return {
    order: {
      id: orderId,
      number: orderNumber,
      currency,
      subtotal: price,
      discountAmount: 0,
      taxAmount: 0,
      total: price,
      taxCopies: offer.taxes,
      buyKey,
      more: {},
    },
    line: { item: id, soldItem: String(id), name, quantity: 1, unitAmount: price, amount: price },
    payment: {
      attempt: randomUUID(),
      flow: 'hosted',
      account: 'default',
      amount: price,
      currency,
      params: {},
      idempotencyKey: randomUUID(),
      more: {},
    },
    holdsStock: true,
    reason: 'bought in a rush',
  }
}

const written = (orderIds: unknown[]) =>
  shop.sql(
    `select orders.id, orders.number, orders.total::int as total, orders.status, line.item_id as item, line.sold_item as sold, line.name,
       (select count(*)::int from orders_lines where _parent_id = orders.id) as lines,
       (select count(*)::int from order_history where order_id = orders.id) as moves,
       (select count(*)::int from payments where order_id = orders.id) as attempts,
       array(select taxes_id from orders_rels where parent_id = orders.id order by "order") as taxes
     from orders join orders_lines line on line._parent_id = orders.id where orders.id = any($1) order by orders.id`,
    [orderIds],
  )

describe('many shoppers at once', () => {
  it('get an order, a session and a number of their own each, and wrong addresses a 404', async () => {
    const items = await Promise.all(
      numbers(5).map((index) => shop.createItem({ name: `Thing ${index}`, price: 1000 + index })),
    )
    const hidden = await shop.createItem({ _status: 'draft' })
    const wanted = numbers(60).map((index) => ({ item: items[index % 5]!, quantity: 1 + (index % 3) }))
    const [answers, refused] = await Promise.all([
      Promise.all(wanted.map(({ item, quantity }) => buy(`/buy/${item.id}?quantity=${quantity}`))),
      Promise.all([hidden.id, 999_999].map((id) => buy(`/buy/${id}`))),
    ])
    expect(refused.map(({ status }) => status)).toEqual([404, 404])
    expect(answers.map(({ status }) => status)).toEqual(wanted.map(() => 200))
    const orders = await Promise.all(answers.map(({ json }) => shop.order(json.orderId)))
    const sessions = await Promise.all(
      answers.map(({ json }) => shop.stripe().checkout.sessions.retrieve(json.sessionId)),
    )
    for (const [index, { item, quantity }] of wanted.entries()) {
      const [order, session] = [orders[index]!, sessions[index]!]
      expect(order.lines).toMatchObject([{ name: item.name, quantity, unitAmount: item.price }])
      expect(order.total).toBe(item.price * quantity)
      expect(session).toMatchObject({ amount_total: order.total, metadata: { order: String(order.id) } })
      const [attempt] = await shop.attempts(order.id)
      expect(attempt).toMatchObject({ status: 'open', sessionId: session.id, amount: order.total })
    }
    expect(new Set(orders.map(({ number }) => number)).size).toBe(60)
  })

  it('pay the taxes that apply by default, which each order refers to in their order', async () => {
    const item = await shop.createItem({ price: 10_000 })
    const taxes = [await newTax(3), await newTax(5)]
    const answers = await Promise.all(numbers(12).map(() => buy(`/buy/${item.id}`)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const rows = await written(answers.map(({ json }) => json.orderId))
    expect(rows).toHaveLength(12)
    for (const row of rows)
      expect(row).toMatchObject({ total: 10_800, taxes, lines: 1, moves: 1, attempts: 1 })
    await shop.payload.delete({ collection: 'taxes', where: { id: { in: taxes } } })
  })

  it('do not fail for the one whose purchase stands already', async () => {
    const item = await shop.createItem()
    const keys = ['first', 'second', 'first', null, null]
    const purchases = await Promise.all(keys.map((buyKey) => newPurchase(item.id, { buyKey })))
    const outcomes = await Promise.allSettled(purchases.map((each) => writePurchase(shop.payload, each)))
    const failed = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
    expect(failed).toHaveLength(1)
    expect(isUniqueViolation(failed[0]!.reason)).toBe(true)
    const rows = await written(purchases.map(({ order }) => order.id))
    expect(rows).toHaveLength(4)
    for (const row of rows) expect(row).toMatchObject({ status: 'open', lines: 1, moves: 1, attempts: 1 })
  })

  it('do not fail for the one who asks for something impossible', async () => {
    const item = await shop.createItem({ name: 'Possible' })
    const ids = [item.id, 99_999_999_999, item.id, 999_998]
    const outcomes = await Promise.allSettled(ids.map((id) => readOffer(shop.payload, id)))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    const offers = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value?.id : null))
    expect(offers).toEqual([item.id, null, item.id, undefined])
  })

  it('are sold as it was offered what is deleted in this moment, without a reference', async () => {
    const [kept, gone] = await Promise.all([
      shop.createItem({ name: 'Kept' }),
      shop.createItem({ name: 'Gone' }),
    ])
    const purchases = [await newPurchase(kept.id), await newPurchase(gone.id), await newPurchase(kept.id)]
    await shop.payload.delete({ collection: 'items', id: gone.id })
    await Promise.all(purchases.map((each) => writePurchase(shop.payload, each)))
    const rows = await written(purchases.map(({ order }) => order.id))
    expect(rows.map(({ item, sold, name }) => ({ item, sold, name }))).toEqual([
      { item: kept.id, sold: String(kept.id), name: 'Kept' },
      { item: null, sold: String(gone.id), name: 'Gone' },
      { item: kept.id, sold: String(kept.id), name: 'Kept' },
    ])
  })

  it('do not wait for a deletion that takes long', async () => {
    const [kept, gone] = [await shop.createItem({ name: 'Stays' }), await shop.createItem({ name: 'Goes' })]
    const answers = await inTransaction(shop.payload, async (req) => {
      await shop.payload.delete({ collection: 'items', id: gone.id, req })
      const buys = [kept, gone, kept].map(({ id }) => buy(`/buy/${id}`))
      return Promise.race([Promise.all(buys), pause(2000, null)])
    })
    expect(answers?.map(({ status }) => status)).toEqual([200, 200, 200])
    const rows = await written(answers!.map(({ json }) => json.orderId))
    expect(rows.map(({ item }) => item).sort()).toEqual([kept.id, kept.id, null])
  })

  it('have each what Stripe answered to them, and an event that came first is not undone', async () => {
    const item = await shop.createItem()
    const purchases = await Promise.all(numbers(3).map(() => newPurchase(item.id)))
    await Promise.all(purchases.map((each) => writePurchase(shop.payload, each)))
    const attempts = purchases.map(({ payment }) => payment.attempt)
    await shop.sql(`update payments set status = 'paid', intent_id = 'pi_early' where attempt = $1`, [
      attempts[1],
    ])
    const answer = (attempt: string) => ({ attempt, intentId: null, clientSecret: null, isLiveMode: false })
    await Promise.all(
      attempts.map((attempt, index) =>
        writeOpened(shop.payload, {
          ...answer(attempt),
          sessionId: `cs_${index}`,
          url: `https://checkout.example/${index}`,
        }),
      ),
    )
    const rows = await shop.sql(
      'select status, session_id as session, intent_id as intent, url from payments where attempt = any($1) order by id',
      [attempts],
    )
    expect(rows).toEqual([
      { status: 'open', session: 'cs_0', intent: null, url: 'https://checkout.example/0' },
      { status: 'paid', session: 'cs_1', intent: 'pi_early', url: 'https://checkout.example/1' },
      { status: 'open', session: 'cs_2', intent: null, url: 'https://checkout.example/2' },
    ])
  })

  it('buy or are told that there is nothing, while staff delete what they buy', async () => {
    for (const _round of numbers(5)) {
      const items = await Promise.all(
        numbers(4).map((index) => shop.createItem({ name: `Passing ${index}` })),
      )
      const ids = items.map(({ id }) => id)
      const buys = numbers(24).map((index) => buy(`/buy/${ids[index % 4]}`))
      const deletion = shop.request(`/api/items?where[id][in]=${ids.toReversed().join(',')}`, {
        method: 'DELETE',
        headers: admin.headers,
      })
      const statuses = (await Promise.all(buys)).map(({ status }) => status)
      expect(statuses.filter((status) => status !== 200 && status !== 404)).toEqual([])
      expect((await deletion).json.errors).toEqual([])
    }
  })
})

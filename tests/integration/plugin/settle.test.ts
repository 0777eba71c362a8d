import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { settleOrder } from '../../../src/plugin/shop/payments/settlement.ts'
import type { PaymentFacts } from '../../../src/plugin/stripe/facts.ts'
import { paidFacts } from '../../support/payment-facts.ts'
import { CARD, controlsOf, payByBankDebit, payByCard } from '../../support/payment-page.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop
let controls: ReturnType<typeof controlsOf>
let mug: number

beforeAll(async () => {
  shop = await startTestShop()
  controls = controlsOf(shop.sandbox)
  mug = (await shop.createItem({ stock: 10_000 })).id
})

afterAll(() => shop.close())

type Attempt = { attempt: string }

async function buy(itemId = mug) {
  const { json } = await shop.request(`/buy/${itemId}`)
  const [{ attempt }] = (await shop.attempts(json.orderId)) as unknown as [{ attempt: string }]
  return { ...json, attempt } as {
    orderId: number
    sessionId: string
    url: string
    returnUrl: string
    attempt: string
  }
}

const until = (orderId: number, status: string) =>
  waitFor(async () => (await shop.order(orderId)).status === status, {
    what: `The status ${status}`,
    timeoutMs: 15_000,
  })

const page = (returnUrl: string) =>
  shop.request(returnUrl.replace(shop.url, ''), { headers: { accept: 'text/html' } })

const losesWebhooks = () => controls.failDeliveries({ kind: 'drop', times: 1000 })

/** What Stripe would say of an attempt, changed to what it should never say. */
const facts = (changes: Partial<PaymentFacts>): PaymentFacts => ({ ...paidFacts(1000), ...changes })

describe('a payment', () => {
  it('is settled by the return page when the webhook never comes', async () => {
    await losesWebhooks()
    const bought = await buy()
    await payByCard(bought.url)
    expect((await shop.order(bought.orderId)).status).toBe('open')
    const { status, text } = await page(bought.returnUrl)
    expect([status, text.includes('Paid')]).toEqual([200, true])
    expect(await shop.moves(bought.orderId)).toEqual(['open', 'open → paid'])
    await controls.clearFaults()
  })

  it('is seen on the first load of the page, though Stripe was asked a moment before', async () => {
    await losesWebhooks()
    const bought = await buy()
    await page(bought.returnUrl)
    await payByCard(bought.url)
    expect((await page(bought.returnUrl)).text).toContain('Paid')
    await controls.clearFaults()
  })

  it('is settled once, however the webhook and the return page race', async () => {
    const before = (await shop.stock(mug)) ?? 0
    const rounds = 10
    for (let round = 0; round < rounds; round += 1) {
      const bought = await buy()
      await Promise.all([payByCard(bought.url), page(bought.returnUrl), page(bought.returnUrl)])
      await Promise.all([page(bought.returnUrl), page(bought.returnUrl)])
      await until(bought.orderId, 'paid')
      expect(await shop.moves(bought.orderId)).toEqual(['open', 'open → paid'])
    }
    expect(await shop.stock(mug)).toBe(before - rounds)
  })

  it('tells who paid', async () => {
    const bought = await buy()
    await payByCard(bought.url)
    await until(bought.orderId, 'paid')
    const order = await waitFor(
      async () => {
        const found = await shop.order(bought.orderId)
        return found.customerEmail ? found : null
      },
      { what: 'The customer' },
    )
    expect(order).toMatchObject({ customerEmail: 'buyer@example.com', customerName: 'Ada Buyer' })
    expect(order.paidAt).toBeTruthy()
  })

  it.each([CARD.declined, CARD.noFunds])('with card %s ends nothing: the next card pays', async (card) => {
    const bought = await buy()
    expect((await payByCard(bought.url, card)).status).toBe(402)
    expect(await shop.moves(bought.orderId)).toEqual(['open'])
    expect((await payByCard(bought.url)).status).toBe(303)
    await until(bought.orderId, 'paid')
    expect(await shop.moves(bought.orderId)).toEqual(['open', 'open → paid'])
  })

  it.each([
    ['settles', 'paid', 'processing → paid'],
    ['fails', 'failed', 'processing → failed'],
  ] as const)('by bank debit that %s is processing first', async (outcome, last, move) => {
    const bought = await buy()
    await payByBankDebit(bought.url, outcome)
    await until(bought.orderId, 'processing')
    const [{ intentId }] = (await shop.attempts(bought.orderId)) as unknown as [{ intentId: string }]
    await (outcome === 'settles' ? controls.settleDebit(intentId) : controls.failDebit(intentId))
    await until(bought.orderId, last)
    expect(await shop.moves(bought.orderId)).toEqual(['open', 'open → processing', move])
  })

  it('that nobody makes ends as expired', async () => {
    const bought = await buy()
    await controls.expire(bought.sessionId)
    await until(bought.orderId, 'expired')
    expect((await shop.attempts(bought.orderId))[0]?.status).toBe('expired')
  })
})

describe('money that comes late', () => {
  it.each(['expired', 'failed', 'canceled'] as const)('after %s makes the order paid', async (state) => {
    const { orderId, attempt } = await buy()
    await settleOrder(shop.payload, { attempt, facts: facts({ state }) })
    expect((await shop.order(orderId)).status).toBe(state)
    await settleOrder(shop.payload, { attempt, facts: facts({ state: 'paid' }) })
    expect(await shop.moves(orderId)).toEqual(['open', `open → ${state}`, `${state} → paid`])
  })

  it('never falls back: late news of an end change nothing of a paid order', async () => {
    const { orderId, attempt } = await buy()
    await settleOrder(shop.payload, { attempt, facts: facts({}) })
    for (const state of ['open', 'processing', 'failed', 'expired', 'canceled', 'paid'] as const) {
      await settleOrder(shop.payload, { attempt, facts: facts({ state }) })
    }
    expect(await shop.moves(orderId)).toEqual(['open', 'open → paid'])
    expect((await shop.attempts(orderId))[0]?.status).toBe('paid')
  })

  it('of an attempt that nobody knows changes nothing', async () => {
    const count = async () => (await shop.sql('select count(*)::int as count from order_history'))[0].count
    const before = await count()
    await settleOrder(shop.payload, { attempt: 'unknown', facts: facts({}) })
    expect(await count()).toBe(before)
  })
})

describe('staff are asked to look', () => {
  it.each([
    ['less', { amount: 999 }, '€9.99'],
    ['more', { amount: 100_000 }, '€1,000.00'],
    ['another currency', { currency: 'usd' }, '$10.00'],
  ])('at a payment of %s', async (_what, changes, shown) => {
    const { orderId, attempt } = await buy()
    await settleOrder(shop.payload, { attempt, facts: facts(changes) })
    const order = await shop.order(orderId)
    expect(order.status).toBe('paid')
    expect(order.review).toContain(shown)
    expect(order.review).toContain('€10.00')
    expect(order.total).toBe(1000)
    // What came is what can be given back.
    expect((await shop.attempts(orderId))[0]?.amountReceived).toBe(facts(changes).amount)
  })

  it('at an order that was paid twice', async () => {
    const admin = await shop.signIn('admin')
    const item = (await shop.createItem({ stock: 5 })).id
    const first = await buy(item)
    await settleOrder(shop.payload, { attempt: first.attempt, facts: facts({ state: 'expired' }) })
    const again = await shop.request(`/order/${first.orderId}/buy`, { headers: admin.headers })
    expect(again.status).toBe(200)
    const [one, other] = (await shop.attempts(first.orderId)) as unknown as [Attempt, Attempt]
    await settleOrder(shop.payload, { attempt: one.attempt, facts: facts({}) })
    const { paidAt } = await shop.order(first.orderId)
    await settleOrder(shop.payload, { attempt: other.attempt, facts: facts({}) })
    expect(await shop.order(first.orderId)).toMatchObject({
      paidAt,
      review: expect.stringContaining('Paid twice'),
    })
    // It is sold once, whoever paid for it how often.
    expect(await shop.stock(item)).toBe(4)
    expect(await shop.moves(first.orderId)).toEqual([
      'open',
      'open → expired',
      'expired → open',
      'open → paid',
    ])
  })

  it('at an order with nothing to pay that went beyond what there really is', async () => {
    const admin = await shop.signIn('admin')
    const item = await shop.createItem({ name: 'Last one', stock: 1 })
    const data = { name: 'All of it', percentOff: 100, duration: 'once' } as const
    const discount = await shop.payload.create({ collection: 'discounts', data })
    const order = await shop.payload.create({
      collection: 'orders',
      data: { lines: [{ item: item.id, quantity: 1 }], discount: discount.id } as never,
    })
    // It is gone, though nobody has told the shop how many can still be had.
    await shop.sql('update inventory set quantity = 0 where item = $1', [String(item.id)])
    const { status } = await shop.request(`/order/${order.id}/buy`, { headers: admin.headers })
    expect([status, await shop.order(order.id)]).toMatchObject([
      200,
      { status: 'paid', review: expect.stringContaining('Sold beyond the stock') },
    ])
  })

  it('at what was sold beyond the stock', async () => {
    const last = (await shop.createItem({ name: 'Last one', stock: 2 })).id
    const bought = [await buy(last), await buy(last)]
    // One of them broke while both were being paid for.
    await shop.payload.update({ collection: 'items', id: last, data: { stock: 1 } })
    await Promise.all(bought.map(({ url }) => payByCard(url)))
    for (const { orderId } of bought) await until(orderId, 'paid')
    const reviews = await Promise.all(bought.map(async ({ orderId }) => (await shop.order(orderId)).review))
    expect(reviews.filter(Boolean)).toEqual([expect.stringContaining('Sold beyond the stock')])
    // What was held beyond what there is counts against nothing that comes in later.
    const [inventory] = await shop.sql('select quantity, available from inventory where item = $1', [
      String(last),
    ])
    expect([inventory.quantity, inventory.available].map(Number)).toEqual([0, 0])
  })
})

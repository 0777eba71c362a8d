import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import Stripe from 'stripe'
import { type StripeShopOptions, startBackground, stripeShop } from '../../../src/plugin/index.ts'
import type { OrderNews } from '../../../src/plugin/shop/callbacks.ts'
import { runOutbox } from '../../../src/plugin/shop/outbox.ts'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { CARD, controlsOf, payByCard } from '../../support/payment-page.ts'
import { createPlainDatabase } from '../../support/plain-database.ts'
import { type PlainPayload, startPlainPayload } from '../../support/plain-payload.ts'
import { request, startTestSandbox, type TestSandbox } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

type Told = { kind: string; news: OrderNews; by: string }

let sandbox: TestSandbox
let shop: PlainPayload
let other: PlainPayload
let stripe: Stripe
let told: Told[] = []
let failures = 0
/** What else the project wants in a session. */
let wanted: () => Stripe.Checkout.SessionCreateParams = () => ({})

beforeAll(async () => {
  sandbox = await startTestSandbox()
  stripe = new Stripe('sk_test_sandbox_eur', { host: '127.0.0.1', port: sandbox.port, protocol: 'http' })
  const databaseUrl = await createPlainDatabase()
  const secrets: string[] = []
  const options = (by: string) => (url: string) => optionsOf(by, url, secrets)
  shop = await startPlainPayload({ databaseUrl, options: options('first') })
  other = await startPlainPayload({ databaseUrl, options: options('second') })
  const endpoint = await stripe.webhookEndpoints.create({
    url: `${shop.url}/api/shop/webhook/eur`,
    enabled_events: ['*'],
  })
  secrets.push(String(endpoint.secret))
})

beforeEach(() => {
  told = []
  failures = 0
  wanted = () => ({})
})

afterAll(async () => {
  await shop.close()
  await other.close()
  await sandbox.close()
})

/** `webhookSecrets` is filled once the endpoint is there: an operator knows it before the start. */
function optionsOf(by: string, url: string, webhookSecrets: string[]): StripeShopOptions {
  const hear = (kind: string) => async (news: OrderNews) => {
    told.push({ kind, news, by })
    if (failures > 0) {
      failures -= 1
      throw new Error('The mail server is down.')
    }
  }
  return {
    accounts: [
      {
        name: 'eur',
        currency: null,
        isDefault: true,
        secretKey: 'sk_test_sandbox_eur',
        publishableKey: 'pk_test_sandbox_eur',
        webhookSecrets,
      },
    ],
    currencies: ['eur'],
    publicUrl: url,
    stripeApiBase: sandbox.url,
    onOrderPaid: hear('paid'),
    onOrderRefunded: hear('refunded'),
    onOrderEnded: hear('ended'),
    sessionParams: (order, params) => ({
      ...params,
      locale: 'de',
      submit_type: 'book',
      metadata: { ...params.metadata, shelf: `order ${order.id}`, order: 'not yours to say' },
      line_items: [],
      ...wanted(),
    }),
  }
}

async function buy(flow = 'hosted') {
  const item = await shop.payload.create({
    collection: 'items',
    data: { name: 'Mug', price: 1000, currency: 'eur', _status: 'published' },
  })
  const { status, json } = await request(`${shop.url}/api/shop/buy/${item.id}?flow=${flow}`, {
    method: 'POST',
  })
  expect(status).toBe(200)
  return { ...json, itemId: item.id }
}

const orderOf = (id: number) => shop.payload.findByID({ collection: 'orders', id, depth: 0 })

/** What the project was or is still to be told of an order. */
async function wordsOf(order: number): Promise<string[]> {
  const { docs } = await shop.payload.find({ collection: 'shop-outbox', where: { order: { equals: order } } })
  return docs.map(({ kind, status }) => `${kind} ${status}`)
}

const becomes = (id: number, status: string) =>
  waitFor(async () => (await orderOf(id)).status === status, { what: `order ${status}` })

describe('a Payload project with the plugin and no server of ours', () => {
  it('sells over Payload’s REST, from the purchase to the paid order', async () => {
    const started = await buy()
    await payByCard(started.url)
    await becomes(started.orderId, 'paid')
    const token = new URL(started.returnUrl).searchParams.get('token')
    const order = await request(`${shop.url}/api/shop/orders/${started.orderId}?token=${token}`)
    expect(order.status).toBe(200)
    expect(order.headers.get('cache-control')).toBe('no-store')
    expect(order.json).toMatchObject({ status: 'paid', total: 1000, customerEmail: 'buyer@example.com' })
    expect((await request(`${shop.url}/api/shop/orders/${started.orderId}`)).status).toBe(401)
    expect((await request(`${shop.url}/api/shop/by_order/${started.itemId}`)).status).toBe(401)
  })

  it('answers nobody else’s order, though both name their purchase alike', async () => {
    const { itemId } = await buy()
    const orderOfCaller = async (address: string) =>
      (
        await request(`${shop.url}/api/shop/buy/${itemId}`, {
          method: 'POST',
          headers: { 'idempotency-key': '1', 'x-forwarded-for': address },
        })
      ).json.orderId
    const [first, second] = [await orderOfCaller('10.0.0.1'), await orderOfCaller('10.0.0.2')]
    expect(second).not.toBe(first)
    expect(await orderOfCaller('10.0.0.1')).toBe(first)
  })

  it('sells by intent as well, and pays a whole order', async () => {
    const started = await buy('intent')
    const token = new URL(started.returnUrl).searchParams.get('token')
    const pay = `${shop.url}/api/shop/orders/${started.orderId}/pay?flow=intent&token=${token}`
    const again = await request(pay, { method: 'POST' })
    expect(again.json.paymentIntentId).toBe(started.paymentIntentId)
    await stripe.paymentIntents.confirm(started.paymentIntentId, {
      payment_method: 'pm_card_visa',
      return_url: shop.url,
    })
    await becomes(started.orderId, 'paid')
    expect((await request(pay, { method: 'POST' })).status).toBe(409)
  })

  it('refuses an event that nobody signed, another site’s page and nonsense', async () => {
    const post = (path: string, headers: Record<string, string> = {}) =>
      request(`${shop.url}/api/shop${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      })
    expect((await post('/webhook/eur')).status).toBe(400)
    expect((await post('/webhook/usd')).status).toBe(404)
    const itemId = (await buy()).itemId
    expect((await post(`/buy/${itemId}`, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    // Browsers send no Sec-Fetch-Site over plain HTTP.
    expect((await post(`/buy/${itemId}`, { origin: 'http://elsewhere.example' })).status).toBe(403)
    expect((await post(`/buy/${itemId}`, { origin: 'null' })).status).toBe(403)
    expect((await post(`/buy/${itemId}`, { origin: shop.url })).status).toBe(200)
    expect((await post(`/buy/${itemId}?quantity=0`)).status).toBe(400)
    expect((await post('/buy/x')).status).toBe(400)
    expect((await post('/buy/999999')).status).toBe(404)
  })
})

describe('sessionParams', () => {
  it('adds to the session, and nothing that is the shop’s own', async () => {
    const { sessionId, orderId } = await buy()
    const session = await stripe.checkout.sessions.retrieve(sessionId)
    expect(session).toMatchObject({
      locale: 'de',
      submit_type: 'book',
      amount_total: 1000,
      metadata: { shelf: `order ${orderId}`, order: String(orderId) },
    })
  })

  it.each<[string, () => Stripe.Checkout.SessionCreateParams]>([
    ['allow_promotion_codes', () => ({ allow_promotion_codes: true })],
    ['automatic_tax', () => ({ automatic_tax: { enabled: true } })],
    ['expires_at', () => ({ expires_at: 5 })],
    ['capture_method', () => ({ payment_intent_data: { capture_method: 'manual' } })],
    ['a mode’s parameters', () => ({ subscription_data: { description: 'Mugs' } })],
    ['what Stripe refuses', () => ({ locale: 'xx' as 'de' })],
  ])('that break a payment are left out of it, which goes on (%s)', async (_what, params) => {
    wanted = params
    const { sessionId, url } = await buy()
    const session = await stripe.checkout.sessions.retrieve(sessionId, { expand: ['payment_intent'] })
    expect(session).toMatchObject({
      amount_total: 1000,
      allow_promotion_codes: null,
      automatic_tax: { enabled: false },
    })
    expect(url).toMatch(/^http/)
  })

  it('that fail do not keep anybody from paying', async () => {
    wanted = () => {
      throw new Error('No such shelf.')
    }
    const { sessionId } = await buy()
    expect(await stripe.checkout.sessions.retrieve(sessionId)).toMatchObject({ locale: null })
  })

  it('that are the same for all orders are refused at the start where they contradict the shop', () => {
    const options = optionsOf('first', 'http://localhost', [])
    const build = (sessionParams: Stripe.Checkout.SessionCreateParams) =>
      stripeShop({ ...options, sessionParams })({ db: shop.payload.config.db } as never)
    expect(() => build({ allow_promotion_codes: true })).toThrow(
      /^stripeShop: sessionParams .*allow_promotion/,
    )
    expect(() => build({ payment_intent_data: { capture_method: 'manual' } })).toThrow(/capture_method/)
    expect(() => build({ locale: 'de' })).not.toThrow()
  })
})

describe('what the project is told', () => {
  it('is told of a refund on its way, and again when it is done', async () => {
    const started = await buy()
    await payByCard(started.url, CARD.refundsSlowly)
    await becomes(started.orderId, 'paid')
    const session = await stripe.checkout.sessions.retrieve(started.sessionId)
    const { id } = await stripe.refunds.create({
      payment_intent: String(session.payment_intent),
      amount: 300,
    })
    await becomes(started.orderId, 'partially_refunded')
    await runOutbox(shop.payload)
    await controlsOf(sandbox).settleRefund(id)
    await waitFor(async () => (await wordsOf(started.orderId)).includes('orderRefunded waiting'))
    await runOutbox(shop.payload)
    const mine = told.filter(({ kind, news }) => kind === 'refunded' && news.order.id === started.orderId)
    expect(mine.map(({ news }) => news.refunds)).toMatchObject([
      [{ amount: 300, currency: 'eur', status: 'pending' }],
      [{ amount: 300, currency: 'eur', status: 'succeeded' }],
    ])
  })

  it('is told after the order is paid, refunded and ended, each with the order as it is', async () => {
    const started = await buy()
    expect(told).toEqual([])
    await payByCard(started.url)
    await becomes(started.orderId, 'paid')
    await runOutbox(shop.payload)
    const mine = () => told.filter(({ news }) => news.order.id === started.orderId)
    expect(mine().map(({ kind, news }) => [kind, news.order.status])).toEqual([['paid', 'paid']])
    const [attempt] = (
      await shop.payload.find({ collection: 'payments', where: { order: { equals: started.orderId } } })
    ).docs
    await stripe.refunds.create({ payment_intent: String(attempt?.intentId), amount: 300 })
    await becomes(started.orderId, 'partially_refunded')
    await runOutbox(shop.payload)
    expect(mine().map(({ kind, news }) => [kind, news.order.amountRefunded])).toEqual([
      ['paid', 0],
      ['refunded', 300],
    ])
    const left = await buy()
    await stripe.checkout.sessions.expire(left.sessionId)
    await becomes(left.orderId, 'expired')
    await runOutbox(shop.payload)
    expect(told.at(-1)).toMatchObject({ kind: 'ended', news: { order: { id: left.orderId } } })
  })

  it('is told of no end where the order goes on at once with another payment', async () => {
    const started = await buy()
    const token = new URL(started.returnUrl).searchParams.get('token')
    const pay = (flow: string) =>
      request(`${shop.url}/api/shop/orders/${started.orderId}/pay?flow=${flow}&token=${token}`, {
        method: 'POST',
      })
    for (const flow of ['intent', 'embedded', 'hosted']) expect((await pay(flow)).status).toBe(200)
    expect(await wordsOf(started.orderId)).toEqual([])
    const path = '/v1/payment_intents'
    await controlsOf(sandbox).failCalls({ kind: 'status', status: 400, path, method: 'POST', times: 9 })
    expect((await pay('intent')).status).toBe(502)
    await controlsOf(sandbox).clearFaults()
    expect((await orderOf(started.orderId)).status).toBe('open')
    expect(await wordsOf(started.orderId)).toEqual([])
  })

  it('is told of no failure where Stripe takes the payment with other objects', async () => {
    const tax = await shop.payload.create({
      collection: 'taxes',
      data: { displayName: 'USt', percentage: 19, inclusive: true, appliesByDefault: true },
    })
    await buy()
    const [rate] = (await stripe.taxRates.list({ active: true })).data
    await stripe.taxRates.update(rate?.id ?? '', { active: false })
    const started = await buy()
    expect((await orderOf(started.orderId)).status).toBe('open')
    expect(await wordsOf(started.orderId)).toEqual([])
    await shop.payload.delete({ collection: 'taxes', id: tax.id })
  })

  it('is told of an end at once when no other payment can be started', async () => {
    const started = await buy()
    const token = new URL(started.returnUrl).searchParams.get('token')
    await shop.payload.update({ collection: 'items', id: started.itemId, data: { stock: 0 } })
    const path = `/api/shop/orders/${started.orderId}/pay?flow=intent&token=${token}`
    expect((await request(shop.url + path, { method: 'POST' })).status).toBe(409)
    expect((await orderOf(started.orderId)).status).toBe('expired')
    await runOutbox(shop.payload)
    expect(told.at(-1)).toMatchObject({ kind: 'ended', news: { order: { id: started.orderId } } })
  })

  it('is told of an end where Stripe began no other payment, once the sweep has given it up', async () => {
    const started = await buy()
    const token = new URL(started.returnUrl).searchParams.get('token')
    const path = '/v1/payment_intents'
    await controlsOf(sandbox).failCalls({ kind: 'status', status: 400, path, method: 'POST', times: 9 })
    const pay = `/api/shop/orders/${started.orderId}/pay?flow=intent&token=${token}`
    expect((await request(shop.url + pay, { method: 'POST' })).status).toBe(502)
    await controlsOf(sandbox).clearFaults()
    expect((await orderOf(started.orderId)).status).toBe('open')
    await shop.payload.db.updateOne({
      collection: 'orders',
      id: started.orderId,
      data: { updatedAt: new Date(Date.now() - 3 * 60 * 60 * 1000).toISOString() },
      req: {},
    })
    await sweepPayments(shop.payload)
    expect((await orderOf(started.orderId)).status).toBe('expired')
    await runOutbox(shop.payload)
    expect(told.at(-1)).toMatchObject({ kind: 'ended', news: { order: { id: started.orderId } } })
  })

  it('is told again under the same id when the callback fails', async () => {
    const started = await buy()
    await payByCard(started.url)
    await becomes(started.orderId, 'paid')
    failures = 1
    await runOutbox(shop.payload)
    await runOutbox(shop.payload)
    const mine = () => told.filter(({ news }) => news.order.id === started.orderId)
    expect(mine()).toHaveLength(1)
    await waitFor(
      async () => {
        await runOutbox(shop.payload)
        return mine().length === 2
      },
      { timeoutMs: 8_000 },
    )
    expect(new Set(mine().map(({ news }) => news.id)).size).toBe(1)
    await runOutbox(shop.payload)
    expect(mine()).toHaveLength(2)
  })

  it('is told once by any number of processes', async () => {
    const orders = await Promise.all(Array.from({ length: 6 }, () => buy()))
    for (const { url } of orders) await payByCard(url)
    for (const { orderId } of orders) await becomes(orderId, 'paid')
    await Promise.all([shop, other, shop, other].map(({ payload }) => runOutbox(payload)))
    const ids = told.filter(({ kind }) => kind === 'paid').map(({ news }) => news.order.id)
    expect(ids.sort()).toEqual(orders.map(({ orderId }) => orderId).sort())
  })

  it('is told by the background, without being asked', async () => {
    const background = startBackground(other.payload)
    try {
      const started = await buy()
      await payByCard(started.url)
      const heard = await waitFor(() => told.find(({ news }) => news.order.id === started.orderId))
      expect(heard).toMatchObject({ kind: 'paid', by: 'second' })
    } finally {
      await background.stop()
    }
  })
})

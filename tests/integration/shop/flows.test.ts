import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { controlsOf, payByBankDebit, payByCard } from '../../support/payment-page.ts'
import { createPlainDatabase } from '../../support/plain-database.ts'
import { startPlainPayload } from '../../support/plain-payload.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import {
  request,
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
let relay: StripeRelay
let shop: TestShop

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  shop = await startTestShop({ stripe: { sandbox, apiBase: relay.url } })
})

afterEach(async () => {
  relay.watch = null
  relay.calls.length = 0
  await controlsOf(sandbox).clearFaults()
})

afterAll(async () => {
  await shop.close()
  await relay.close()
  await sandbox.close()
})

const becomes = (orderId: number, status: string) =>
  waitFor(async () => (await shop.order(orderId)).status === status, { what: `order ${status}` })

const confirm = (intentId: string, method = 'pm_card_visa') =>
  shop.stripe().paymentIntents.confirm(intentId, { payment_method: method, return_url: shop.url })

const buy = async (flow: string, price = 1000) => {
  const item = await shop.createItem({ price })
  return (await shop.request(`/buy/${item.id}?flow=${flow}`)).json
}

/** A draft with a payment link, and what its token opens. */
async function draftOrder(price = 1000) {
  const item = await shop.createItem({ price })
  const { id } = await shop.createOrder([{ item: item.id, quantity: 2 }])
  const { headers } = await shop.signIn('support')
  const pay = (flow: string) => shop.request(`/order/${id}/buy?flow=${flow}`, { headers })
  return { id, pay }
}

describe('flow=embedded', () => {
  it('answers the client secret of a session that is shown in the page, to the letter', async () => {
    const json = await buy('embedded')
    const keys = ['sessionId', 'url', 'clientSecret', 'publishableKey', 'orderId', 'returnUrl']
    expect(Object.keys(json)).toEqual(keys)
    expect(json).toMatchObject({ url: null, publishableKey: 'pk_test_sandbox_eur' })
    expect(json.clientSecret).toMatch(new RegExp(`^${json.sessionId}_secret_`))
    const session = await shop.stripe().checkout.sessions.retrieve(json.sessionId)
    expect(session).toMatchObject({
      ui_mode: 'embedded_page',
      return_url: json.returnUrl,
      success_url: null,
      amount_total: 1000,
    })
  })

  it('keeps the client secret to whoever pays', async () => {
    const { orderId } = await buy('embedded')
    const { headers } = await shop.signIn('admin')
    const { json } = await shop.request(`/api/payments?where[order][equals]=${orderId}`, { headers })
    expect(json.docs[0]).not.toHaveProperty('clientSecret')
  })

  it('answers the same session again when the order is paid once more', async () => {
    const { pay } = await draftOrder()
    const first = (await pay('embedded')).json
    expect((await pay('embedded')).json).toEqual(first)
  })
})

describe('flow=intent', () => {
  it('answers a Payment Intent over the order’s total, to the letter', async () => {
    const json = await buy('intent', 1234)
    const keys = ['paymentIntentId', 'clientSecret', 'publishableKey', 'orderId', 'returnUrl']
    expect(Object.keys(json)).toEqual(keys)
    const intent = await shop.stripe().paymentIntents.retrieve(json.paymentIntentId)
    expect(intent).toMatchObject({
      amount: 1234,
      currency: 'eur',
      client_secret: json.clientSecret,
      metadata: { order: String(json.orderId) },
      automatic_payment_methods: { enabled: true },
    })
    expect(await shop.attempts(json.orderId)).toMatchObject([
      { flow: 'intent', status: 'open', intentId: json.paymentIntentId },
    ])
  })

  it('is paid by its intent, once, with who paid', async () => {
    const { paymentIntentId, orderId } = await buy('intent')
    const method = await shop
      .stripe()
      .paymentMethods.create({
        type: 'card',
        card: { token: 'tok_visa' },
        billing_details: { name: 'Ada Buyer', email: 'ada@example.com' },
      })
      .catch(() => null)
    await confirm(paymentIntentId, method?.id)
    await becomes(orderId, 'paid')
    expect(await shop.moves(orderId)).toEqual(['open', 'open → paid'])
    expect((await shop.attempts(orderId))[0]).toMatchObject({ status: 'paid', intentId: paymentIntentId })
    if (method) {
      expect(await shop.order(orderId)).toMatchObject({
        customerName: 'Ada Buyer',
        customerEmail: 'ada@example.com',
      })
    }
  })

  it('stays payable after a declined card', async () => {
    const { paymentIntentId, orderId } = await buy('intent')
    await expect(confirm(paymentIntentId, 'pm_card_chargeDeclined')).rejects.toThrow(/declined/)
    await waitFor(async () => {
      const { docs } = await shop.payload.find({
        collection: 'stripe-events',
        where: { type: { equals: 'payment_intent.payment_failed' } },
        sort: '-id',
      })
      return docs[0]?.status === 'applied'
    })
    expect((await shop.order(orderId)).status).toBe('open')
    await confirm(paymentIntentId)
    await becomes(orderId, 'paid')
  })

  it('is settled by the return page when no event comes', async () => {
    const { paymentIntentId, orderId, returnUrl } = await buy('intent')
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })
    await confirm(paymentIntentId)
    const { pathname, search } = new URL(returnUrl)
    await shop.request(pathname + search, { headers: { accept: 'text/html' } })
    expect((await shop.order(orderId)).status).toBe('paid')
  })

  it('is settled once when all its events come twice and at once', async () => {
    const item = await shop.createItem({ stock: 3 })
    const { paymentIntentId, orderId } = (await shop.request(`/buy/${item.id}?flow=intent`)).json
    await confirm(paymentIntentId)
    await becomes(orderId, 'paid')
    const { data } = await shop.stripe().events.list({ limit: 10 })
    expect(data.length).toBeGreaterThan(0)
    await controlsOf(sandbox).retryDeliveries()
    expect(await shop.stock(item.id)).toBe(2)
    expect(await shop.moves(orderId)).toEqual(['open', 'open → paid'])
  })

  it('is canceled by the sweep once it is left, and the order can be paid anew', async () => {
    const { id, pay } = await draftOrder()
    const { paymentIntentId } = (await pay('intent')).json
    await shop.sql(`update payments set expires_at = now() - interval '1 minute' where order_id = $1`, [id])
    await sweepPayments(shop.payload)
    const intent = await shop.stripe().paymentIntents.retrieve(paymentIntentId)
    expect(intent).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
    expect((await shop.order(id)).status).toBe('expired')
    const again = await pay('intent')
    expect(again.status).toBe(200)
    expect(again.json.paymentIntentId).not.toBe(paymentIntentId)
    expect((await shop.order(id)).status).toBe('open')
  })

  it('is found again when its answer was lost, by the next try', async () => {
    const { id, pay } = await draftOrder()
    relay.watch = async ({ path }) => (path === '/v1/payment_intents' ? 'drop' : undefined)
    expect((await pay('intent')).status).toBe(503)
    expect((await shop.order(id)).status).toBe('draft')
    relay.watch = null
    const { status, json } = await pay('intent')
    expect(status).toBe(200)
    const { data } = await shop.stripe().paymentIntents.list({ limit: 100 })
    const made = data.filter(({ metadata }) => metadata.order === String(id))
    expect(made.map((intent) => [intent.id === json.paymentIntentId, intent.status])).toEqual([
      [true, 'requires_payment_method'],
      [false, 'canceled'],
    ])
  })

  it('is found again by the sweep, in any flow, and nobody can pay it any more', async () => {
    for (const flow of ['hosted', 'embedded', 'intent']) {
      const { id, pay } = await draftOrder()
      relay.watch = async ({ method }) => (method === 'POST' ? 'drop' : undefined)
      expect((await pay(flow)).status).toBe(503)
      relay.watch = null
      await shop.sql(`update payments set created_at = now() - interval '1 minute' where order_id = $1`, [id])
      await sweepPayments(shop.payload)
      const [attempt] = await shop.attempts(id)
      expect([flow, attempt?.status]).toEqual([flow, 'expired'])
      expect((await pay(flow)).status).toBe(200)
    }
  })

  it('keeps the order as it was when Stripe fails', async () => {
    const { id, pay } = await draftOrder()
    await controlsOf(sandbox).failCalls({
      path: '/v1/payment_intents',
      kind: 'status',
      status: 500,
      times: 2,
    })
    expect((await pay('intent')).status).toBe(503)
    expect((await shop.order(id)).status).toBe('draft')
    expect((await pay('intent')).status).toBe(200)
  })
})

describe('a bank debit of an intent', () => {
  const debit = async () => {
    const item = await shop.createItem({ price: 1000, currency: 'usd' })
    const started = (await shop.request(`/buy/${item.id}?flow=intent`)).json
    await shop.stripe('usd').paymentIntents.confirm(started.paymentIntentId, {
      payment_method: 'pm_usBankAccount_processing',
      return_url: shop.url,
      mandate_data: { customer_acceptance: { type: 'offline' } },
    })
    await becomes(started.orderId, 'processing')
    return started
  }

  it('is processing first and paid when the money comes', async () => {
    const { orderId, paymentIntentId } = await debit()
    await controlsOf(sandbox).settleDebit(paymentIntentId)
    await becomes(orderId, 'paid')
    expect(await shop.moves(orderId)).toEqual(['open', 'open → processing', 'processing → paid'])
  })

  it('that fails leaves the order open for another way to pay', async () => {
    const { orderId, paymentIntentId } = await debit()
    await controlsOf(sandbox).failDebit(paymentIntentId)
    await becomes(orderId, 'open')
    await shop
      .stripe('usd')
      .paymentIntents.confirm(paymentIntentId, { payment_method: 'pm_card_visa', return_url: shop.url })
    await becomes(orderId, 'paid')
  })
})

describe('the total of an order with a discount and taxes', () => {
  /** Four lines on which tax comes to 0.2156 each: 0.88 rounded by line, 0.86 rounded at the end. */
  async function taxedOrder() {
    const data = { displayName: 'Sales tax', percentage: 8.625, inclusive: false }
    const tax = await shop.payload.create({ collection: 'taxes', data })
    const items = await Promise.all([1, 2, 3, 4].map(() => shop.createItem({ price: 250 })))
    return shop.payload.create({
      collection: 'orders',
      data: { lines: items.map(({ id }) => ({ item: id, quantity: 1 })), taxes: [tax.id] } as never,
    })
  }

  it('is the same to the cent in every flow', async () => {
    const { headers } = await shop.signIn('support')
    const order = await taxedOrder()
    const amounts = []
    for (const flow of ['hosted', 'embedded', 'intent']) {
      const { json } = await shop.request(`/order/${order.id}/buy?flow=${flow}`, { headers })
      amounts.push(
        json.paymentIntentId
          ? (await shop.stripe().paymentIntents.retrieve(json.paymentIntentId)).amount
          : (await shop.stripe().checkout.sessions.retrieve(json.sessionId)).amount_total,
      )
    }
    expect(amounts).toEqual([1088, 1088, 1088])
    expect(await shop.order(order.id)).toMatchObject({ total: 1088, review: null })
  })

  it('is noted for staff before anybody pays when Stripe works out another one', async () => {
    const { headers } = await shop.signIn('support')
    const order = await taxedOrder()
    await setRounding('total')
    try {
      const { status, json } = await shop.request(`/order/${order.id}/buy`, { headers })
      expect(status).toBe(200)
      expect((await shop.order(order.id)).review).toMatch(/Stripe asks for .*10\.86.* says .*10\.88/)
      const charged = {
        subtotal: 1000,
        discountAmount: 0,
        taxAmount: 86,
        total: 1086,
        taxes: [expect.objectContaining({ amount: 86 })],
      }
      expect((await shop.request(`/order/${order.id}`, { headers })).json).toMatchObject(charged)
      await payByCard(json.url)
      await becomes(order.id, 'paid')
      expect((await shop.attempts(order.id))[0]).toMatchObject({ amount: 1088, amountReceived: 1086 })
      expect((await shop.request(`/order/${order.id}`, { headers })).json).toMatchObject(charged)
    } finally {
      await setRounding('line')
    }
  })

  const setRounding = (taxRounding: string) =>
    request(`${sandbox.url}/_sandbox/accounts/eur`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ taxRounding }),
    })
})

describe('another flow for an open order', () => {
  const flows = ['hosted', 'embedded', 'intent']
  for (const from of flows) {
    for (const to of flows.filter((flow) => flow !== from)) {
      it(`ends ${from} and starts ${to}`, async () => {
        const { id, pay } = await draftOrder()
        const first = (await pay(from)).json
        const second = await pay(to)
        expect(second.status).toBe(200)
        expect((await shop.attempts(id)).map(({ flow, status }) => [flow, status])).toEqual([
          [from, 'expired'],
          [to, 'open'],
        ])
        const isOver = first.paymentIntentId
          ? (await shop.stripe().paymentIntents.retrieve(first.paymentIntentId)).status === 'canceled'
          : (await shop.stripe().checkout.sessions.retrieve(first.sessionId)).status === 'expired'
        expect(isOver).toBe(true)
        // It was never over on the way: what it holds is nobody else's for a moment.
        expect(await shop.moves(id)).toEqual(['draft', 'draft → open'])
      })
    }
  }

  it.each(['hosted', 'intent'])('goes on where the end of %s is told before it is answered', async (from) => {
    const { id, pay } = await draftOrder()
    await pay(from)
    await controlsOf(sandbox).deliverBeforeAnswer()
    expect((await pay('embedded')).status).toBe(200)
    expect(await shop.moves(id)).toEqual(['draft', 'draft → open'])
  })

  it('answers 409 when the old attempt was paid meanwhile, and settles it', async () => {
    const { id, pay } = await draftOrder()
    const { paymentIntentId } = (await pay('intent')).json
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })
    await confirm(paymentIntentId)
    expect((await pay('hosted')).status).toBe(409)
    expect((await shop.order(id)).status).toBe('paid')
  })
})

describe('an open order whose payment has changed unheard', () => {
  const unheard = () => controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })

  it('gets another session where the one it had has expired', async () => {
    const { pay } = await draftOrder()
    const first = (await pay('hosted')).json
    await unheard()
    await shop.stripe().checkout.sessions.expire(first.sessionId)
    const again = await pay('hosted')
    expect(again.status).toBe(200)
    expect(again.json.sessionId).not.toBe(first.sessionId)
  })

  it('gets another session where the one it has is about to expire', async () => {
    const { id, pay } = await draftOrder()
    const first = (await pay('hosted')).json
    const expireIn = (seconds: number) =>
      shop.sql('update payments set expires_at = now() + make_interval(secs => $2) where order_id = $1', [
        id,
        seconds,
      ])
    await expireIn(150)
    expect((await pay('hosted')).json.sessionId).toBe(first.sessionId)
    await expireIn(90)
    const again = await pay('hosted')
    expect(again.status).toBe(200)
    expect(again.json.sessionId).not.toBe(first.sessionId)
    expect((await shop.stripe().checkout.sessions.retrieve(first.sessionId)).status).toBe('expired')
  })

  it('answers 409 once its session was paid, and is paid', async () => {
    const { id, pay } = await draftOrder()
    const { url } = (await pay('hosted')).json
    await unheard()
    await payByCard(url)
    expect((await pay('hosted')).status).toBe(409)
    expect((await shop.order(id)).status).toBe('paid')
  })

  it.each(['hosted', 'intent'])('answers 409 for %s once the money is on its way', async (flow) => {
    const { id, pay } = await draftOrder()
    const { url } = (await pay('hosted')).json
    await unheard()
    await payByBankDebit(url, 'settles')
    expect((await pay(flow)).status).toBe(409)
    expect((await shop.order(id)).status).toBe('processing')
    expect(await shop.attempts(id)).toHaveLength(1)
  })

  it('is another order for a browser that comes back to buy the same again', async () => {
    const item = await shop.createItem()
    const headers = { 'idempotency-key': 'comes back' }
    const first = (await shop.request(`/buy/${item.id}`, { headers })).json
    await unheard()
    await payByCard(first.url)
    const second = (await shop.request(`/buy/${item.id}`, { headers })).json
    expect(second.orderId).not.toBe(first.orderId)
    expect((await shop.order(first.orderId)).status).toBe('paid')
  })

  it('keeps its status where no payment in another flow can be begun', async () => {
    const { id, pay } = await draftOrder()
    await pay('hosted')
    const path = '/v1/payment_intents'
    await controlsOf(sandbox).failCalls({ kind: 'status', status: 500, path, method: 'POST', times: 9 })
    expect((await pay('intent')).status).toBe(503)
    expect((await shop.order(id)).status).toBe('open')
    await controlsOf(sandbox).clearFaults()
    expect((await pay('intent')).status).toBe(200)
  })
})

describe('the intent of a session', () => {
  it('does not settle the order a second time', async () => {
    const item = await shop.createItem({ stock: 3 })
    const { url, orderId } = (await shop.request(`/buy/${item.id}`)).json
    await payByCard(url)
    await becomes(orderId, 'paid')
    const { docs } = await shop.payload.find({
      collection: 'stripe-events',
      where: { type: { in: ['payment_intent.succeeded', 'checkout.session.completed'] } },
    })
    expect(docs.length).toBeGreaterThanOrEqual(2)
    expect(await shop.stock(item.id)).toBe(2)
    expect(await shop.moves(orderId)).toEqual(['open', 'open → paid'])
  })

  it('ends no attempt when it is canceled together with its session', async () => {
    const { id, pay } = await draftOrder()
    const { url, sessionId } = (await pay('hosted')).json
    await payByCard(url, '4000000000000002')
    await controlsOf(sandbox).expire(sessionId)
    await becomes(id, 'expired')
    expect((await pay('hosted')).status).toBe(200)
  })
})

describe('an order over nothing', () => {
  it.each(['hosted', 'embedded', 'intent'])('is settled without Stripe in the flow %s', async (flow) => {
    const discount = await shop.payload.create({
      collection: 'discounts',
      data: { name: `All off ${flow}`, percentOff: 100, duration: 'once', active: true },
    })
    const item = await shop.createItem()
    const order = await shop.payload.create({
      collection: 'orders',
      data: { lines: [{ item: item.id, quantity: 1 }], discount: discount.id } as never,
    })
    const { headers } = await shop.signIn('support')
    const { status, json } = await shop.request(`/order/${order.id}/buy?flow=${flow}`, { headers })
    expect(status).toBe(200)
    expect(json).toMatchObject({ sessionId: null, url: null, orderId: order.id })
    expect(
      relay.calls.filter(({ method, path }) => method === 'POST' && /sessions|intents/.test(path)),
    ).toEqual([])
    expect((await shop.order(order.id)).status).toBe('paid')
  })
})

describe('the flow that is set', () => {
  it('is what the shop’s buttons ask for, while a call without a flow is still hosted', async () => {
    const other = await startTestShop({ stripe: { sandbox }, env: { PAYMENT_FLOW: 'embedded' } })
    try {
      const { id } = await other.createItem()
      const page = await other.request(`/item/${id}`)
      expect(page.text).toContain('data-pay="embedded"')
      expect((await other.request(`/buy/${id}`)).json.url).toMatch(/^http/)
      const sent = await other.request(`/buy/${id}`, { method: 'POST' })
      expect(sent.status).toBe(303)
      expect(sent.headers.get('location')).toMatch(/\/c\/pay\//)
    } finally {
      await other.close()
    }
  })

  it('lets Stripe’s own Stripe.js in where it is used, as Stripe asks for it', async () => {
    const other = await startTestShop({
      stripe: { sandbox },
      env: { PAYMENT_FLOW: 'intent', STRIPE_JS_URL: 'https://js.stripe.com/endive/stripe.js' },
    })
    try {
      const { id } = await other.createItem()
      const { returnUrl } = (await other.request(`/buy/${id}`)).json
      const { pathname, search } = new URL(returnUrl)
      const page = await other.request(pathname + search, { headers: { accept: 'text/html' } })
      expect(page.text).toContain('data-stripe-js="https://js.stripe.com/endive/stripe.js"')
      const policy = page.headers.get('content-security-policy')
      for (const part of [
        "script-src 'self' https://js.stripe.com https://*.js.stripe.com https://checkout.stripe.com;",
        "connect-src 'self' https://api.stripe.com https://checkout.stripe.com;",
        'frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com https://checkout.stripe.com;',
      ]) {
        expect(policy).toContain(part)
      }
      expect(policy).not.toContain('unsafe')
    } finally {
      await other.close()
    }
  })

  it('is what the plugin’s own routes take where a call names none', async () => {
    const host = await startPlainPayload({
      databaseUrl: await createPlainDatabase(),
      options: (publicUrl) => ({
        accounts: [
          {
            name: 'default',
            currency: null,
            isDefault: true,
            secretKey: 'sk_test_sandbox_eur',
            publishableKey: 'pk_test_sandbox_eur',
            webhookSecrets: [],
          },
        ],
        currencies: ['eur'],
        publicUrl,
        stripeApiBase: sandbox.url,
        flow: 'intent',
      }),
    })
    try {
      const data = { name: 'Mug', price: 1000, currency: 'eur', _status: 'published' as const }
      const { id } = await host.payload.create({ collection: 'items', data })
      const buy = (query = '') => request(`${host.url}/api/shop/buy/${id}${query}`, { method: 'POST' })
      expect((await buy()).json.paymentIntentId).toMatch(/^pi_/)
      expect((await buy('?flow=hosted')).json.sessionId).toMatch(/^cs_/)
    } finally {
      await host.close()
    }
  })
})

describe('the page that a shopper comes back to', () => {
  it('says that a payment was refused on the way, while the order can still be paid', async () => {
    const { returnUrl, paymentIntentId } = await buy('intent')
    const { pathname, search } = new URL(returnUrl)
    const show = () =>
      shop.request(`${pathname}${search}&redirect_status=failed`, { headers: { accept: 'text/html' } })
    expect((await show()).text).toContain('The payment was not completed')
    await confirm(paymentIntentId)
    expect((await show()).text).not.toContain('The payment was not completed')
  })
})

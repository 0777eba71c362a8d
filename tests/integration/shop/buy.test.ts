import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Order } from '../../../src/payload-types.ts'
import { controlsOf, payByCard } from '../../support/payment-page.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
let relay: StripeRelay
let shop: TestShop
let buyers = 0

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  shop = await startTestShop({
    stripe: { sandbox, apiBase: relay.url },
    env: { TRUST_PROXY: 'loopback', ALLOWED_ORIGINS: 'https://blog.example' },
  })
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

/** A browser of its own: as the item's page gives it its cookie. */
async function newBrowser(itemId: number): Promise<{ cookie: string }> {
  const { headers } = await shop.request(`/item/${itemId}`)
  return { cookie: String(headers.get('set-cookie')).split(';')[0] ?? '' }
}

/** An address that has bought nothing yet. */
function newAddress(): { 'x-forwarded-for': string } {
  buyers += 1
  return { 'x-forwarded-for': `10.1.${buyers >> 8}.${buyers & 255}` }
}

const sessionsOf = async (ids: string[]) =>
  Promise.all(ids.map((id) => shop.stripe().checkout.sessions.retrieve(id)))

describe('GET /buy/:id', () => {
  it('answers the session, its address, the key, the order and the way back, to the letter', async () => {
    const item = await shop.createItem({ name: 'Cup', price: 1250 })
    const { status, headers, json } = await shop.request(`/buy/${item.id}?quantity=3`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-robots-tag')).toContain('nofollow')
    expect(Object.keys(json)).toEqual(['sessionId', 'url', 'publishableKey', 'orderId', 'returnUrl'])
    expect(json.sessionId).toMatch(/^cs_test_/)
    expect(json.url).toMatch(new RegExp(`^${sandbox.url}/c/pay/cs_test_`))
    expect(json.publishableKey).toBe('pk_test_sandbox_eur')
    expect(typeof json.orderId).toBe('number')
    expect(json.returnUrl).toMatch(new RegExp(`^${shop.url}/order/${json.orderId}\\?token=[\\w-]{43}$`))
  })

  it('has written the order and the attempt before it asks Stripe, and asks once', async () => {
    const item = await shop.createItem({ name: 'Bowl', price: 700, stock: 5 })
    let seen: { order?: Record<string, unknown>; payment?: Record<string, unknown> } = {}
    relay.watch = async ({ idempotencyKey }) => {
      const [payment] = await shop.sql('select * from payments order by id desc limit 1')
      const [order] = await shop.sql('select * from orders where id = $1', [payment.order_id])
      seen = { order, payment: { ...payment, isKeyed: payment.idempotency_key === idempotencyKey } }
    }
    const { json } = await shop.request(`/buy/${item.id}?quantity=2`)
    expect(seen.order).toMatchObject({ id: json.orderId, status: 'open' })
    expect(seen.payment).toMatchObject({ status: 'starting', session_id: null, isKeyed: true })
    expect(relay.calls).toHaveLength(1)
    expect(await shop.attempts(json.orderId)).toMatchObject([
      { status: 'open', sessionId: json.sessionId, account: 'eur', amount: 1400, flow: 'hosted' },
    ])
    expect(await shop.moves(json.orderId)).toEqual(['open'])
  })

  it('freezes name and price out of the database, whatever the client says', async () => {
    const item = await shop.createItem({ name: 'Plate', price: 900 })
    const lies = 'price=1&unitAmount=1&amount=1&name=Nothing&currency=jpy&total=1&lines[0][unitAmount]=1'
    const { json } = await shop.request(`/buy/${item.id}?quantity=2&${lies}`)
    expect(await shop.order(json.orderId)).toMatchObject({
      currency: 'eur',
      subtotal: 1800,
      total: 1800,
      lines: [{ name: 'Plate', quantity: 2, unitAmount: 900, amount: 1800, soldItem: String(item.id) }],
    })
    const [session] = await sessionsOf([json.sessionId])
    expect(session).toMatchObject({ amount_total: 1800, currency: 'eur' })
  })

  it('sells the published version while a dearer draft is prepared', async () => {
    const item = await shop.createItem({ name: 'Jug', price: 2000 })
    await shop.payload.update({ collection: 'items', id: item.id, draft: true, data: { price: 9900 } })
    const { json } = await shop.request(`/buy/${item.id}`)
    expect(await shop.order(json.orderId)).toMatchObject({ total: 2000 })
  })

  it('marks the session and its intent with the installation, the order and the attempt', async () => {
    const item = await shop.createItem()
    const { json } = await shop.request(`/buy/${item.id}`)
    const [attempt] = await shop.attempts(json.orderId)
    const [row] = await shop.sql('select installation_id from shop_installation')
    const marks = {
      installation: row.installation_id,
      order: String(json.orderId),
      attempt: attempt?.attempt,
    }
    const [session] = await sessionsOf([json.sessionId])
    expect(session).toMatchObject({
      client_reference_id: String(json.orderId),
      metadata: marks,
      success_url: json.returnUrl,
      cancel_url: `${shop.url}/item/${item.id}`,
      automatic_tax: { enabled: false },
    })
    await payByCard(json.url)
    const [paid] = await sessionsOf([json.sessionId])
    const intent = await shop.stripe().paymentIntents.retrieve(String(paid?.payment_intent))
    expect(intent.metadata).toEqual(marks)
  })

  it('charges yen and dinars in their own minor units, through the account for the rest', async () => {
    const item = await shop.createItem({ price: 500, currency: 'usd' })
    const { json } = await shop.request(`/buy/${item.id}`)
    expect(json.publishableKey).toBe('pk_test_sandbox_usd')
    const yen = await startTestShop({ stripe: { sandbox }, env: { SHOP_CURRENCIES: 'jpy,kwd' } })
    try {
      for (const [currency, price] of [
        ['jpy', 500],
        ['kwd', 1250],
      ] as const) {
        const sold = await yen.createItem({ price, currency })
        const started = (await yen.request(`/buy/${sold.id}`)).json
        const session = await yen.stripe('usd').checkout.sessions.retrieve(started.sessionId)
        expect(session).toMatchObject({ amount_total: price, currency })
      }
    } finally {
      await yen.close()
    }
  })

  it('starts an order of its own for each request of a client that sends no key', async () => {
    const item = await shop.createItem()
    const answers = await Promise.all([1, 2, 3].map(() => shop.request(`/buy/${item.id}`)))
    expect(new Set(answers.map(({ json }) => json.orderId)).size).toBe(3)
    expect(new Set(answers.map(({ json }) => json.sessionId)).size).toBe(3)
  })

  it('refuses what is below the smallest payment', async () => {
    const item = await shop.createItem({ price: 49 })
    const { status, json } = await shop.request(`/buy/${item.id}`)
    expect([status, json.error.code]).toEqual([409, 'below_minimum'])
    expect(relay.calls).toHaveLength(0)
    expect((await shop.request(`/buy/${item.id}?quantity=2`)).status).toBe(200)
  })

  it('refuses what is above the largest payment', async () => {
    const item = await shop.createItem({ price: 50_000_000 })
    const { status, json } = await shop.request(`/buy/${item.id}?quantity=2`)
    expect([status, json.error.code]).toEqual([409, 'order_state'])
  })

  it('does not know what was never published, or is no more', async () => {
    const draft = await shop.payload.create({
      collection: 'items',
      draft: true,
      data: { name: 'Secret', price: 1000, currency: 'eur', _status: 'draft' },
    })
    expect((await shop.request(`/buy/${draft.id}`)).status).toBe(404)
    const item = await shop.createItem()
    await shop.payload.update({ collection: 'items', id: item.id, data: { _status: 'draft' } })
    expect((await shop.request(`/buy/${item.id}`)).status).toBe(404)
  })
})

describe('when Stripe does not answer well', () => {
  const outcomes = [
    { fault: { kind: 'status', status: 429 }, status: 503, code: 'payment_unavailable' },
    { fault: { kind: 'status', status: 500 }, status: 503, code: 'payment_unavailable' },
    { fault: { kind: 'reset', times: 4 }, status: 503, code: 'payment_unavailable' },
    { fault: { kind: 'hang', times: 4 }, status: 503, code: 'payment_unavailable' },
  ]
  for (const { fault, status, code } of outcomes) {
    it(`answers ${status} and keeps a failed order on ${fault.kind} ${fault.status ?? ''}`, async () => {
      const item = await shop.createItem()
      await controlsOf(sandbox).failCalls({ path: '/v1/checkout/sessions', times: 2, ...fault })
      const startedAt = Date.now()
      const answer = await shop.request(`/buy/${item.id}`)
      expect(Date.now() - startedAt).toBeLessThan(6_000)
      expect([answer.status, answer.json.error.code]).toEqual([status, code])
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const [order] = await shop.sql('select id, status from orders order by id desc limit 1')
      expect(order.status).toBe('failed')
      expect(await shop.moves(order.id)).toEqual(['open', 'open → failed'])
      const [attempt] = await shop.attempts(order.id)
      expect(attempt?.reason).toBeTruthy()
    })
  }

  it('answers 502 when Stripe refuses, and keeps the reason', async () => {
    const revoked = await startTestShop({
      stripe: { sandbox },
      env: { STRIPE_SECRET_KEY_EUR: 'sk_test_revoked' },
    })
    try {
      const item = await revoked.createItem()
      const { status, json } = await revoked.request(`/buy/${item.id}`)
      expect([status, json.error.code]).toEqual([502, 'payment_refused'])
      expect(json.error.message).not.toContain('sk_test')
      const [order] = await revoked.sql('select id, status from orders')
      expect(order.status).toBe('failed')
      expect((await revoked.attempts(order.id))[0]).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('Invalid API Key'),
      })
    } finally {
      await revoked.close()
    }
  })

  it('answers 503 when nothing listens there', async () => {
    const alone = await startTestShop({ stripe: { sandbox, apiBase: 'http://127.0.0.1:9' } })
    try {
      const item = await alone.createItem()
      expect((await alone.request(`/buy/${item.id}`)).status).toBe(503)
      expect((await alone.request('/readyz')).status).toBe(200)
    } finally {
      await alone.close()
    }
  })

  it('finds the one session when only the answer was lost', async () => {
    const item = await shop.createItem()
    let isLost = false
    relay.watch = async () => {
      if (isLost) return
      isLost = true
      return 'drop'
    }
    const { status, json } = await shop.request(`/buy/${item.id}`)
    expect(status).toBe(200)
    expect(relay.creations().map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      relay.creations()[0]?.idempotencyKey,
      relay.creations()[0]?.idempotencyKey,
    ])
    const { data } = await shop.stripe().checkout.sessions.list({ limit: 10 })
    expect(data.filter((session) => session.client_reference_id === String(json.orderId))).toHaveLength(1)
  })

  it('lets the same browser try again at once after a failure', async () => {
    const item = await shop.createItem()
    const headers = await newBrowser(item.id)
    await controlsOf(sandbox).failCalls({ kind: 'status', status: 500, times: 2 })
    const failed = await shop.request(`/buy/${item.id}`, { headers })
    expect(failed.status).toBe(503)
    const again = await shop.request(`/buy/${item.id}`, { headers })
    expect(again.status).toBe(200)
    expect((await shop.order(again.json.orderId)).status).toBe('open')
  })

  it('lets the same browser try again at once after an unknown outcome, and never leaves two ways to pay', async () => {
    const item = await shop.createItem()
    const headers = await newBrowser(item.id)
    relay.watch = async () => 'drop'
    expect((await shop.request(`/buy/${item.id}`, { headers })).status).toBe(503)
    relay.watch = null
    const again = await shop.request(`/buy/${item.id}`, { headers })
    expect(again.status).toBe(200)
  })
})

describe('one browser', () => {
  it('gets one order and one session for a double click', async () => {
    const item = await shop.createItem()
    const headers = await newBrowser(item.id)
    relay.watch = () => new Promise((resolve) => setTimeout(resolve, 200))
    const clicks = await Promise.all(
      Array.from({ length: 6 }, () => shop.request(`/buy/${item.id}`, { headers })),
    )
    expect(clicks.map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect(new Set(clicks.map(({ json }) => JSON.stringify(json))).size).toBe(1)
    expect(relay.creations()).toHaveLength(1)
    const rows = await shop.sql('select 1 from orders_lines where sold_item = $1', [String(item.id)])
    expect(rows).toHaveLength(1)
  })

  it('gets its open order again when it comes back', async () => {
    const item = await shop.createItem()
    const headers = await newBrowser(item.id)
    const first = await shop.request(`/buy/${item.id}`, { headers })
    const second = await shop.request(`/buy/${item.id}`, { headers })
    expect(second.json).toEqual(first.json)
    expect(relay.creations()).toHaveLength(1)
  })

  it('gets another order for another quantity, another item and another browser', async () => {
    const [item, other] = [await shop.createItem(), await shop.createItem()]
    const headers = await newBrowser(item.id)
    const answers = [
      await shop.request(`/buy/${item.id}`, { headers }),
      await shop.request(`/buy/${item.id}?quantity=2`, { headers }),
      await shop.request(`/buy/${other.id}`, { headers }),
      await shop.request(`/buy/${item.id}`, { headers: await newBrowser(item.id) }),
    ]
    expect(new Set(answers.map(({ json }) => json.orderId)).size).toBe(4)
  })

  it('gets a new order once the first one is paid', async () => {
    const item = await shop.createItem()
    const headers = await newBrowser(item.id)
    const first = (await shop.request(`/buy/${item.id}`, { headers })).json
    await payByCard(first.url)
    await waitFor(async () => (await shop.order(first.orderId)).status === 'paid')
    const second = (await shop.request(`/buy/${item.id}`, { headers })).json
    expect(second.orderId).not.toBe(first.orderId)
  })

  it('gets a new order at the new price, and the old session cannot be paid any more', async () => {
    const item = await shop.createItem({ price: 1000 })
    const headers = await newBrowser(item.id)
    const first = (await shop.request(`/buy/${item.id}`, { headers })).json
    await shop.payload.update({ collection: 'items', id: item.id, data: { price: 1100 } })
    const second = (await shop.request(`/buy/${item.id}`, { headers })).json
    expect(second.orderId).not.toBe(first.orderId)
    const [old, live] = await sessionsOf([first.sessionId, second.sessionId])
    expect([old?.status, live?.status, live?.amount_total]).toEqual(['expired', 'open', 1100])
    expect(await shop.order(first.orderId)).toMatchObject({ status: 'expired' })
  })

  it('gets a new session once the old one has expired', async () => {
    const item = await shop.createItem()
    const headers = await newBrowser(item.id)
    const first = (await shop.request(`/buy/${item.id}`, { headers })).json
    await controlsOf(sandbox).expire(first.sessionId)
    await waitFor(async () => (await shop.order(first.orderId)).status === 'expired')
    const second = (await shop.request(`/buy/${item.id}`, { headers })).json
    expect(second.sessionId).not.toBe(first.sessionId)
  })

  it('does the same for a client that names its purchase itself', async () => {
    const item = await shop.createItem()
    const headers = { 'idempotency-key': 'my purchase 1' }
    const [first, second] = await Promise.all([
      shop.request(`/buy/${item.id}`, { headers }),
      shop.request(`/buy/${item.id}`, { headers }),
    ])
    expect(second?.json).toEqual(first?.json)
    const other = await shop.request(`/buy/${item.id}`, { headers: { 'idempotency-key': 'my purchase 2' } })
    expect(other.json.orderId).not.toBe(first?.json.orderId)
  })

  it('is answered nobody else’s order, though both name their purchase alike', async () => {
    const item = await shop.createItem()
    const buy = async (headers: Record<string, string>) =>
      (await shop.request(`/buy/${item.id}`, { headers: { 'idempotency-key': '1', ...headers } })).json
        .orderId
    const callers = [
      newAddress(),
      newAddress(),
      await newBrowser(item.id),
      await newBrowser(item.id),
      (await shop.signIn('support')).headers,
      (await shop.signIn('support')).headers,
    ]
    const orders = []
    for (const caller of callers) orders.push(await buy(caller))
    expect(new Set(orders).size).toBe(callers.length)
    for (const [index, caller] of callers.entries()) expect(await buy(caller)).toBe(orders[index])
  })

  it('gets its name over HTTPS alone, where the shop’s address says so', async () => {
    const item = await shop.createItem()
    const cookieOf = async (headers: Record<string, string>) =>
      String((await shop.request(`/item/${item.id}`, { headers })).headers.get('set-cookie'))
    expect(await cookieOf({})).not.toContain('Secure')
    expect(await cookieOf({ 'x-forwarded-proto': 'https' })).toContain('Secure')
    const env = { PUBLIC_URL: 'https://shop.example' }
    const https = await startTestShop({ stripe: { sandbox }, env })
    try {
      const { id } = await https.createItem()
      for (const path of [`/item/${id}`, '/cart'])
        expect(String((await https.request(path)).headers.get('set-cookie'))).toMatch(/shop_buyer=.*Secure/)
    } finally {
      await https.close()
    }
  })

  it('keeps its name out of the database', async () => {
    const item = await shop.createItem()
    const { cookie } = await newBrowser(item.id)
    await shop.request(`/buy/${item.id}`, { headers: { cookie } })
    const [{ buy_key }] = await shop.sql('select buy_key from orders order by id desc limit 1')
    expect(buy_key).toBeTruthy()
    expect(buy_key).not.toContain(cookie.split('=')[1])
  })
})

describe('POST /buy/:id', () => {
  it('sends a browser without JavaScript to the payment page', async () => {
    const item = await shop.createItem()
    const { status, headers } = await shop.request(`/buy/${item.id}`, {
      method: 'POST',
      headers: { ...(await newBrowser(item.id)), origin: shop.url, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ quantity: '3' }),
    })
    expect(status).toBe(303)
    expect(headers.get('location')).toMatch(new RegExp(`^${sandbox.url}/c/pay/cs_`))
    expect(headers.get('cache-control')).toBe('no-store')
    const [{ total }] = await shop.sql('select total from orders order by id desc limit 1')
    expect(Number(total)).toBe(3000)
  })

  it('shows the item page’s reader why it did not work', async () => {
    const item = await shop.createItem({ name: 'Rare', stock: 2 })
    const buy = (quantity: string) =>
      shop.request(`/buy/${item.id}`, {
        method: 'POST',
        headers: { accept: 'text/html,application/xhtml+xml', 'accept-language': 'de' },
        body: new URLSearchParams({ quantity }),
      })
    for (const [quantity, status, words] of [
      ['3', 409, 'Von „Rare“ sind nur noch 2 da.'],
      ['1.5', 400, 'Die Anzahl muss eine ganze Zahl von 1 bis 99 sein.'],
    ] as const) {
      const answer = await buy(quantity)
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store'])
      expect(answer.text).toContain(`value="${quantity}" required autocomplete="off" aria-invalid="true"`)
      expect(answer.text).toContain(`id="refusal" role="alert" data-alert>${words}</div>`)
    }
    await shop.sql(`update inventory set quantity = 0, available = 0 where item = $1`, [String(item.id)])
    const gone = await buy('1')
    expect([gone.status, gone.headers.get('content-type')]).toEqual([409, 'text/html; charset=utf-8'])
    expect(gone.text).toContain('„Rare“ ist ausverkauft.')
  })
})

describe('stock', () => {
  it('is asked when a payment starts', async () => {
    const none = await shop.createItem({ name: 'Gone', stock: 0 })
    const few = await shop.createItem({ name: 'Rare', stock: 2 })
    const soldOut = await shop.request(`/buy/${none.id}`)
    expect([soldOut.status, soldOut.json.error.code]).toEqual([409, 'out_of_stock'])
    const tooMany = await shop.request(`/buy/${few.id}?quantity=3`)
    expect([tooMany.status, tooMany.json.error.code]).toEqual([409, 'out_of_stock'])
    expect(tooMany.json.error.message).toContain('2')
    expect((await shop.request(`/buy/${few.id}?quantity=2`)).status).toBe(200)
    expect(await shop.stock(few.id)).toBe(2)
  })

  it('is lowered once for each paid order, however many settle at once', async () => {
    const item = await shop.createItem({ stock: 20 })
    const started = await Promise.all(
      Array.from({ length: 6 }, async () => (await shop.request(`/buy/${item.id}?quantity=2`)).json),
    )
    await Promise.all(started.map(({ url }) => payByCard(url)))
    for (const { orderId } of started) {
      await waitFor(async () => (await shop.order(orderId)).status === 'paid')
    }
    expect(await shop.stock(item.id)).toBe(8)
  })

  it('goes no lower than nothing, and whoever was sold more is looked at by staff', async () => {
    const item = await shop.createItem({ name: 'Last', stock: 6 })
    const started = await Promise.all(
      Array.from({ length: 3 }, async () => (await shop.request(`/buy/${item.id}?quantity=2`)).json),
    )
    await shop.payload.update({ collection: 'items', id: item.id, data: { stock: 3 } })
    await Promise.all(started.map(({ url }) => payByCard(url)))
    const orders: Order[] = []
    for (const { orderId } of started) {
      await waitFor(async () => (await shop.order(orderId)).status === 'paid')
      orders.push(await shop.order(orderId))
    }
    expect(await shop.stock(item.id)).toBe(0)
    expect(orders.filter(({ review }) => review).map(({ review }) => review)).toEqual([
      expect.stringContaining('Last'),
      expect.stringContaining('Last'),
    ])
  })
})

describe('a request that nobody meant', () => {
  const refused: [string, Record<string, string>][] = [
    ['a prefetch', { 'sec-purpose': 'prefetch' }],
    ['a prerender', { 'sec-purpose': 'prefetch;prerender' }],
    ['an old prefetch', { purpose: 'prefetch' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
  ]
  for (const [who, headers] of refused) {
    it(`is refused: ${who}`, async () => {
      const item = await shop.createItem()
      for (const method of ['GET', 'POST']) {
        const { status, json } = await shop.request(`/buy/${item.id}`, { method, headers })
        expect([method, status, json.error.code]).toEqual([method, 403, 'forbidden'])
      }
      expect(relay.calls).toHaveLength(0)
    })
  }

  it('passes from the shop’s own pages, from allowed origins and from programs', async () => {
    const item = await shop.createItem()
    for (const headers of [
      { origin: shop.url, 'sec-fetch-site': 'same-origin' },
      { origin: 'https://blog.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
      { 'user-agent': 'curl/8.5.0' },
    ] as Record<string, string>[]) {
      expect((await shop.request(`/buy/${item.id}`, { headers })).status).toBe(200)
    }
  })

  it('is not understood as HEAD, PUT or DELETE', async () => {
    const item = await shop.createItem()
    for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers } = await shop.request(`/buy/${item.id}`, { method })
      expect([method, status]).toEqual([method, 405])
      expect(headers.get('allow')).toContain('GET')
    }
    expect(relay.calls).toHaveLength(0)
  })
})

describe('the limit', () => {
  it('lets 120 purchases a minute pass, and says when to come again', async () => {
    const headers = newAddress()
    const answers = await Promise.all(
      // Nothing is under this id: the limit stands before anything is looked up.
      Array.from({ length: 200 }, () => shop.request('/buy/2000000000', { headers })),
    )
    const refused = answers.filter(({ status }) => status === 429)
    expect(answers.filter(({ status }) => status === 404).length).toBeGreaterThanOrEqual(120)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]?.json.error.code).toBe('too_many')
    const seconds = Number(refused[0]?.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect((await shop.request('/buy/2000000000', { headers: newAddress() })).status).toBe(404)
  })

  it('does not count staff and API keys', async () => {
    const { headers } = await shop.signIn('support')
    const answers = await Promise.all(
      Array.from({ length: 170 }, () =>
        shop.request('/buy/2000000000', {
          headers: { ...headers, ...newAddress(), 'x-forwarded-for': '10.9.9.9' },
        }),
      ),
    )
    expect(answers.every(({ status }) => status === 404)).toBe(true)
  })
})

describe('the page of an unpaid order', () => {
  const pageOf = (returnUrl: string) =>
    shop.request(returnUrl.slice(returnUrl.indexOf('/order/')), { headers: { accept: 'text/html' } })

  it('asks Stripe once in two seconds, however often it is loaded', async () => {
    const item = await shop.createItem()
    const { returnUrl } = (await shop.request(`/buy/${item.id}`)).json
    relay.calls.length = 0
    const begunAt = Date.now()
    const pages = await Promise.all(Array.from({ length: 100 }, () => pageOf(returnUrl)))
    const periods = (Date.now() - begunAt) / 2000
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]))
    expect(relay.calls.length).toBeLessThanOrEqual(2 + Math.floor(periods))
  })

  it('asks nothing more once its payment has ended', async () => {
    const item = await shop.createItem()
    const { returnUrl, sessionId, orderId } = (await shop.request(`/buy/${item.id}`)).json
    await controlsOf(sandbox).expire(sessionId)
    await waitFor(async () => (await shop.order(orderId)).status === 'expired')
    relay.calls.length = 0
    expect((await pageOf(returnUrl)).text).toContain('Expired')
    expect(relay.calls).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Handler, handlers, openCart, ShopError } from '../../../src/plugin/exports/storefront.ts'
import { openDatabases, type PluginDatabase } from '../../support/plugin-databases.ts'
import { type PluginShop, startPluginShop } from '../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../support/test-shop.ts'

let sandbox: TestSandbox
let databases: PluginDatabase[]
let shop: PluginShop

beforeAll(async () => {
  sandbox = await startTestSandbox()
  databases = await openDatabases()
  shop = await startPluginShop(databases[0]!, { sandbox })
})

afterAll(async () => {
  await shop.close()
  for (const database of databases) await database.stop()
  await sandbox.close()
})

type Init = RequestInit & { id?: unknown; address?: string; browser?: string }

/** As a route of Next mounts a handler: with a whole Fetch request. */
function call(handler: Handler, query: string, { id, address, browser, ...init }: Init = {}) {
  const request = new Request(`https://shop.example/anywhere${query}`, { method: 'POST', ...init })
  const visit = { payload: shop.payload, user: null, params: { id: String(id) }, address: address ?? null }
  return handler(request, { ...visit, ...(browser && { browser }) })
}

/** What a handler throws, as it would be told. */
async function refusal(answer: Promise<Response>): Promise<string> {
  const error = await answer.then(
    ({ status }) => new Error(`It answered ${status}.`),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ShopError)) throw error
  return `${error.status} ${error.code}`
}

const json = (content: unknown) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(content),
})

describe('a handler on any Fetch server', () => {
  it('sells by the query, a form and JSON', async () => {
    const { id } = await shop.createItem()
    for (const [query, init] of [
      ['?quantity=2', {}],
      ['', { body: new URLSearchParams({ quantity: '2' }) }],
      ['?quantity=7', json({ quantity: 2 })],
    ] as const) {
      const answer = await call(handlers.buy, query, { id, ...init })
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
      const { orderId } = await answer.json()
      expect(await shop.order(orderId)).toMatchObject({ total: 2000, status: 'open' })
    }
  })

  it('leads a form to the payment page', async () => {
    const { id } = await shop.createItem()
    const answer = await call(handlers.buyByForm, '', { id })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toMatch(new RegExp(`^${sandbox.url}/c/pay/cs_test_`))
  })

  it('shows and sells an order to whoever has its token', async () => {
    const { id: item } = await shop.createItem()
    const { orderId: id, returnUrl, sessionId } = await shop.buy(item)
    const { search } = new URL(returnUrl)
    const shown = await call(handlers.order, search, { id, method: 'GET' })
    expect(await shown.json()).toMatchObject({ id, total: 1000 })
    expect(await (await call(handlers.pay, search, { id })).json()).toMatchObject({ orderId: id, sessionId })
    expect(await refusal(call(handlers.order, '', { id, method: 'GET' }))).toBe('401 unauthorized')
    expect(await refusal(call(handlers.pay, '?token=x', { id }))).toBe('403 forbidden')
    expect(await refusal(call(handlers.ordersOfItem, '', { id: item }))).toBe('401 unauthorized')
    expect(await refusal(call(handlers.refund, '', { id }))).toBe('401 unauthorized')
  })

  it('makes repeats one by the browser’s name, and a key only together with who sends it', async () => {
    const { id } = await shop.createItem()
    const orderOf = async (init: Init) =>
      (await (await call(handlers.buy, '', { id, ...init })).json()).orderId
    const key = { headers: { 'idempotency-key': 'mine' } }
    expect(await orderOf({ browser: 'a' })).toBe(await orderOf({ browser: 'a' }))
    expect(await orderOf({ browser: 'a' })).not.toBe(await orderOf({ browser: 'b' }))
    expect(await orderOf({ ...key, address: '10.0.0.1' })).toBe(
      await orderOf({ ...key, address: '10.0.0.1' }),
    )
    expect(await orderOf({ ...key, address: '10.0.0.1' })).not.toBe(
      await orderOf({ ...key, address: '10.0.0.2' }),
    )
  })

  it.each<[string, Init, string]>([
    ['another site', { headers: { 'sec-fetch-site': 'cross-site' } }, '403 forbidden'],
    ['another origin', { headers: { origin: 'https://evil.example' } }, '403 forbidden'],
    ['a guess of the browser', { headers: { 'sec-purpose': 'prefetch;prerender' } }, '403 forbidden'],
    ['a long form', { body: new URLSearchParams({ x: 'x'.repeat(11_000) }) }, '413 too_large'],
    ['a compressed body', { body: 'x', headers: { 'content-encoding': 'gzip' } }, '400 invalid_input'],
    ['plain text', { body: 'quantity=5' }, '400 invalid_input'],
    ['half of a document', { ...json(0), body: '{"quantity":' }, '400 invalid_input'],
    [
      'a form in another alphabet',
      { body: 'q', headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-16' } },
      '400 invalid_input',
    ],
  ])('does not sell to %s', async (_, init, told) => {
    const { id } = await shop.createItem()
    expect(await refusal(call(handlers.buy, '', { id, ...init }))).toBe(told)
  })

  it('takes no event that is not signed, and none of a megabyte', async () => {
    const send = (account: string, body: string) =>
      handlers.webhook(new Request('https://shop.example/', { method: 'POST', body }), {
        payload: shop.payload,
        user: null,
        params: { account },
        address: null,
      })
    expect(await refusal(send('usd', '{}'))).toBe('404 not_found')
    expect(await refusal(send('eur', '{}'))).toBe('400 invalid_input')
    expect(await refusal(send('eur', 'x'.repeat(1024 * 1024 + 1)))).toBe('413 too_large')
  })

  it('keeps a cart in a cookie, and sells it as one order', async () => {
    const [mug, cup] = [await shop.createItem(), await shop.createItem({ price: 500 })]
    let cookie = ''
    const change = async (handler: Handler, fields: Record<string, string>) => {
      const answer = await call(handler, '', { body: new URLSearchParams(fields), headers: { cookie } })
      cookie = String(answer.headers.get('set-cookie')).split(';')[0] ?? ''
      return answer
    }
    const added = await change(handlers.addToCart, { item: String(mug.id), quantity: '2' })
    expect([added.status, added.headers.get('location')]).toEqual([303, '/cart'])
    expect(added.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax; Secure$/)
    await change(handlers.addToCart, { item: String(cup.id) })
    await change(handlers.changeCart, { item: String(cup.id), quantity: '3' })
    const { orderId } = await (await change(handlers.payCart, { total: '3500' })).json()
    expect(await shop.order(orderId)).toMatchObject({ total: 3500, status: 'open' })
    const request = new Request('https://shop.example/cart', { headers: { cookie } })
    expect(await openCart(request, { payload: shop.payload })).toEqual({
      cart: {
        lines: [
          { item: mug.id, quantity: 2 },
          { item: cup.id, quantity: 3 },
        ],
        code: null,
        orderId,
      },
      cookie: null,
    })
  })
})

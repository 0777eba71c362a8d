import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let other: TestShop
let support: SignedIn
let orderPath: string
let orderId: number

beforeAll(async () => {
  const env = { TRUST_PROXY: '1' }
  shop = await startTestShop({ env })
  const { sandbox, config } = shop
  other = await startTestShop({ databaseUrl: config.databaseUrl, stripe: { sandbox }, env })
  support = await shop.signIn('support')
  const { id } = await shop.createItem()
  const { json } = await shop.request(`/buy/${id}`)
  orderId = json.orderId
  orderPath = json.returnUrl.slice(json.returnUrl.indexOf('/order/'))
})

afterAll(async () => {
  await other.close()
  await shop.close()
})

type Ask = (at: TestShop, headers: Record<string, string>) => Promise<{ status: number }>

/** Asks until it is too much, in a few at a time, from one address. */
async function askOften(ask: Ask, { times, headers }: { times: number; headers: Record<string, string> }) {
  const statuses: number[] = []
  while (statuses.length < times) {
    const few = Array.from({ length: 10 }, () => ask(shop, headers))
    statuses.push(...(await Promise.all(few)).map(({ status }) => status))
  }
  return statuses
}

const from = (address: string, more: Record<string, string> = {}) => ({ 'x-forwarded-for': address, ...more })
const refund: Ask = (at, headers) => at.send('POST', `/api/orders/${orderId}/refund`, {}, headers)

describe('a minute’s limits of strangers', () => {
  it.each<[string, Ask, number]>([
    ['an order by its link', (at, headers) => at.request(orderPath, { headers }), 200],
    ['an order by a wrong link', (at, headers) => at.request(`/order/${orderId}?token=x`, { headers }), 403],
    ['the orders of an item', (at, headers) => at.request('/item/by_order/1', { headers }), 401],
  ])('hold for looking at %s, at another process too', async (what, look, status) => {
    const address = `203.0.113.${what.length}`
    const statuses = await askOften(look, { times: 320, headers: from(address) })
    expect(statuses[0]).toBe(status)
    expect(statuses.at(-1)).toBe(429)
    expect(statuses.filter((answered) => answered !== 429).length).toBeGreaterThanOrEqual(300)
    await pause(1_200)
    const elsewhere = await askUntilRefused(() => look(other, from(address)))
    expect(elsewhere).toBe(429)
    const ownHeaders = from(address, support.headers)
    expect((await shop.request(`/order/${orderId}`, { headers: ownHeaders })).status).toBe(200)
  })

  it('hold for refunds, with credentials of nobody’s too, and not for staff', async () => {
    const wrong = from('198.51.100.1', { authorization: 'JWT of.nobody.s' })
    const statuses = await askOften(refund, { times: 40, headers: wrong })
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429])
    const own = await askOften(refund, { times: 40, headers: from('198.51.100.1', support.headers) })
    expect(new Set(own)).toEqual(new Set([409]))
  })

  it('hold for what is sent to Payload with credentials of nobody’s, and not for staff', async () => {
    const send: Ask = (at, headers) => at.send('POST', '/api/taxes', {}, headers)
    const statuses = await askOften(send, {
      times: 620,
      headers: from('198.51.100.2', { authorization: 'JWT of.nobody.s' }),
    })
    expect([statuses[0], statuses.at(-1)]).toEqual([403, 429])
    const admin = await shop.signIn('admin')
    expect((await send(shop, from('198.51.100.2', admin.headers))).status).toBe(400)
  })
})

/**
 * Each process tells the others of busy callers twice a second. A third of the limit makes one busy here too, and does not
 * reach the limit by itself.
 */
async function askUntilRefused(ask: () => Promise<{ status: number }>): Promise<number> {
  for (let count = 0; count < 100; count += 1) {
    if ((await ask()).status === 429) return 429
  }
  for (let count = 0; count < 20; count += 1) {
    await pause(500)
    if ((await ask()).status === 429) return 429
  }
  return 200
}

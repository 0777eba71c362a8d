import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { createTestDatabase } from '../../support/databases.ts'
import { payByCard } from '../../support/payment-page.ts'
import {
  type SignedIn,
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
/** Two processes' worth of shop on one database; Stripe sends its events to both. */
let shops: [TestShop, TestShop]
let admin: SignedIn

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const databaseUrl = await createTestDatabase()
  const first = await startTestShop({ databaseUrl, stripe: { sandbox } })
  shops = [first, await startTestShop({ databaseUrl, stripe: { sandbox } })]
  admin = await first.signIn('admin')
})

afterAll(async () => {
  for (const shop of shops) await shop.close()
  await sandbox.close()
})

describe('two processes on one database', () => {
  it('know each other’s orders, tokens and log-ins', async () => {
    const [one, two] = shops
    const item = await one.createItem()
    const { json } = await one.request(`/buy/${item.id}`)
    const token = new URL(json.returnUrl).searchParams.get('token')
    expect((await two.request(`/order/${json.orderId}?token=${token}`)).json.id).toBe(json.orderId)
    expect((await two.request(`/order/${json.orderId}`, { headers: admin.headers })).status).toBe(200)
  })

  it('sign one person in as often as they are asked at once', async () => {
    const { email, password } = await shops[0].signIn('editor')
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        shops[index % 2]!.send('POST', '/api/users/login', { email, password }),
      ),
    )
    for (const { json } of answers) {
      const headers = { authorization: `JWT ${json.token}` }
      expect((await shops[0].request('/api/users/me', { headers })).json.user).toMatchObject({ email })
    }
  })

  it('take many saves at once, though each asks beside its own transaction', async () => {
    const items = await Promise.all(Array.from({ length: 40 }, () => shops[0].createItem()))
    const answers = await Promise.all(
      items.map(({ id }) => shops[0].send('PATCH', `/api/items/${id}`, { price: 5 }, admin.headers)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('settle a payment once, and lower the stock once, though both get every event', async () => {
    const [one, two] = shops
    const item = await one.createItem({ stock: 50 })
    const orders = []
    for (let round = 0; round < 10; round += 1) {
      const { json } = await shops[round % 2]!.request(`/buy/${item.id}`)
      orders.push(json)
    }
    await Promise.all(orders.map(({ url }) => payByCard(url)))
    await Promise.all(
      orders.flatMap(({ orderId }) => [
        one.request(`/order/${orderId}`, { headers: { ...admin.headers, accept: 'text/html' } }),
        two.request(`/order/${orderId}`, { headers: { ...admin.headers, accept: 'text/html' } }),
      ]),
    )
    for (const { orderId } of orders) {
      await waitFor(async () => (await one.order(orderId)).status === 'paid', { what: 'The payment' })
      expect(await one.moves(orderId)).toEqual(['open', 'open → paid'])
    }
    expect(await two.stock(item.id)).toBe(40)
    const twice = await one.sql(
      'select event_id from stripe_events group by account, event_id having count(*) > 1',
    )
    expect(twice).toEqual([])
  })

  it('make one order and one session of a double click that reaches both', async () => {
    const [one, two] = shops
    const item = await one.createItem()
    const headers = { 'idempotency-key': 'the same click' }
    const answers = await Promise.all([
      one.request(`/buy/${item.id}`, { headers }),
      two.request(`/buy/${item.id}`, { headers }),
      one.request(`/buy/${item.id}`, { headers }),
      two.request(`/buy/${item.id}`, { headers }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ json }) => json.sessionId)).size).toBe(1)
    expect(new Set(answers.map(({ json }) => json.orderId)).size).toBe(1)
  })

  it('start one payment of an order that is paid from both at once', async () => {
    const [one, two] = shops
    const item = await one.createItem()
    const draft = await one.createOrder([{ item: item.id, quantity: 1 }])
    const pay = (shop: TestShop) => shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })
    const answers = await Promise.all([pay(one), pay(two), pay(one), pay(two)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ json }) => json.sessionId)).size).toBe(1)
    const attempts = await one.attempts(draft.id)
    expect(attempts.filter(({ status }) => status === 'open')).toHaveLength(1)
  })

  it('draw different order numbers and sweep one at a time', async () => {
    const [one, two] = shops
    const item = await one.createItem()
    const orders = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        shops[index % 2]!.createOrder([{ item: item.id, quantity: 1 }]),
      ),
    )
    expect(new Set(orders.map(({ number }) => number)).size).toBe(20)
    await Promise.all([sweepPayments(one.payload), sweepPayments(two.payload)])
  })
})

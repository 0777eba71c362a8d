import { afterAll, beforeAll, expect, it } from '@jest/globals'
import Stripe from 'stripe'
import { CARD, payByCard } from '../../support/payment-page.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop
let orderId: number

beforeAll(async () => {
  shop = await startTestShop()
  const { id } = await shop.createItem({ stock: 5, price: 2500 })
  const { json } = await shop.request(`/buy/${id}`)
  orderId = json.orderId
  await shop.request(`/buy/${id}?quantity=2`)
  await payByCard(json.url, CARD.disputed)
  await waitFor(async () => (await shop.sql('select 1 from disputes')).length > 0, { what: 'The dispute' })
  const [attempt] = await shop.attempts(orderId)
  await shop
    .stripe()
    .refunds.create({ payment_intent: String(attempt?.intentId), amount: 300 })
    .catch(() => null)
})

afterAll(() => shop.close())

const lines = () => shop.log.map((line) => JSON.parse(line))

it('shows operators what the shop is doing', async () => {
  const { text } = await shop.request('/metrics')
  for (const line of [
    'shop_database_up 1',
    'shop_orders{status="paid"} 1',
    'shop_orders{status="open"} 1',
    'shop_orders_to_review 1',
    'shop_money_received_minor{currency="eur"} 2500',
    'shop_payments_unfinished{status="open"} 1',
    'shop_stock_holds 1',
    'shop_stock_held 2',
  ])
    expect(text.split('\n')).toContain(line)
  expect(text).toMatch(/^shop_disputes\{status="\w+"\} 1$/m)
  expect(text).toMatch(/^shop_webhook_lag_seconds_count\{account="eur"\} [1-9]/m)
  expect(text).toMatch(/^shop_stripe_call_seconds_count\{outcome="done"\} [1-9]/m)
  expect(text).toMatch(/^shop_webhook_queue \d+$/m)
  expect(text).toMatch(/^shop_sync_queue \d+$/m)
  expect(text).toMatch(/^shop_database_connections\{pool="queries",state="open"\} [1-9]/m)
  // Labels are of closed sets: nothing of a person, an order or an address.
  expect(text).not.toMatch(/buyer@example|\/item\/\d|cs_test|evt_/)
})

it('logs one line for the order that was paid, and one for its dispute, with their ids', async () => {
  const ofOrder = lines().filter(({ order }) => order === orderId)
  const said = (words: RegExp) => ofOrder.filter(({ msg }) => words.test(msg))
  expect(said(/was paid: €25\.00/)).toEqual([
    expect.objectContaining({
      status: 'paid',
      amount: 2500,
      currency: 'eur',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    }),
  ])
  expect(said(/The payment is disputed/)).toHaveLength(1)
})

it('logs one line for an event that is signed with the secret of another endpoint', async () => {
  const body = JSON.stringify({ id: 'evt_1', type: 'charge.refunded', data: { object: {} } })
  const [secret = ''] = shop.config.accounts.find(({ name }) => name === 'usd')?.webhookSecrets ?? []
  const headers = { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body, secret }) }
  for (const _ of [1, 2, 3])
    expect((await shop.request('/stripe/webhook/eur', { method: 'POST', body, headers })).status).toBe(400)
  const told = lines().filter(({ msg }) => /An event for the account eur was refused/.test(msg))
  expect(told).toEqual([
    expect.objectContaining({ account: 'eur', msg: expect.stringContaining('the secret of the account ') }),
  ])
  expect(shop.log.join('\n')).not.toContain(secret)
})

it('names a failed request in the log as it does to the caller', async () => {
  await shop.sql('alter table inventory rename to inventory_away')
  const { headers } = await shop.request('/buy/1', { headers: { 'x-request-id': 'proxy-7' } })
  await shop.sql('alter table inventory_away rename to inventory')
  expect(headers.get('x-request-id')).toBe('proxy-7')
  expect(lines()).toContainEqual(expect.objectContaining({ request: 'proxy-7', level: 50 }))
})

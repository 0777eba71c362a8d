import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { fetchMissed } from '../../../src/plugin/shop/events/missed-events.ts'
import { controlsOf, payByCard } from '../../support/payment-page.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
let relay: StripeRelay
let shop: TestShop

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  shop = await startTestShop({ stripe: { sandbox, apiBase: relay.url } })
})
afterEach(() => controlsOf(sandbox).clearFaults())
afterAll(async () => {
  await shop.close()
  await relay.close()
  await sandbox.close()
})

const loseDeliveries = () => controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 100_000 })
const catchUp = () => fetchMissed(shop.payload, { youngestSeconds: 0 })
const eventLists = () => relay.calls.filter(({ path }) => path.startsWith('/v1/events?'))

async function buy(item: number) {
  const { json } = await shop.request(`/buy/${item}`)
  return json as { orderId: number; url: string }
}

it('finds all orders that were paid while no webhook arrived, in one round', async () => {
  await loseDeliveries()
  const { id } = await shop.createItem({ stock: 100 })
  const bought = []
  for (let count = 0; count < 60; count += 1) bought.push(await buy(id))
  for (const { url } of bought) await payByCard(url)
  const startedAt = Date.now()
  await catchUp()
  const seconds = (Date.now() - startedAt) / 1000
  const orders = await shop.sql('select status from orders where id = any($1)', [
    bought.map(({ orderId }) => orderId),
  ])
  expect(orders).toEqual(bought.map(() => ({ status: 'paid' })))
  expect(await shop.stock(id)).toBe(40)
  // Stripe is asked at its pace: some lists of three days, and nothing for each order.
  expect(seconds).toBeLessThan(20)
})

it('finds a refund behind hundreds of newer events', async () => {
  const { id } = await shop.createItem()
  const { orderId, url } = await buy(id)
  await payByCard(url)
  await waitFor(async () => (await shop.order(orderId)).status === 'paid', { what: 'The payment' })
  await loseDeliveries()
  const [attempt] = await shop.attempts(orderId)
  await shop.stripe().refunds.create({ payment_intent: String(attempt?.intentId), amount: 300 })
  for (let round = 0; round < 26; round += 1) {
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const intent = await shop.stripe().paymentIntents.create({ amount: 500, currency: 'eur' })
        await shop.stripe().paymentIntents.cancel(intent.id)
      }),
    )
  }
  await catchUp()
  expect(await shop.order(orderId)).toMatchObject({ status: 'partially_refunded', amountRefunded: 300 })
})

it('reads on from where it has come to, also in another process', async () => {
  await catchUp()
  relay.calls.length = 0
  const other = await startTestShop({
    databaseUrl: shop.config.databaseUrl,
    stripe: { sandbox, apiBase: relay.url },
  })
  await fetchMissed(other.payload, { youngestSeconds: 0 })
  await other.close()
  const spans = eventLists().map(({ path }) => {
    const query = new URL(path, relay.url).searchParams
    return Number(query.get('created[lte]')) - Number(query.get('created[gte]'))
  })
  expect(spans.length).toBeGreaterThan(0)
  expect(Math.max(...spans)).toBeLessThan(15 * 60)
})

it('goes on later where Stripe stops answering in the middle', async () => {
  await loseDeliveries()
  const { id } = await shop.createItem()
  const { orderId, url } = await buy(id)
  await payByCard(url)
  relay.watch = async ({ path }) => (path.startsWith('/v1/events?') ? 'fail' : undefined)
  await catchUp()
  expect((await shop.order(orderId)).status).toBe('open')
  relay.watch = null
  await waitFor(
    async () => {
      await catchUp()
      return (await shop.order(orderId)).status === 'paid'
    },
    { timeoutMs: 20_000, what: 'The payment' },
  )
})

it('leaves to the webhook what is younger than a minute', async () => {
  await loseDeliveries()
  const { id } = await shop.createItem()
  const { orderId, url } = await buy(id)
  await payByCard(url)
  await fetchMissed(shop.payload)
  expect((await shop.order(orderId)).status).toBe('open')
  await catchUp()
  expect((await shop.order(orderId)).status).toBe('paid')
})

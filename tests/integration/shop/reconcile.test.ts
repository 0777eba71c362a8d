import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { stripeReconcile } from '../../../src/server/commands/stripe-reconcile.ts'
import { stripeReplay } from '../../../src/server/commands/stripe-replay.ts'
import { CARD, controlsOf, payByCard } from '../../support/payment-page.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import {
  type SignedIn,
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
let relay: StripeRelay
let shop: TestShop
let admin: SignedIn

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  shop = await startTestShop({ stripe: { sandbox, apiBase: relay.url } })
  admin = await shop.signIn('admin')
})
afterEach(async () => {
  relay.watch = null
  await controlsOf(sandbox).clearFaults()
})
afterAll(async () => {
  await shop.close()
  await relay.close()
  await sandbox.close()
})

const loseDeliveries = () => controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 100_000 })

async function run(command: typeof stripeReconcile, ...options: string[]) {
  const lines: string[] = []
  const stopping = new AbortController()
  const code = await command({
    payload: shop.payload,
    options,
    signal: stopping.signal,
    log: (line) => lines.push(line),
  })
  return { code, lines, text: lines.join('\n') }
}

async function buy(data: object = {}, flow = 'hosted') {
  const { id } = await shop.createItem({ stock: 10, ...data })
  const { json } = await shop.request(`/buy/${id}?flow=${flow}`)
  return { ...json, item: id } as {
    orderId: number
    url: string
    item: number
    sessionId: string
    paymentIntentId: string
  }
}

/** Paid, and the shop knows. */
async function paidOrder(card: string = CARD.pays) {
  const bought = await buy({ price: 2000 })
  await payByCard(bought.url, card)
  await waitFor(async () => (await shop.order(bought.orderId)).status === 'paid', { what: 'The payment' })
  const [attempt] = await shop.attempts(bought.orderId)
  return { ...bought, intentId: String(attempt?.intentId) }
}

const sessionLists = () => relay.calls.filter(({ path }) => path.startsWith('/v1/checkout/sessions?')).length
const statusOf = async (orderId: number) => (await shop.order(orderId)).status

it('finds nothing where nothing differs, and is safe twice', async () => {
  await paidOrder()
  for (const options of [['--check'], [], []]) {
    const { code, text } = await run(stripeReconcile, ...options)
    expect([code, text]).toEqual([0, 'Nothing differs.'])
  }
})

it('puts right a day without any webhook in one run, by the kind of what it finds', async () => {
  const refunded = await paidOrder()
  await loseDeliveries()
  const paid = await buy()
  await payByCard(paid.url)
  const ended = await buy()
  await controlsOf(sandbox).expire(ended.sessionId)
  const byIntent = await buy({}, 'intent')
  await shop.stripe().paymentIntents.confirm(byIntent.paymentIntentId, {
    payment_method: 'pm_card_visa',
    return_url: shop.url,
  })
  const disputed = await buy({ price: 3000 })
  await payByCard(disputed.url, CARD.disputed)
  await shop.stripe().refunds.create({ payment_intent: refunded.intentId, amount: 500 })
  const open = await buy()

  const looked = await run(stripeReconcile, '--check')
  expect(looked.code).toBe(1)
  expect(await statusOf(paid.orderId)).toBe('open')

  const { code, text } = await run(stripeReconcile)
  expect(text).toContain('3 paid, 1 ended, 1 refund, 1 dispute')
  expect(code).toBe(0)
  expect(await statusOf(paid.orderId)).toBe('paid')
  expect(await shop.stock(paid.item)).toBe(9)
  expect(await statusOf(byIntent.orderId)).toBe('paid')
  expect(await statusOf(ended.orderId)).toBe('expired')
  expect(await shop.order(refunded.orderId)).toMatchObject({
    status: 'partially_refunded',
    amountRefunded: 500,
  })
  expect(await shop.sql('select status from disputes where order_id = $1', [disputed.orderId])).toHaveLength(
    1,
  )
  expect(await statusOf(open.orderId)).toBe('open')
  expect((await run(stripeReconcile)).text).toBe('Nothing differs.')
})

it('tells of money for an order that is in no backup, which is for people', async () => {
  const lost = await paidOrder()
  await shop.sql('delete from payments where order_id = $1', [lost.orderId])
  const { code, text } = await run(stripeReconcile)
  expect(code).toBe(1)
  expect(text).toContain(`€20.00 for order ${lost.orderId}`)
  expect(text).toContain('1 differences: 1 unknown. 1 are left.')
  await shop.stripe().refunds.create({ payment_intent: lost.intentId })
})

it('asks after a payment whose answer was lost', async () => {
  relay.watch = async ({ method, path }) =>
    method === 'POST' && path === '/v1/checkout/sessions' ? 'drop' : undefined
  const { id } = await shop.createItem()
  expect((await shop.request(`/buy/${id}`)).status).toBe(503)
  await shop.sql(`update payments set created_at = now() - interval '1 minute' where status = 'starting'`)
  // Stripe answers what it is asked for, but not what becomes of this payment.
  const early = await run(stripeReconcile)
  expect([early.code, early.text]).toEqual([1, expect.stringContaining('1 unanswered. 2 are left.')])
  relay.watch = null
  // What is for people is left.
  expect((await run(stripeReconcile)).text).toContain('1 unknown, 1 unanswered. 1 are left.')
  expect(await shop.sql(`select 1 from payments where status = 'starting'`)).toEqual([])
})

it('goes on where it was when Stripe stopped answering', async () => {
  await loseDeliveries()
  const paid = await buy()
  await payByCard(paid.url)
  relay.watch = async ({ path }) => (path.startsWith('/v1/refunds?') ? 'fail' : undefined)
  await expect(run(stripeReconcile)).rejects.toThrow('Stripe could not be asked')
  relay.watch = null
  const asked = sessionLists()
  await waitFor(
    async () => {
      const done = await run(stripeReconcile).catch(() => null)
      return done !== null
    },
    { timeoutMs: 20_000, what: 'The second run' },
  )
  expect(await statusOf(paid.orderId)).toBe('paid')
  // What the first run has read is not read again.
  const second = sessionLists() - asked
  const before = sessionLists()
  await run(stripeReconcile)
  expect(second).toBeLessThan(sessionLists() - before)
})

it('lets an administrator retry an event that could not be applied', async () => {
  const { orderId, intentId } = await paidOrder()
  relay.watch = async ({ path }) => (path.startsWith('/v1/payment_intents/') ? 'fail' : undefined)
  await shop.stripe().refunds.create({ payment_intent: intentId, amount: 500 })
  const failed = async () =>
    (await shop.sql(`select id from stripe_events where status = 'failed' and type = 'refund.created'`))[0]
  await waitFor(failed, { what: 'The failed event' })
  await loseDeliveries()
  const { id } = await failed()
  const retry = async (headers: Record<string, string>) =>
    shop.request(`/api/stripe-events/${id}/retry`, { method: 'POST', headers })
  const support = await shop.signIn('support')
  expect([(await retry({})).status, (await retry(support.headers)).status]).toEqual([401, 403])
  const early = await retry(admin.headers)
  expect([early.status, early.json.reason]).toEqual([200, expect.stringContaining('could not be asked')])
  relay.watch = null
  const isDone = async () => (await retry(admin.headers)).json.reason === null
  await waitFor(isDone, { what: 'The event', timeoutMs: 20_000 })
  expect(await shop.order(orderId)).toMatchObject({ status: 'partially_refunded', amountRefunded: 500 })
  expect(await failed()).toBeUndefined()
  const unknown = await shop.request('/api/stripe-events/999999/retry', {
    method: 'POST',
    headers: { ...admin.headers, 'accept-language': 'de' },
  })
  expect([unknown.status, unknown.json.errors[0].message]).toEqual([404, 'Dieses Ereignis gibt es nicht.'])
})

it('replays events by id, by type and by time', async () => {
  await loseDeliveries()
  const paid = await buy()
  await payByCard(paid.url)
  const { data } = await shop.stripe().events.list({ limit: 1, type: 'checkout.session.completed' })
  const [event] = data
  const looked = await run(stripeReplay, String(event?.id), '--check')
  expect([looked.code, looked.lines.length]).toEqual([0, 2])
  expect(await statusOf(paid.orderId)).toBe('open')
  const { code, text } = await run(stripeReplay, String(event?.id))
  expect([code, text]).toEqual([0, expect.stringContaining('1 events applied.')])
  expect(await statusOf(paid.orderId)).toBe('paid')
  const again = await run(stripeReplay, '--type', 'checkout.session.completed', '--since', '1h')
  expect(again.code).toBe(0)
  expect(await shop.moves(paid.orderId)).toEqual(['open', 'open → paid'])
  const none = await run(stripeReplay, 'evt_none')
  expect([none.code, none.text]).toEqual([1, expect.stringContaining('evt_none is not known')])
  await expect(run(stripeReplay)).rejects.toThrow('--since')
  expect(admin.id).toBeGreaterThan(0)
})

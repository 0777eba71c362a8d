import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { controlsOf, payByCard } from '../../support/payment-page.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'

let sandbox: TestSandbox
let relay: StripeRelay
let shop: TestShop
let mug: number

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  shop = await startTestShop({ stripe: { sandbox, apiBase: relay.url } })
  mug = (await shop.createItem()).id
})

afterAll(async () => {
  await shop.close()
  await relay.close()
  await sandbox.close()
})

beforeEach(async () => {
  relay.watch = null
  relay.calls.length = 0
  await controlsOf(sandbox).clearFaults()
})

const CREATE = '/v1/checkout/sessions'

/** As after a crash between the call to Stripe and its answer, a while ago. */
async function loseAnswer(flow = 'hosted') {
  const path = flow === 'intent' ? '/v1/payment_intents' : CREATE
  relay.watch = async (call) => (call.method === 'POST' && call.path === path ? 'drop' : undefined)
  const { status, json } = await shop.request(`/buy/${mug}?flow=${flow}`)
  expect([status, json.error.code]).toEqual([503, 'payment_unavailable'])
  relay.watch = null
  const [payment] = await shop.sql(
    'select id, order_id, attempt, status from payments order by id desc limit 1',
  )
  expect(payment.status).toBe('starting')
  await age(payment.id, '1 minute')
  return payment as { id: number; order_id: number; attempt: string }
}

const age = (id: number, interval: string) =>
  shop.sql(
    `update payments set created_at = created_at - $2::interval, updated_at = updated_at - $2::interval where id = $1`,
    [id, interval],
  )

const statusOf = async (id: number) =>
  (await shop.sql('select status from payments where id = $1', [id]))[0].status

/** Open payments that nothing was heard of for longer than the sweep waits; the first one for longest. */
async function silentPayments(count: number): Promise<string[]> {
  const sessions: string[] = []
  for (let index = 0; index < count; index += 1) {
    const { sessionId } = (await shop.request(`/buy/${mug}`)).json
    const [{ id }] = await shop.sql('select id from payments where session_id = $1', [sessionId])
    await age(id, `${60 - index} minutes`)
    sessions.push(sessionId)
  }
  relay.calls.length = 0
  return sessions
}

/** Which sessions Stripe was asked about. */
const asked = () => relay.calls.map(({ path }) => /cs_test_\w+/.exec(path)?.[0])

describe('the sweep', () => {
  it('learns of a session whose answer was lost by the same key and parameters, and ends it', async () => {
    const payment = await loseAnswer()
    await sweepPayments(shop.payload)
    const tries = relay.creations()
    expect(tries.length).toBeGreaterThanOrEqual(2)
    expect(new Set(tries.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1)
    const sessions = await shop.stripe().checkout.sessions.list({ limit: 100 })
    const ours = sessions.data.filter(({ metadata }) => metadata?.attempt === payment.attempt)
    expect(ours.map(({ status }) => status)).toEqual(['expired'])
    expect(await statusOf(payment.id)).toBe('expired')
  })

  it('cancels an intent whose answer was lost', async () => {
    const payment = await loseAnswer('intent')
    await sweepPayments(shop.payload)
    const intents = await shop.stripe().paymentIntents.list({ limit: 100 })
    const ours = intents.data.filter(({ metadata }) => metadata?.attempt === payment.attempt)
    expect(ours.map(({ status }) => status)).toEqual(['canceled'])
    expect(await statusOf(payment.id)).toBe('expired')
  })

  it.each([
    ['hosted', CREATE],
    ['intent', '/v1/payment_intents'],
  ])('ends an attempt (%s) whose lost answer was an error that Stripe keeps', async (flow, path) => {
    await controlsOf(sandbox).failCalls({ kind: 'status', status: 500, path, method: 'POST', times: 1 })
    const payment = await loseAnswer(flow)
    await sweepPayments(shop.payload)
    expect(await statusOf(payment.id)).toBe('failed')
    expect((await shop.order(payment.order_id)).status).toBe('failed')
  })

  it('gives up after a day, when Stripe has forgotten the key, and asks for nothing', async () => {
    const payment = await loseAnswer()
    await age(payment.id, '24 hours')
    relay.calls.length = 0
    await sweepPayments(shop.payload)
    expect(relay.creations()).toEqual([])
    expect(await statusOf(payment.id)).toBe('failed')
  })

  it('tries again later while Stripe cannot be reached', async () => {
    const payment = await loseAnswer()
    relay.watch = async () => 'drop'
    await sweepPayments(shop.payload)
    expect(await statusOf(payment.id)).toBe('starting')
    relay.watch = null
    await sweepPayments(shop.payload)
    expect(await statusOf(payment.id)).toBe('expired')
  })

  it('takes no order for expired while it is not known whether its payment is over', async () => {
    const { orderId } = (await shop.request(`/buy/${mug}`)).json
    await shop.sql(`update orders set updated_at = now() - interval '3 hours' where id = $1`, [orderId])
    relay.watch = async () => 'drop'
    await sweepPayments(shop.payload)
    expect((await shop.order(orderId)).status).toBe('open')
  })

  it('ends an order that was left open without a payment, and gives back what it held', async () => {
    const { id: item } = await shop.createItem({ stock: 1 })
    const { orderId, returnUrl } = (await shop.request(`/buy/${item}`)).json
    const path = '/v1/payment_intents'
    await controlsOf(sandbox).failCalls({ kind: 'status', status: 400, path, method: 'POST', times: 1 })
    const other = await shop.request(`/order/${orderId}/buy${new URL(returnUrl).search}&flow=intent`)
    expect(other.status).toBe(502)
    const look = async () => [
      (await shop.order(orderId)).status,
      (await shop.payload.findByID({ collection: 'items', id: item })).available,
    ]
    await sweepPayments(shop.payload)
    expect(await look()).toEqual(['open', 0])
    await shop.sql(`update orders set updated_at = now() - interval '3 hours' where id = $1`, [orderId])
    await sweepPayments(shop.payload)
    expect(await look()).toEqual(['expired', 1])
  })

  it('settles a paid session of which no event came', async () => {
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 100 })
    const { json } = await shop.request(`/buy/${mug}`)
    await payByCard(json.url)
    expect((await shop.order(json.orderId)).status).toBe('open')
    const [payment] = await shop.sql('select id from payments where order_id = $1', [json.orderId])
    await sweepPayments(shop.payload)
    expect((await shop.order(json.orderId)).status).toBe('open')
    await age(payment.id, '15 minutes')
    await sweepPayments(shop.payload)
    expect((await shop.order(json.orderId)).status).toBe('paid')
  })

  it('is done by one process at a time, and once however often it runs', async () => {
    const payment = await loseAnswer()
    await Promise.all(Array.from({ length: 4 }, () => sweepPayments(shop.payload)))
    expect(await statusOf(payment.id)).toBe('expired')
    const moves = await shop.moves(payment.order_id)
    expect(moves.filter((move) => move.includes('expired')).length).toBeLessThanOrEqual(1)
  })

  it('leaves to the next round what it has no time for, which begins with what waited longest', async () => {
    const sessions = await silentPayments(3)
    for (const _round of sessions) await sweepPayments(shop.payload, { longestMs: 0 })
    expect(asked()).toEqual(sessions)
  })

  it('mends fifty in one round', async () => {
    const { id } = await loseAnswer()
    await shop.sql(
      `insert into payments select (jsonb_populate_record(p, jsonb_build_object(
         'id', nextval(pg_get_serial_sequence('payments', 'id')), 'attempt', p.attempt || n, 'account', 'gone'
       ))).* from payments p, generate_series(1, 49) n where p.id = $1`,
      [id],
    )
    await sweepPayments(shop.payload)
    const left = await shop.sql(`select id from payments where account = 'gone' and status = 'starting'`)
    expect([left, await statusOf(id)]).toEqual([[], 'expired'])
  })

  it('goes on past a payment of an account that is not configured any more', async () => {
    const [gone, known] = await silentPayments(2)
    await shop.sql(`update payments set account = 'gone' where session_id = $1`, [gone])
    await sweepPayments(shop.payload)
    await sweepPayments(shop.payload)
    expect(asked()).toEqual([known])
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import * as disputesMigration from '../../../src/migrations/20261129_004121_disputes.ts'
import { inTransaction } from '../../../src/plugin/database/database.ts'
import { fetchMissed } from '../../../src/plugin/shop/events/missed-events.ts'
import { recordDispute } from '../../../src/plugin/shop/refunds/disputes.ts'
import { recordRefunds } from '../../../src/plugin/shop/refunds/refund-records.ts'
import { refundableOf } from '../../../src/plugin/shop/refunds/refundable.ts'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import type { DisputeFacts } from '../../../src/plugin/stripe/refunds.ts'
import { CARD, controlsOf, payByCard } from '../../support/payment-page.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import {
  request,
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
let support: SignedIn

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  shop = await startTestShop({ stripe: { sandbox, apiBase: relay.url } })
  support = await shop.signIn('support')
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

/** An order over 20.00 EUR that was paid twice: its first session was taken for expired and then paid as well. */
async function orderPaidTwice() {
  const item = await shop.createItem({ price: 2000 })
  const first = (await shop.request(`/buy/${item.id}`)).json
  const orderId = first.orderId as number
  await shop.sql(`update payments set status = 'expired' where order_id = $1`, [orderId])
  await shop.sql(`update orders set status = 'expired' where id = $1`, [orderId])
  const second = await shop.request(`/order/${orderId}/buy`, { headers: support.headers })
  for (const { url } of [first, second.json]) await payByCard(url)
  await waitFor(async () => (await shop.order(orderId)).review?.includes('Paid twice'))
  return orderId
}

/** A paid order over 20.00 EUR and its intent. */
async function paidOrder(card: string = CARD.pays) {
  const item = await shop.createItem({ price: 2000 })
  const { orderId, url } = (await shop.request(`/buy/${item.id}`)).json
  await payByCard(url, card)
  await waitFor(async () => (await shop.order(orderId)).status === 'paid', { what: 'the payment' })
  const [attempt] = await shop.attempts(orderId)
  return { orderId: orderId as number, intentId: String(attempt?.intentId) }
}

const refund = (orderId: number, body: unknown = {}, headers: Record<string, string> = support.headers) =>
  shop.send('POST', `/api/orders/${orderId}/refund`, body, headers)

const findRefunds = async (orderId: number) =>
  shop.sql('select status, amount::int as amount, refund_id from refunds where order_id = $1 order by id', [
    orderId,
  ])

const leave = (orderId: number, interval: string) =>
  shop.sql('update refunds set created_at = now() - $2::interval where order_id = $1', [orderId, interval])

const failRefundCalls = () =>
  controlsOf(sandbox).failCalls({
    kind: 'status',
    status: 429,
    path: '/v1/refunds',
    method: 'POST',
    times: 9,
  })

const becomes = (orderId: number, status: string, amountRefunded: number) =>
  waitFor(
    async () => {
      const order = await shop.order(orderId)
      return order.status === status && order.amountRefunded === amountRefunded
    },
    { what: `${status}, ${amountRefunded} refunded` },
  )

const control = (path: string, body: unknown = {}) =>
  request(`${sandbox.url}/_sandbox${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('a refund made in Stripe’s Dashboard', () => {
  it('moves the order to partially refunded and then to refunded, each recorded once', async () => {
    const { orderId, intentId } = await paidOrder()
    await shop.stripe().refunds.create({ payment_intent: intentId, amount: 500 })
    await becomes(orderId, 'partially_refunded', 500)
    await shop.stripe().refunds.create({ payment_intent: intentId })
    await becomes(orderId, 'refunded', 2000)
    await controlsOf(sandbox).retryDeliveries()
    expect((await findRefunds(orderId)).map(({ amount }) => amount)).toEqual([500, 1500])
    expect(await shop.moves(orderId)).toEqual([
      'open',
      'open → paid',
      'paid → partially_refunded',
      'partially_refunded → refunded',
    ])
  })

  it('moves the order back when it fails, and calls staff', async () => {
    const { orderId, intentId } = await paidOrder()
    const { id } = await shop.stripe().refunds.create({ payment_intent: intentId })
    await becomes(orderId, 'refunded', 2000)
    await control(`/refunds/${id}/fail`)
    await becomes(orderId, 'paid', 0)
    await waitFor(async () => (await shop.order(orderId)).review?.includes('failed'))
    expect(await findRefunds(orderId)).toMatchObject([{ status: 'failed' }])
    expect((await shop.order(orderId)).review?.split('\n')).toHaveLength(1)
  })

  it('never goes back to what an earlier reading said of it', async () => {
    const { orderId, intentId } = await paidOrder()
    const { id: refundId } = await shop.stripe().refunds.create({ payment_intent: intentId, amount: 500 })
    await becomes(orderId, 'partially_refunded', 500)
    const [attempt] = await shop.attempts(orderId)
    const facts = { refundId, request: null, amount: 500, currency: 'eur', reason: null }
    for (const [told, kept] of [
      ['pending', 'succeeded'],
      ['failed', 'failed'],
      ['succeeded', 'failed'],
      ['pending', 'failed'],
    ] as const) {
      const reading = { attempt: String(attempt?.attempt), refunds: [{ ...facts, status: told }] }
      await inTransaction(shop.payload, (req) => recordRefunds(req, reading))
      expect([told, await findRefunds(orderId)]).toMatchObject([told, [{ status: kept }]])
    }
    const { status, amountRefunded, review } = await shop.order(orderId)
    expect({ status, amountRefunded }).toEqual({ status: 'paid', amountRefunded: 0 })
    expect(review?.match(/A refund of/g)).toHaveLength(1)
  })

  it('is recorded also when its event comes before the payment’s own', async () => {
    const item = await shop.createItem({ price: 2000 })
    const { orderId, url, sessionId } = (await shop.request(`/buy/${item.id}`)).json
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 4 })
    await payByCard(url)
    const session = await shop.stripe().checkout.sessions.retrieve(sessionId)
    await controlsOf(sandbox).clearFaults()
    await shop.stripe().refunds.create({ payment_intent: String(session.payment_intent), amount: 100 })
    await becomes(orderId, 'partially_refunded', 100)
  })

  it('is found by looking for it when no event of it ever arrives', async () => {
    const { orderId, intentId } = await paidOrder()
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 100 })
    await shop.stripe().refunds.create({ payment_intent: intentId, amount: 300 })
    await fetchMissed(shop.payload)
    expect((await shop.order(orderId)).amountRefunded).toBe(0)
    await fetchMissed(shop.payload, { youngestSeconds: 0 })
    expect(await shop.order(orderId)).toMatchObject({ status: 'partially_refunded', amountRefunded: 300 })
    await controlsOf(sandbox).clearFaults()
  })

  it('of another program’s payment on the account is acknowledged and ignored', async () => {
    const intent = await shop.stripe().paymentIntents.create({
      amount: 500,
      currency: 'eur',
      payment_method: 'pm_card_visa',
      confirm: true,
      return_url: shop.url,
    })
    await shop.stripe().refunds.create({ payment_intent: intent.id })
    const event = await waitFor(async () => {
      const [row] = await shop.sql(
        `select status from stripe_events where type = 'refund.created' and body->'object'->>'payment_intent' = $1`,
        [intent.id],
      )
      return row?.status === 'ignored' && row
    })
    expect(event).toEqual({ status: 'ignored' })
  })
})

describe('a refund made by staff', () => {
  it('gives back a part, then what is left, then nothing more', async () => {
    const { orderId } = await paidOrder()
    const part = await refund(orderId, { amount: 700 })
    expect(part.status).toBe(200)
    expect(part.json).toMatchObject({ id: orderId, status: 'partially_refunded', amountRefunded: 700 })
    const rest = await refund(orderId)
    expect(rest.json).toMatchObject({ status: 'refunded', amountRefunded: 2000 })
    expect((await refund(orderId)).status).toBe(409)
    await becomes(orderId, 'refunded', 2000)
    expect(await findRefunds(orderId)).toMatchObject([
      { status: 'succeeded', amount: 700 },
      { status: 'succeeded', amount: 1300 },
    ])
  })

  it('of an order that was paid twice can be all that was received', async () => {
    const orderId = await orderPaidTwice()
    expect(await refundableOf(shop.payload, orderId)).toMatchObject({ left: 4000, refusal: null })
    const surplus = await refund(orderId, { amount: 2000 })
    expect(surplus.json).toMatchObject({
      status: 'paid',
      amountRefunded: 2000,
      refund: { amount: 2000, currency: 'eur', status: 'succeeded' },
    })
    expect(await refundableOf(shop.payload, orderId)).toMatchObject({ left: 2000 })
    expect((await refund(orderId)).json).toMatchObject({ status: 'refunded', amountRefunded: 4000 })
    expect(await refundableOf(shop.payload, orderId)).toMatchObject({ left: 0 })
  })

  it('of more than one payment is one refund of both, however often it is asked for', async () => {
    const orderId = await orderPaidTwice()
    const keyed = { ...support.headers, 'idempotency-key': 'both' }
    expect((await refund(orderId, { amount: 4001 }, keyed)).status).toBe(409)
    const answers = [
      await refund(orderId, { amount: 3000 }, keyed),
      await refund(orderId, { amount: 3000 }, keyed),
    ]
    for (const { json } of answers)
      expect(json).toMatchObject({
        status: 'partially_refunded',
        refund: { amount: 3000, status: 'succeeded' },
      })
    expect((await findRefunds(orderId)).map(({ amount }) => amount)).toEqual([2000, 1000])
  })

  it('gives an intent’s money back as well', async () => {
    const item = await shop.createItem({ price: 2000 })
    const { orderId, paymentIntentId } = (await shop.request(`/buy/${item.id}?flow=intent`)).json
    await shop.stripe().paymentIntents.confirm(paymentIntentId, {
      payment_method: 'pm_card_visa',
      return_url: shop.url,
    })
    await waitFor(async () => (await shop.order(orderId)).status === 'paid')
    expect((await refund(orderId)).json).toMatchObject({ status: 'refunded', amountRefunded: 2000 })
  })

  it('is stored with its key before Stripe is asked', async () => {
    const { orderId } = await paidOrder()
    let seen: Record<string, unknown> | undefined
    relay.watch = async ({ method, path, idempotencyKey }) => {
      if (method !== 'POST' || path !== '/v1/refunds') return
      const [row] = await shop.sql('select * from refunds where order_id = $1', [orderId])
      seen = { status: row.status, isKeyed: row.idempotency_key === idempotencyKey }
    }
    await refund(orderId)
    expect(seen).toEqual({ status: 'requested', isKeyed: true })
  })

  it('whose answer was lost is found by the sweep, and money goes back once', async () => {
    const { orderId, intentId } = await paidOrder()
    relay.watch = async ({ method, path }) => {
      if (method === 'POST' && path === '/v1/refunds') return 'drop'
    }
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })
    expect((await refund(orderId, { amount: 900 })).status).toBe(503)
    expect((await refund(orderId, { amount: 1200 })).status).toBe(409)
    relay.watch = null
    await shop.sql(`update refunds set created_at = now() - interval '1 minute' where order_id = $1`, [
      orderId,
    ])
    await sweepPayments(shop.payload)
    await becomes(orderId, 'partially_refunded', 900)
    const { data } = await shop.stripe().refunds.list({ payment_intent: intentId })
    expect(data).toHaveLength(1)
  })

  it('that may still be on its way to Stripe is asked for under its own key alone', async () => {
    const { orderId, intentId } = await paidOrder()
    const isRefund = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === '/v1/refunds'
    relay.watch = async (call) => {
      if (isRefund(call)) throw new Error('The line is cut.')
    }
    expect((await refund(orderId, { amount: 900 })).status).toBe(503)
    await leave(orderId, '1 minute')
    await sweepPayments(shop.payload)
    expect(await findRefunds(orderId)).toMatchObject([{ status: 'requested' }])
    relay.watch = null
    await sweepPayments(shop.payload)
    await becomes(orderId, 'partially_refunded', 900)
    expect(new Set(relay.calls.filter(isRefund).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
    expect((await shop.stripe().refunds.list({ payment_intent: intentId })).data).toHaveLength(1)
  })

  it('that Stripe made but answered with an error is no failure, and is not made twice', async () => {
    const { orderId, intentId } = await paidOrder()
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })
    relay.watch = async ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'fail' : undefined
    const { status, json } = await refund(orderId, { amount: 900 })
    expect([status, json.errors[0].message]).toEqual([503, expect.stringContaining('do not make it twice')])
    expect(await findRefunds(orderId)).toMatchObject([{ status: 'requested', refund_id: null }])
    expect((await refund(orderId, { amount: 1200 })).status).toBe(409)
    await leave(orderId, '1 minute')
    await sweepPayments(shop.payload)
    expect(await findRefunds(orderId)).toMatchObject([{ status: 'succeeded', amount: 900 }])
    expect(await shop.order(orderId)).toMatchObject({ status: 'partially_refunded', amountRefunded: 900 })
    expect((await shop.stripe().refunds.list({ payment_intent: intentId })).data).toHaveLength(1)
  })

  it('that Stripe answers with an error it keeps under the key is asked for under another', async () => {
    const { orderId, intentId } = await paidOrder()
    await controlsOf(sandbox).failCalls({
      kind: 'status',
      status: 500,
      path: '/v1/refunds',
      method: 'POST',
      times: 1,
    })
    expect((await refund(orderId)).status).toBe(503)
    const second = await refund(orderId)
    expect([second.status, second.json.errors[0].message]).toEqual([
      409,
      expect.stringContaining('while Stripe has not confirmed'),
    ])
    await leave(orderId, '1 minute')
    await sweepPayments(shop.payload)
    expect(await findRefunds(orderId)).toMatchObject([{ status: 'succeeded', amount: 2000 }])
    expect(await shop.order(orderId)).toMatchObject({ status: 'refunded', review: null })
    expect((await shop.stripe().refunds.list({ payment_intent: intentId })).data).toHaveLength(1)
  })

  it('that Stripe refuses when the sweep asks again calls staff', async () => {
    const { orderId, intentId } = await paidOrder()
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })
    await failRefundCalls()
    expect((await refund(orderId)).status).toBe(503)
    await controlsOf(sandbox).clearFaults()
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })
    await shop.stripe().refunds.create({ payment_intent: intentId, amount: 100 })
    await leave(orderId, '1 minute')
    await sweepPayments(shop.payload)
    expect((await findRefunds(orderId))[0]).toMatchObject({ status: 'failed', amount: 2000 })
    expect((await shop.order(orderId)).review).toMatch(/A refund of .*20\.00.* failed/)
  })

  it.each([
    ['was made all the same is found', 'fail', 'succeeded'],
    ['was never made has failed', 'busy', 'failed'],
  ] as const)('that nobody confirmed for a day and that %s', async (_what, fault, outcome) => {
    const { orderId } = await paidOrder()
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })
    if (fault === 'fail') relay.watch = async ({ method }) => (method === 'POST' ? 'fail' : undefined)
    else await failRefundCalls()
    expect((await refund(orderId, { amount: 900 })).status).toBe(503)
    await leave(orderId, '25 hours')
    relay.calls.length = 0
    await sweepPayments(shop.payload)
    expect(relay.calls.map(({ method }) => method)).toEqual(['GET'])
    expect(await findRefunds(orderId)).toMatchObject([{ status: outcome, amount: 900 }])
    const { review } = await shop.order(orderId)
    if (outcome === 'failed') expect(review).toMatch(/A refund of .*9\.00.* failed/)
    else expect(review).toBeNull()
  })

  it('is one refund however often it is asked for under one Idempotency-Key', async () => {
    const { orderId, intentId } = await paidOrder()
    const keyed = { ...support.headers, 'idempotency-key': 'return 17' }
    const answers = [
      await refund(orderId, { amount: 500 }, keyed),
      await refund(orderId, { amount: 500 }, keyed),
    ]
    expect(answers.map(({ status, json }) => [status, json.amountRefunded])).toEqual([
      [200, 500],
      [200, 500],
    ])
    expect((await refund(orderId, { amount: 600 }, keyed)).status).toBe(400)
    expect((await refund(orderId, { amount: 500 })).json.amountRefunded).toBe(1000)
    const others = { ...(await shop.signIn('support')).headers, 'idempotency-key': 'return 17' }
    expect((await refund(orderId, { amount: 500 }, others)).json.amountRefunded).toBe(1500)
    expect((await shop.stripe().refunds.list({ payment_intent: intentId })).data).toHaveLength(3)
  })

  it('that Stripe refuses is told with the reason, and counts for nothing', async () => {
    const { orderId, intentId } = await paidOrder()
    await controlsOf(sandbox).failDeliveries({ kind: 'drop', times: 20 })
    await shop.stripe().refunds.create({ payment_intent: intentId })
    const { status, json } = await refund(orderId)
    expect(status).toBe(502)
    expect(json.errors[0].message).toMatch(/already been refunded/)
    const mine = (await findRefunds(orderId)).filter(({ refund_id: id }) => id === null)
    expect(mine).toMatchObject([{ status: 'failed' }])
  })

  it('that came to nothing can be made anew', async () => {
    const { orderId } = await paidOrder()
    const refusal = { kind: 'status', status: 400, path: '/v1/refunds', method: 'POST', times: 1 }
    await controlsOf(sandbox).failCalls(refusal)
    expect((await refund(orderId)).status).toBe(502)
    expect((await refund(orderId)).json).toMatchObject({ status: 'refunded', amountRefunded: 2000 })
  })

  it('is for administrators and support, of an amount that makes sense', async () => {
    const { orderId } = await paidOrder()
    const editor = await shop.signIn('editor')
    expect((await refund(orderId, {}, {})).status).toBe(401)
    expect((await refund(orderId, {}, editor.headers)).status).toBe(403)
    for (const amount of [0, -1, 1.5, '100', true])
      expect((await refund(orderId, { amount })).status).toBe(400)
    expect((await refund(orderId, { amount: 2001 })).status).toBe(409)
    expect((await refund(999_999)).status).toBe(404)
    const draft = await shop.createOrder([{ item: (await shop.createItem()).id, quantity: 1 }])
    expect((await refund(draft.id)).status).toBe(409)
    expect(await findRefunds(orderId)).toEqual([])
  })

  it('of the same order at once never gives back more than was paid', async () => {
    const { orderId } = await paidOrder()
    const answers = await Promise.all([1, 2, 3].map(() => refund(orderId, { amount: 800 })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409])
    await becomes(orderId, 'partially_refunded', 1600)
  })
})

describe('a dispute', () => {
  const disputesOf = async (orderId: number) =>
    (await shop.payload.find({ collection: 'disputes', where: { order: { equals: orderId } }, sort: 'id' }))
      .docs

  const reviewOf = async (orderId: number) => (await shop.order(orderId)).review?.split('\n') ?? []

  const disputedOrder = async (card: string) => {
    const { orderId } = await paidOrder(card)
    await waitFor(async () => (await disputesOf(orderId)).length > 0, { what: 'the dispute' })
    return orderId
  }

  /** As the reading of an event's dispute is applied; `second` says when Stripe was asked. */
  const tell = async (
    orderId: number,
    { second, ...change }: Partial<DisputeFacts> & { second: number },
  ): Promise<void> => {
    const [payment] = await shop.attempts(orderId)
    const dispute = {
      disputeId: `du_${orderId}`,
      status: 'needs_response',
      amount: 2000,
      currency: 'eur',
      reason: 'fraudulent',
      answerBy: new Date('2027-01-02T00:00:00Z'),
      ...change,
    }
    const readAt = new Date(Date.UTC(2026, 11, 1, 0, 0, second))
    await inTransaction(shop.payload, (req) =>
      recordDispute(req, { attempt: String(payment?.attempt), dispute, readAt }),
    )
  }

  it('stands on the order, calls staff, and leaves the status alone', async () => {
    const orderId = await disputedOrder(CARD.disputed)
    expect((await shop.order(orderId)).status).toBe('paid')
    const [dispute] = await disputesOf(orderId)
    expect(dispute).toMatchObject({ status: 'needs_response', amount: 2000, reason: 'fraudulent' })
    expect(dispute?.answerBy).toMatch(/^\d{4}-/)
    expect(await reviewOf(orderId)).toEqual([
      expect.stringMatching(/disputed.*Answer in Stripe until \d{4}-\d\d-\d\d/),
    ])
    await control(`/disputes/${dispute?.disputeId}/lost`)
    await waitFor(async () => (await disputesOf(orderId))[0]?.status === 'lost')
    expect((await reviewOf(orderId))[1]).toMatch(/the money is gone/)
  })

  it('that is lost and then won, or won and then lost, is shown as it is now, each change once', async () => {
    const { orderId } = await paidOrder()
    for (const [second, status] of ['lost', 'lost', 'won', 'won', 'lost'].entries())
      await tell(orderId, { second, status })
    expect(await disputesOf(orderId)).toMatchObject([{ status: 'lost' }])
    expect(await reviewOf(orderId)).toEqual([
      expect.stringContaining('lost'),
      expect.stringContaining('won'),
      expect.stringContaining('lost'),
    ])
  })

  it('goes by what Stripe was asked for last, in whatever order the readings are applied', async () => {
    const { orderId } = await paidOrder()
    await tell(orderId, { second: 5, status: 'won' })
    await tell(orderId, { second: 4, status: 'under_review' })
    expect(await disputesOf(orderId)).toMatchObject([{ status: 'won' }])
    expect(await reviewOf(orderId)).toHaveLength(1)
  })

  it('that began as an inquiry has the deadline of its own', async () => {
    const { orderId } = await paidOrder()
    await tell(orderId, { second: 1, status: 'warning_needs_response' })
    expect((await refundableOf(shop.payload, orderId))?.left).toBe(2000)
    const answerBy = new Date('2027-02-03T00:00:00Z')
    await tell(orderId, { second: 2, status: 'needs_response', answerBy })
    expect(await disputesOf(orderId)).toMatchObject([
      { status: 'needs_response', answerBy: answerBy.toISOString() },
    ])
    expect(await reviewOf(orderId)).toEqual([
      expect.stringMatching(/The bank asks.*until 2027-01-02/),
      expect.stringMatching(/is disputed.*until 2027-02-03/),
    ])
  })

  it('stands beside others of the same order, each with its own state and deadline', async () => {
    const { orderId } = await paidOrder()
    await tell(orderId, { second: 1, amount: 500 })
    const answerBy = new Date('2027-03-04T00:00:00Z')
    await tell(orderId, { second: 2, amount: 700, disputeId: `du_${orderId}_2`, answerBy })
    await tell(orderId, { second: 3, amount: 500, status: 'won' })
    expect(await disputesOf(orderId)).toMatchObject([
      { amount: 500, status: 'won' },
      { amount: 700, status: 'needs_response', answerBy: answerBy.toISOString() },
    ])
    expect(await reviewOf(orderId)).toHaveLength(3)
  })

  it('of the time when an order knew only one is kept by the migration', async () => {
    const { orderId } = await paidOrder()
    await tell(orderId, { second: 1, status: 'lost' })
    const drizzle = (shop.payload.db as unknown as { drizzle: never }).drizzle
    const args = { db: drizzle, payload: shop.payload, req: {} } as never
    await disputesMigration.down(args)
    const [before] = await shop.sql('select dispute_status, dispute_amount from orders where id = $1', [
      orderId,
    ])
    expect(before).toMatchObject({ dispute_status: 'lost', dispute_amount: '2000' })
    await disputesMigration.up(args)
    const [payment] = await shop.attempts(orderId)
    expect(await disputesOf(orderId)).toMatchObject([
      { disputeId: `du_${orderId}`, status: 'lost', amount: 2000, attempt: payment?.attempt },
    ])
  })

  it('keeps its payment from being given back; an inquiry does not', async () => {
    const disputed = await disputedOrder(CARD.disputed)
    expect(await refundableOf(shop.payload, disputed)).toMatchObject({ left: 0 })
    const { status, json } = await refund(disputed)
    expect([status, json.errors[0].message]).toEqual([409, expect.stringContaining('disputed')])
    const inquired = await disputedOrder(CARD.inquired)
    expect((await refund(inquired)).json).toMatchObject({ status: 'refunded' })
  })

  it('is not written by hand', async () => {
    const orderId = await disputedOrder(CARD.disputed)
    const [dispute] = await disputesOf(orderId)
    const { headers } = await shop.signIn('admin')
    const changed = await shop.send('PATCH', `/api/disputes/${dispute?.id}`, { status: 'won' }, headers)
    expect(changed.status).toBe(403)
    expect((await shop.send('POST', '/api/disputes', { order: orderId }, headers)).status).toBe(403)
  })
})

import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import Stripe from 'stripe'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { controlsOf, payByCard } from '../../support/payment-page.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
let shop: TestShop
/** A second installation on the same Stripe accounts. */
let other: TestShop
let mug: number

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startTestShop({ stripe: { sandbox } })
  other = await startTestShop({ stripe: { sandbox } })
  mug = (await shop.createItem({ stock: 1000 })).id
})

afterAll(async () => {
  await shop.close()
  await other.close()
  await sandbox.close()
})

const PATH = '/stripe/webhook/eur'
const secretOf = (name: string) =>
  shop.config.accounts.find((account) => account.name === name)?.webhookSecrets[0] ?? ''

const sign = (payload: string, { secret = secretOf('eur'), timestamp = nowSeconds() } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })

const nowSeconds = () => Math.floor(Date.now() / 1000)

const deliver = (
  body: string | Uint8Array<ArrayBuffer>,
  signature: string | null,
  { path = PATH, headers = {} } = {},
) =>
  shop.request(path, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      ...(signature !== null && { 'stripe-signature': signature }),
      ...headers,
    },
  })

async function buy() {
  const { json } = await shop.request(`/buy/${mug}`)
  return { orderId: json.orderId as number, sessionId: json.sessionId as string, url: json.url as string }
}

/** Pays while Stripe's own deliveries are lost, and answers the event that says so as Stripe would send it. */
async function paidEvent() {
  const controls = controlsOf(sandbox)
  await controls.failDeliveries({ kind: 'drop', times: 100 })
  const bought = await buy()
  await payByCard(bought.url)
  const find = async () =>
    (await shop.stripe().events.list({ limit: 50, type: 'checkout.session.completed' })).data.find(
      ({ data }) => (data.object as { id: string }).id === bought.sessionId,
    )
  const event = await waitFor(find, { what: 'The event' })
  const body = JSON.stringify(event, null, 2)
  return { ...bought, event, body, end: () => controls.clearFaults() }
}

const rowsOf = (eventId: string) => shop.sql('select * from stripe_events where event_id = $1', [eventId])

describe('the webhook refuses', () => {
  let paid: Awaited<ReturnType<typeof paidEvent>>
  beforeAll(async () => {
    paid = await paidEvent()
  })
  afterAll(async () => {
    await paid.end()
    expect((await shop.order(paid.orderId)).status).toBe('open')
    expect(await rowsOf(paid.event.id)).toEqual([])
  })

  const refused = async (answer: Promise<{ status: number; json: { error?: { code: string } } }>) => {
    const { status, json } = await answer
    return [status, json?.error?.code]
  }

  it('an event without a signature', async () => {
    expect(await refused(deliver(paid.body, null))).toEqual([400, 'invalid_input'])
  })

  it('a signature of another secret', async () => {
    const secret = `whsec_${'another'.repeat(5)}`
    expect(await refused(deliver(paid.body, sign(paid.body, { secret })))).toEqual([400, 'invalid_input'])
  })

  it('a signature of another account', async () => {
    const secret = secretOf('default')
    expect(await refused(deliver(paid.body, sign(paid.body, { secret })))).toEqual([400, 'invalid_input'])
    expect((await deliver(paid.body, sign(paid.body), { path: '/stripe/webhook/default' })).status).toBe(400)
  })

  it('a signature that is older than five minutes', async () => {
    const timestamp = nowSeconds() - 400
    expect(await refused(deliver(paid.body, sign(paid.body, { timestamp })))).toEqual([400, 'invalid_input'])
  })

  it('a changed body', async () => {
    const changed = paid.body.replace('"amount_total": 1000', '"amount_total": 1')
    expect(changed).not.toBe(paid.body)
    expect((await deliver(changed, sign(paid.body))).status).toBe(400)
  })

  it('the same JSON written differently', async () => {
    expect((await deliver(JSON.stringify(JSON.parse(paid.body)), sign(paid.body))).status).toBe(400)
  })

  it('a packed body', async () => {
    const headers = { 'content-encoding': 'gzip' }
    const { status } = await deliver(new Uint8Array(gzipSync(paid.body)), sign(paid.body), { headers })
    expect([400, 415]).toContain(status)
  })

  it('an empty body, and one that is no JSON', async () => {
    expect((await deliver('', sign(''))).status).toBe(400)
    expect((await deliver('not json', sign('not json'))).status).toBe(400)
  })

  it.each([
    '[]',
    'null',
    '{"object":"event","type":"x"}',
    '{"id":"evt_1","type":"x","data":{"object":null}}',
  ])('signed JSON that is no event: %s', async (body) => {
    expect(await refused(deliver(body, sign(body)))).toEqual([400, 'invalid_input'])
  })

  it('two megabytes', async () => {
    const large = `{"x":"${'x'.repeat(2_000_000)}"}`
    expect(await refused(deliver(large, sign(large)))).toEqual([413, 'too_large'])
  })

  it('an account that is not there', async () => {
    const answer = await deliver(paid.body, sign(paid.body), { path: '/stripe/webhook/jpy' })
    expect([answer.status, answer.json.error.code]).toEqual([404, 'not_found'])
  })

  it('any method but POST', async () => {
    const answer = await shop.request(PATH)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('an event', () => {
  it('is stored and applied before it is acknowledged, once', async () => {
    const paid = await paidEvent()
    expect((await deliver(paid.body, sign(paid.body))).status).toBe(204)
    expect((await shop.order(paid.orderId)).status).toBe('paid')
    expect(await rowsOf(paid.event.id)).toMatchObject([
      { status: 'applied', type: 'checkout.session.completed' },
    ])
    const stock = await shop.stock(mug)
    const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(paid.body, sign(paid.body))))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(204))
    expect(await rowsOf(paid.event.id)).toHaveLength(1)
    expect(await shop.moves(paid.orderId)).toEqual(['open', 'open → paid'])
    expect(await shop.stock(mug)).toBe(stock)
    await paid.end()
  })

  it.each<[string, (intent: Record<string, unknown>) => void]>([
    ['without `latest_charge`', (intent) => delete intent.latest_charge],
    ['with none yet', (intent) => Object.assign(intent, { latest_charge: null })],
    ['with its id alone', (intent) => Object.assign(intent, { latest_charge: 'ch_1' })],
  ])('of an intent %s, as an endpoint of another version sends it, settles the order', async (_, change) => {
    const paid = await paidEvent()
    const { data } = await shop.stripe().events.list({ limit: 50, type: 'payment_intent.succeeded' })
    const ofOrder = ({ data: { object } }: Stripe.Event) =>
      (object as Stripe.PaymentIntent).metadata.order === String(paid.orderId)
    const event = structuredClone(data.find(ofOrder)) as unknown as {
      data: { object: Record<string, unknown> }
    }
    change(event.data.object)
    const body = JSON.stringify(event)
    expect((await deliver(body, sign(body))).status).toBe(204)
    expect(await shop.moves(paid.orderId)).toEqual(['open', 'open → paid'])
    await paid.end()
  })

  it('that comes many times at once settles once', async () => {
    const paid = await paidEvent()
    const before = (await shop.stock(mug)) ?? 0
    const answers = await Promise.all(Array.from({ length: 12 }, () => deliver(paid.body, sign(paid.body))))
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(204))
    expect(await shop.moves(paid.orderId)).toEqual(['open', 'open → paid'])
    expect(await shop.stock(mug)).toBe(before - 1)
    await paid.end()
  })

  it('keeps no token and no card in the database', async () => {
    const paid = await paidEvent()
    await deliver(paid.body, sign(paid.body))
    const [row] = await rowsOf(paid.event.id)
    expect(JSON.stringify(row)).not.toMatch(/token=|4242|client_secret/)
    await paid.end()
  })

  it('that cannot be applied is kept as failed and answered 500, and applied when it comes again', async () => {
    const paid = await paidEvent()
    await shop.sql(
      `create function refuse() returns trigger as $$ begin raise exception 'disk full'; end $$ language plpgsql`,
    )
    await shop.sql(
      'create trigger refuse before insert on order_history for each row execute function refuse()',
    )
    const failed = await deliver(paid.body, sign(paid.body))
    expect([failed.status, failed.json.error.code]).toEqual([500, 'internal'])
    expect(failed.text).not.toContain('disk full')
    expect(await rowsOf(paid.event.id)).toMatchObject([{ status: 'failed' }])
    expect((await shop.order(paid.orderId)).status).toBe('open')
    await shop.sql('drop trigger refuse on order_history')
    await shop.sql('drop function refuse')
    expect((await deliver(paid.body, sign(paid.body))).status).toBe(204)
    expect(await rowsOf(paid.event.id)).toMatchObject([{ status: 'applied' }])
    expect((await shop.order(paid.orderId)).status).toBe('paid')
    await paid.end()
  })

  it.each([
    ['failed', { status: 'failed' }],
    ['was left by a crash', { status: 'received' }],
  ])('that %s, and that Stripe sends no more, is applied by the sweep, once', async (_what, { status }) => {
    const paid = await paidEvent()
    await shop.sql(
      `insert into stripe_events (key, account, event_id, type, status, created_at, updated_at)
        values ($1, 'eur', $2, $3, $4, now() - interval '1 day', now() - interval '6 minutes')`,
      [`eur:${paid.event.id}`, paid.event.id, paid.event.type, status],
    )
    await Promise.all([1, 2, 3].map(() => sweepPayments(shop.payload)))
    await sweepPayments(shop.payload)
    expect(await shop.moves(paid.orderId)).toEqual(['open', 'open → paid'])
    expect(await rowsOf(paid.event.id)).toMatchObject([{ status: 'applied', reason: null }])
    await paid.end()
  })

  it('that Stripe has forgotten is not asked for again and again', async () => {
    await shop.sql(
      `insert into stripe_events (key, account, event_id, type, status, created_at, updated_at)
        values ('eur:evt_old', 'eur', 'evt_old', 'refund.created', 'failed', now(), now() - interval '6 minutes')`,
    )
    await sweepPayments(shop.payload)
    expect(await rowsOf('evt_old')).toMatchObject([
      { status: 'ignored', reason: expect.stringContaining('No such event') },
    ])
  })

  it('of money for an attempt that this database does not have is told, and kept with the reason', async () => {
    const paid = await paidEvent()
    // As in a database restored from a backup that is older than the order.
    await shop.sql('delete from payments where order_id = $1', [paid.orderId])
    expect((await deliver(paid.body, sign(paid.body))).status).toBe(204)
    const [row] = await rowsOf(paid.event.id)
    expect(row.status).toBe('ignored')
    for (const known of ['€10.00', paid.sessionId, `order ${paid.orderId}`])
      expect(row.reason).toContain(known)
    const errors = shop.log.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50)
    expect(errors).toContainEqual(expect.objectContaining({ msg: row.reason }))
    expect((await shop.order(paid.orderId)).status).toBe('open')
    await paid.end()
  })

  it('is believed when one of its signatures fits, as while a secret is being replaced', async () => {
    const paid = await paidEvent()
    const old = `whsec_${'old'.repeat(10)}`
    const header = sign(paid.body, { secret: old })
    const fresh = sign(paid.body)
    const both = `${header},${fresh.split(',').find((part) => part.startsWith('v1='))}`
    expect((await deliver(paid.body, both)).status).toBe(204)
    await paid.end()
  })

  it('of another installation on the same account is acknowledged and ignored', async () => {
    const item = await other.createItem()
    const { json } = await other.request(`/buy/${item.id}`)
    const before = await shop.moves(json.orderId)
    await payByCard(json.url)
    await waitFor(async () => (await other.order(json.orderId)).status === 'paid', {
      what: 'The other order',
    })
    const seen = await waitFor(
      async () => (await shop.sql(`select status from stripe_events where status = 'ignored'`))[0],
      { what: 'The ignored event' },
    )
    expect(seen.status).toBe('ignored')
    const own = await shop.sql('select order_id from payments where session_id = $1', [json.sessionId])
    expect(own).toEqual([])
    // Both databases count their orders from one: this shop's order of that number is another one.
    expect(await shop.moves(json.orderId)).toEqual(before)
  })

  it('that tells through one account of a payment in another settles nothing', async () => {
    const paid = await paidEvent()
    const usd = await shop.createItem({ currency: 'usd' })
    const { json } = await shop.request(`/buy/${usd.id}`)
    const session = await shop.stripe('usd').checkout.sessions.retrieve(json.sessionId)
    const forged = { ...session, status: 'complete', payment_status: 'paid', payment_intent: 'pi_forged' }
    const body = JSON.stringify({ ...paid.event, id: 'evt_forged', data: { object: forged } })
    expect((await deliver(body, sign(body))).status).toBe(204)
    expect((await shop.order(json.orderId)).status).toBe('open')
    expect((await rowsOf('evt_forged'))[0]).toMatchObject({ status: 'ignored' })
    await paid.end()
  })

  it('of real money settles nothing that is paid with test keys', async () => {
    const paid = await paidEvent()
    const body = JSON.stringify({ ...paid.event, id: 'evt_live', livemode: true })
    expect((await deliver(body, sign(body))).status).toBe(204)
    expect((await shop.order(paid.orderId)).status).toBe('open')
    await paid.end()
  })

  it('that says that a debit failed is asked after first: the session may say otherwise', async () => {
    const paid = await paidEvent()
    const body = JSON.stringify({
      ...paid.event,
      id: 'evt_hint',
      type: 'checkout.session.async_payment_failed',
      data: { object: { ...paid.event.data.object, payment_status: 'unpaid' } },
    })
    expect((await deliver(body, sign(body))).status).toBe(204)
    expect((await shop.order(paid.orderId)).status).toBe('paid')
    await paid.end()
  })

  it.each(['charge.refunded', 'refund.failed', 'charge.dispute.created'])(
    'of %s for a payment that the account does not know is acknowledged and ignored',
    async (type) => {
      const object = { id: 're_none', object: type.split('.')[0], payment_intent: 'pi_none', metadata: {} }
      const event = {
        id: `evt_${type}`,
        object: 'event',
        type,
        livemode: false,
        created: 1,
        data: { object },
      }
      const body = JSON.stringify(event)
      expect((await deliver(body, sign(body))).status).toBe(204)
      expect((await rowsOf(event.id))[0]).toMatchObject({ status: 'ignored' })
    },
  )

  it('of a program that knows nothing of the shop is acknowledged and ignored', async () => {
    const before = (await shop.sql('select id from payments')).length
    await shop.stripe().paymentIntents.create({ amount: 500, currency: 'eur' })
    await waitFor(
      async () =>
        (
          await shop.sql(
            `select id from stripe_events where type = 'payment_intent.created' and status = 'ignored'`,
          )
        ).length > 0,
      { what: 'The foreign event' },
    )
    expect((await shop.sql('select id from payments')).length).toBe(before)
  })
})

describe('deliveries', () => {
  const pays = async () => {
    const bought = await buy()
    await payByCard(bought.url)
    await waitFor(async () => (await shop.order(bought.orderId)).status === 'paid', {
      what: 'The payment',
      timeoutMs: 20_000,
    })
    return bought
  }

  it.each(['duplicate', 'reorder', 'delay'])(
    'that Stripe should %s settle all the same, once',
    async (kind) => {
      const controls = controlsOf(sandbox)
      await controls.failDeliveries({
        kind,
        times: 20,
        ...(kind === 'delay' && { seconds: 1, delayMs: 500 }),
      })
      const { orderId } = await pays()
      await controls.clearFaults()
      expect(await shop.moves(orderId)).toEqual(['open', 'open → paid'])
    },
  )

  it('that come before the call has answered find their order', async () => {
    const controls = controlsOf(sandbox)
    await controls.deliverBeforeAnswer()
    const { orderId } = await pays()
    await controls.clearFaults()
    expect((await shop.attempts(orderId))[0]).toMatchObject({ status: 'paid' })
  })
})

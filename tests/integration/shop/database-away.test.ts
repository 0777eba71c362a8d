import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import Stripe from 'stripe'
import { type DatabaseRelay, startDatabaseRelay } from '../../support/database-relay.ts'
import { createTestDatabase } from '../../support/databases.ts'
import { type Answer, type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let relay: DatabaseRelay
let shop: TestShop
let admin: SignedIn
let item: number
let order: { id: number; token: string }

beforeAll(async () => {
  relay = await startDatabaseRelay(await createTestDatabase())
  shop = await startTestShop({ databaseUrl: relay.url })
  admin = await shop.signIn('admin')
  item = (await shop.createItem()).id
  const { json } = await shop.request(`/buy/${item}`)
  order = { id: json.orderId, token: new URL(json.returnUrl).searchParams.get('token') ?? '' }
})

afterEach(async () => {
  relay.mend()
  await waitFor(async () => (await shop.request('/readyz')).status === 200, {
    timeoutMs: 10_000,
    what: 'The database',
  })
})

afterAll(async () => {
  await shop.close()
  relay.close()
})

function event(): [string, RequestInit] {
  const body = JSON.stringify({
    id: `evt_${Math.random()}`,
    object: 'event',
    type: 'charge.refunded',
    livemode: false,
    created: 1,
    data: { object: { id: 'ch_1', object: 'charge', payment_intent: null, metadata: {} } },
  })
  const [secret = ''] = shop.config.accounts.find(({ name }) => name === 'eur')?.webhookSecrets ?? []
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret })
  return ['/stripe/webhook/eur', { method: 'POST', body, headers: { 'stripe-signature': signature } }]
}

const json = (data: unknown) => ({
  body: JSON.stringify(data),
  headers: { ...admin.headers, 'content-type': 'application/json' },
})

/** Everything that needs the database, with and without credentials. */
const REQUESTS: [string, () => [string, RequestInit]][] = [
  ['a page of an item that was not asked for before', () => [`/item/${item}`, {}]],
  ['the catalogue', () => ['/?q=mug', {}]],
  ['a purchase', () => [`/buy/${item}`, {}]],
  ['an order by its token', () => [`/order/${order.id}?token=${order.token}`, {}]],
  ['an order by staff', () => [`/order/${order.id}`, { headers: admin.headers }]],
  ['a look-up by staff', () => [`/order/by_item/${item}`, { headers: admin.headers }]],
  ['a list by staff over REST', () => ['/api/orders', { headers: admin.headers }]],
  ['a document by staff over REST', () => [`/api/orders/${order.id}`, { headers: admin.headers }]],
  ['who is signed in', () => ['/api/users/me', { headers: admin.headers }]],
  ['a save', () => [`/api/items/${item}`, { method: 'PATCH', ...json({ name: 'Cup' }) }]],
  ['a refund', () => [`/api/orders/${order.id}/refund`, { method: 'POST', ...json({}) }]],
  [
    'a log-in',
    () => ['/api/users/login', { method: 'POST', ...json({ email: admin.email, password: admin.password }) }],
  ],
  ['an event', event],
  ['the panel', () => ['/admin', { headers: { ...admin.headers, accept: 'text/html' } }]],
]

const told = ({ status, headers }: Answer) => [status, Number(headers.get('retry-after')) > 0]

describe.each<['frozen' | 'down', () => void]>([
  ['down', () => relay.cut()],
  ['frozen', () => relay.freeze()],
])('with a database that is %s', (_state, takeAway) => {
  it('each request is told to come again, within five seconds', async () => {
    takeAway()
    const answers = await Promise.all(
      REQUESTS.map(async ([what, make]) => {
        const startedAt = Date.now()
        const answer = await shop.request(...make())
        return { what, told: told(answer), isSoon: Date.now() - startedAt < 5_500, text: answer.text }
      }),
    )
    for (const { text } of answers) expect(text).not.toMatch(/ECONN|Connection terminated|at .*\.ts:/)
    expect(answers.map(({ what, told, isSoon }) => [what, ...told, isSoon])).toEqual(
      REQUESTS.map(([what]) => [what, 503, true, true]),
    )
  })

  it('strangers are shown the pages that were known last, and then what has changed', async () => {
    const { id } = await shop.createItem({ name: 'Before' })
    const pages = [`/item/${id}`, '/', '/page/none']
    const ask = () => Promise.all(pages.map((page) => shop.request(page)))
    // What has just changed is not kept yet.
    await ask()
    await new Promise((resolve) => setTimeout(resolve, 500))
    const before = await ask()
    expect(before.map(({ status }) => status)).toEqual([200, 200, 404])
    takeAway()
    await waitFor(async () => (await shop.request('/readyz')).status === 503, { what: 'The end' })
    const last = await ask()
    expect(last.map(({ status }) => status)).toEqual([200, 200, 503])
    expect(last.slice(0, 2).map(({ text }) => text)).toEqual(before.slice(0, 2).map(({ text }) => text))
    expect((await shop.request(`/buy/${id}`)).status).toBe(503)
    relay.mend()
    await waitFor(async () => (await shop.request('/readyz')).status === 200, {
      timeoutMs: 10_000,
      what: 'The database',
    })
    await shop.payload.update({ collection: 'items', id, data: { name: 'After' } })
    const isShown = async () => (await shop.request(`/item/${id}`)).text.includes('After')
    await waitFor(isShown, { what: 'The change' })
  })

  it('is told at once from then on', async () => {
    takeAway()
    await waitFor(
      async () => (await shop.request(`/order/${order.id}`, { headers: admin.headers })).status === 503,
      {
        timeoutMs: 10_000,
      },
    )
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    const startedAt = Date.now()
    expect(told(await shop.request(`/order/${order.id}`, { headers: admin.headers }))).toEqual([503, true])
    expect(Date.now() - startedAt).toBeLessThan(500)
  })
})

it('counts no log-in as wrong that failed for the database', async () => {
  relay.cut()
  const logIn = () => shop.send('POST', '/api/users/login', { email: admin.email, password: admin.password })
  for (let round = 0; round < 20; round += 1) expect((await logIn()).status).toBe(503)
  relay.mend()
  await waitFor(async () => (await logIn()).status === 200, { timeoutMs: 10_000, what: 'The log-in' })
})

it('takes no pause of its own for one of the database', async () => {
  const { pool } = shop.payload.db as unknown as { pool: { query(text: string): Promise<unknown> } }
  const asked = pool.query('select pg_sleep(1)').then(() => 'answered')
  // Long enough for a question to be asked before, and to be given up by the clock.
  for (const _ of [1, 2, 3]) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    const until = Date.now() + 2_500
    while (Date.now() < until);
  }
  expect(await asked).toBe('answered')
  expect((await shop.request(`/order/${order.id}`, { headers: admin.headers })).status).toBe(200)
})

describe('A save for which no connection becomes free', () => {
  it('is asked to come again', async () => {
    const begun: string[] = []
    try {
      for (let count = 0; count < 8; count += 1) begun.push(String(await shop.payload.db.beginTransaction()))
      const { body, headers } = json({ name: 'Later' })
      const answer = await shop.request(`/api/items/${item}`, { method: 'PATCH', body, headers })
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    } finally {
      for (const id of begun) await shop.payload.db.rollbackTransaction(id)
    }
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CollectionConfig } from 'payload'
import Stripe from 'stripe'
import { type EventHandlers, runShopTasks, startBackground } from '../../../../src/plugin/index.ts'
import { users } from '../../../../src/server/users/users.ts'
import { createEmptyDatabase } from '../../../support/databases.ts'
import { askGraphql } from '../../../support/graphql.ts'
import { payByCard } from '../../../support/payment-page.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

const SECRET = 'a secret of a timer'

/** Customers who sign up by themselves, and write what they like into their own document. */
const customers: CollectionConfig = {
  slug: 'customers',
  auth: { useAPIKey: true },
  access: {
    create: () => true,
    read: ({ req }) => Boolean(req.user),
    update: ({ req }) => Boolean(req.user),
  },
  fields: [{ name: 'role', type: 'text' }],
}

const handled: string[] = []
let failures = 0

const webhooks: EventHandlers = {
  'checkout.session.completed': ({ event, account }) => {
    if (failures > 0) {
      failures -= 1
      throw new Error('The mail server is away.')
    }
    handled.push(`${account} ${event.data.object.payment_status}`)
  },
  'customer.created': ({ event }) => {
    handled.push(event.data.object.object)
  },
}

let sandbox: TestSandbox
let shop: PluginShop
let stranger: Record<string, string>

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startPluginShop(
    { create: createEmptyDatabase },
    {
      sandbox,
      more: {
        webhooks,
        tasksSecret: SECRET,
        onOrderPaid: ({ order }) => void handled.push(`paid ${order.total}`),
        overrides: {
          items: (items) => ({ ...items, versions: { drafts: { schedulePublish: true } } }),
          orders: (orders) => ({
            ...orders,
            hooks: { ...orders.hooks, afterChange: [...(orders.hooks?.afterChange ?? []), ({ doc }) => doc] },
          }),
        },
      },
      host: {
        postgres: { push: true },
        config: { collections: [users({ isHttps: false }), customers], routes: { api: '/api' } },
      },
    },
  )
  const login = { email: 'buyer@host.example', password: 'a long password', role: 'admin' }
  await shop.send('POST', '/api/customers', login)
  const { json } = await shop.send('POST', '/api/customers/login', login)
  stranger = { authorization: `JWT ${json.token}` }
})

afterAll(async () => {
  await shop.close()
  await sandbox.close()
})

const deliver = (event: object) => {
  const payload = JSON.stringify(event)
  const [secret] = secrets()
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret })
  return fetch(`${shop.url}/api/shop/webhook/eur`, {
    method: 'POST',
    body: payload,
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
  })
}

const secrets = () => {
  const { accounts } = shop.payload.config.custom.stripeShop
  return accounts.named('eur').webhookSecrets as [string]
}

describe('A project’s own webhooks', () => {
  it('run after the shop has settled, and an error makes Stripe send the event again', async () => {
    const item = await shop.createItem({ stock: 3 })
    const { orderId, url } = await shop.buy(item.id)
    failures = 1
    handled.length = 0
    await payByCard(url)
    await waitFor(async () => handled.includes('eur paid'), { what: 'The repeat', timeoutMs: 20_000 })
    expect(failures).toBe(0)
    expect((await shop.order(orderId)).status).toBe('paid')
    expect(await shop.moves(orderId)).toEqual(['open', 'open → paid'])
    expect(await shop.stock(item.id)).toBe(2)
    const [event] = await shop.find('stripe-events', { type: { equals: 'checkout.session.completed' } })
    expect(event.status).toBe('applied')
  })

  it('hear of what is not the shop’s at all, once for one event', async () => {
    handled.length = 0
    const event = {
      id: 'evt_customer',
      object: 'event',
      type: 'customer.created',
      created: 1,
      api_version: null,
      livemode: false,
      data: { object: { id: 'cus_1', object: 'customer', metadata: {} } },
    }
    expect((await deliver(event)).status).toBe(204)
    expect((await deliver(event)).status).toBe(204)
    expect((await deliver({ ...event, id: 'evt_live', livemode: true })).status).toBe(204)
    expect(handled).toEqual(['customer'])
  })
})

describe('The shop’s tasks', () => {
  const post = (headers: Record<string, string>, query = '') =>
    shop.send('POST', `/api/shop/tasks${query}`, undefined, headers)

  it('are refused to whoever has no secret', async () => {
    const admin = await shop.signIn('admin')
    for (const headers of [{}, admin, { authorization: 'Bearer another' }, { authorization: SECRET }]) {
      expect((await post(headers as Record<string, string>)).status).toBe(401)
    }
  })

  it('sync, sweep, call back and fetch events, and say how much, also two at once', async () => {
    const item = await shop.createItem()
    const { url, orderId } = await shop.buy(item.id)
    await payByCard(url)
    await waitFor(async () => (await shop.order(orderId)).status === 'paid', {
      what: 'paid',
      timeoutMs: 20_000,
    })
    handled.length = 0
    const rounds = await Promise.all([
      post({ authorization: `Bearer ${SECRET}` }),
      runShopTasks(shop.payload),
    ])
    expect(rounds[0].status).toBe(200)
    const reports = [rounds[0].json, rounds[1]]
    for (const report of reports) expect(report).toMatchObject({ failed: [], callbacks: expect.any(Number) })
    expect(handled.filter((news) => news === 'paid 1000').length).toBeGreaterThan(0)
    const called = reports.reduce((sum, { callbacks }) => sum + callbacks, 0)
    expect(handled.filter((news) => news.startsWith('paid'))).toHaveLength(called)
    const synced = await shop.find('stripe-sync', { document: { equals: String(item.id) } })
    expect(synced).toMatchObject([{ status: 'synced' }])
  })
})

describe('A copy of an item', () => {
  it('is a draft, whoever makes it', async () => {
    const { id } = await shop.createItem({ name: 'Original' })
    const copy = await shop.payload.duplicate({ collection: 'items', id })
    expect(copy).toMatchObject({ name: 'Original', _status: 'draft' })
    expect((await shop.send('POST', `/api/shop/buy/${copy.id}`)).status).toBe(404)
    const login = { email: 'copier@shop.example', password: 'a long password' }
    await shop.payload.create({ collection: 'users', data: { ...login, role: 'editor' } as never })
    const { json } = await shop.send('POST', '/api/users/login', login)
    const editor = { authorization: `JWT ${json.token}` }
    const made = await shop.send('POST', `/api/items/${id}/duplicate?draft=false`, {}, editor)
    expect([made.status, made.json.doc._status]).toEqual([200, 'draft'])
  })
})

describe('Scheduled publishing', () => {
  it('runs each job once, however many processes look for some', async () => {
    const item = await shop.createItem({ _status: 'draft' })
    const input = { type: 'publish', doc: { relationTo: 'items', value: String(item.id) } }
    await shop.payload.jobs.queue({
      task: 'schedulePublish',
      input,
      waitUntil: new Date(Date.now() - 1000),
    } as never)
    const rounds = await Promise.all(
      [1, 2, 3, 4].map(() => runShopTasks(shop.payload, { scheduledPublishing: true })),
    )
    const published = rounds.map(({ published }) => published ?? 0)
    expect(published.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await shop.payload.findByID({ collection: 'items', id: item.id, draft: false })).toMatchObject({
      _status: 'published',
    })
    await startBackground(shop.payload, { scheduledPublishing: true }).stop()
  })
})

describe('GraphQL', () => {
  const ask = (source: string, headers?: Record<string, string>) => askGraphql(shop.payload, source, headers)

  it.each(['Discounts', 'Taxes', 'Orders', 'Payments', 'Refunds', 'StripeSyncs', 'StripeEvents', 'allMedia'])(
    'tells strangers and customers nothing of %s',
    async (name) => {
      for (const headers of [{}, stranger]) {
        const { errors, data } = await ask(`{ ${name} { docs { id } } }`, headers)
        expect(errors?.[0]?.message).toBe('You are not allowed to perform this action.')
        expect(data?.[name] ?? null).toBeNull()
      }
    },
  )

  it('shows strangers what is published, and no drafts', async () => {
    await shop.createItem({ name: 'Secret', _status: 'draft' })
    const { data, errors } = await ask('{ Items(draft: true, limit: 0) { docs { name _status } } }')
    expect(errors).toBeUndefined()
    const { docs } = (data as { Items: { docs: { _status: string }[] } }).Items
    expect(docs.every(({ _status }) => _status === 'published')).toBe(true)
    expect((await ask('{ versionsItems { docs { id } } }', stranger)).errors).toHaveLength(1)
  })

  it('takes an order of staff that says what is sold, and nothing that the shop decides', async () => {
    const { id } = await shop.createItem()
    const support = await shop.signIn('support')
    const { data, errors } = await ask(
      `mutation { createOrder(data: { lines: [{ item: ${id}, quantity: 2 }] }) { status number total lines { name unitAmount } } }`,
      support,
    )
    expect(errors).toBeUndefined()
    expect(data?.createOrder).toEqual({
      status: 'draft',
      number: expect.any(String),
      total: 2000,
      lines: [{ name: 'Mug', unitAmount: 1000 }],
    })
  })

  it('lets nobody write a status, a number or an amount', async () => {
    const admin = await shop.signIn('admin').catch(() => signInAgain('admin'))
    const support = await signInAgain('support')
    const editor = await shop.signIn('editor')
    const item = await shop.createItem()
    const order = await shop.create('orders', { lines: [{ item: item.id, quantity: 1 }] })
    for (const [field, value] of [
      ['status', 'paid'],
      ['number', '"1"'],
      ['total', '1'],
      ['amountRefunded', '1'],
      ['currency', 'usd'],
    ]) {
      for (const headers of [{}, stranger, editor, support, admin]) {
        const change = `mutation { updateOrder(id: ${order.id}, data: { ${field}: ${value} }) { id } }`
        const { errors } = await ask(change, headers)
        expect([field, errors?.length]).toEqual([field, 1])
      }
    }
    const { status, number, total, currency } = await shop.order(order.id)
    expect({ status, number, total, currency }).toEqual({
      status: 'draft',
      number: order.number,
      total: 1000,
      currency: 'eur',
    })
    const noted = `mutation { updateOrder(id: ${order.id}, data: { note: "gift" }) { note } }`
    expect((await ask(noted, support)).data).toMatchObject({ updateOrder: { note: 'gift' } })
    expect((await ask(noted, editor)).errors).toHaveLength(1)
  })
})

const signInAgain = async (role: string) => {
  const login = { email: `${role}@shop.example`, password: 'a long password' }
  return { authorization: `JWT ${(await shop.send('POST', '/api/users/login', login)).json.token}` }
}

const KEY = 'f2b6e7f0-0000-4000-8000-000000000002'

describe('A customer who calls himself an admin', () => {
  it('is a stranger to the shop, by token and by API key', async () => {
    const { json } = await shop.send('GET', '/api/customers/me', undefined, stranger)
    await shop.send('PATCH', `/api/customers/${json.user.id}`, { role: 'admin', shopRole: 'admin' }, stranger)
    const data = { email: 'key@host.example', password: 'a long password', role: 'admin' }
    await shop.payload.create({
      collection: 'customers' as 'users',
      data: { ...data, enableAPIKey: true, apiKey: KEY } as never,
    })
    for (const headers of [stranger, { authorization: `customers API-Key ${KEY}` }]) {
      const me = await shop.send('GET', '/api/customers/me', undefined, headers)
      expect(me.json.user).toMatchObject({ role: 'admin', shopRole: null })
      for (const path of ['orders', 'discounts', 'stripe-events', 'shop/by_order/1'])
        expect([path, (await shop.send('GET', `/api/${path}`, undefined, headers)).status]).toEqual([
          path,
          403,
        ])
      const item = { name: 'Mine', price: 1, currency: 'eur', _status: 'published' }
      expect((await shop.send('POST', '/api/items', item, headers)).status).toBe(403)
    }
  })
})

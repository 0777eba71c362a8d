import Stripe from 'stripe'
import type { Role } from '../../src/plugin/collections/access.ts'
import type { StripeShopOptions } from '../../src/plugin/index.ts'
import type { Id } from '../../src/plugin/shop/records.ts'
import { type HostParts, type PlainPayload, startPlainPayload } from './plain-payload.ts'
import type { PluginDatabase } from './plugin-databases.ts'
import { type Answer, request, type TestSandbox } from './test-shop.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered; ids differ by database
type Document = any

/** A project with the plugin on one of its databases. Ids are whatever that database makes. */
export interface PluginShop extends PlainPayload {
  databaseUrl: string
  stripe: Stripe
  /** A call of REST; signed in where `headers` say so. `path` begins with `/api`, and has the plugin's own names. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  signIn(role: Role): Promise<Record<string, string>>
  create(collection: string, data: Record<string, unknown>): Promise<Document>
  /** A published item for 10.00 EUR where nothing else is said. */
  createItem(data?: Record<string, unknown>): Promise<Document>
  /** Starts a payment by REST. */
  buy(item: Id, key?: string): Promise<Document>
  order(id: Id): Promise<Document>
  find(collection: string, where?: Record<string, unknown>): Promise<Document[]>
  /** The moves of an order, oldest first, as `open → paid`. */
  moves(order: Id): Promise<string[]>
  stock(item: Id): Promise<number | null>
}

interface PluginShopOptions {
  sandbox: TestSandbox
  /** Another shop's; one of its own otherwise. */
  databaseUrl?: string
  /** What else the plugin is set up with. */
  more?: Partial<StripeShopOptions>
  /** What Stripe tells the shop; all of it unless given. */
  events?: Stripe.WebhookEndpointCreateParams['enabled_events']
  host?: HostParts
}

/** Sells through the sandbox; its webhooks are registered as an operator registers them. */
export async function startPluginShop(
  database: Pick<PluginDatabase, 'create'>,
  { sandbox, databaseUrl: given, more = {}, events = ['*'], host = {} }: PluginShopOptions,
): Promise<PluginShop> {
  const databaseUrl = given ?? (await database.create())
  const stripe = new Stripe('sk_test_sandbox_eur', {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    telemetry: false,
  })
  const webhookSecrets: string[] = []
  const plain = await startPlainPayload({
    databaseUrl,
    host,
    options: () => shopOptions({ stripeApiBase: sandbox.url, webhookSecrets, more }),
  })
  const url = `${plain.url}${plain.payload.config.routes.api}/shop/webhook/eur`
  const { secret } = await stripe.webhookEndpoints.create({ url, enabled_events: events })
  webhookSecrets.push(String(secret))
  return { ...plain, databaseUrl, stripe, ...callsOf(plain, more.slugs ?? {}) }
}

/** What the plugin is set up with; the same for every process of a shop. */
export function shopOptions({
  stripeApiBase,
  webhookSecrets,
  more,
}: {
  stripeApiBase: string
  webhookSecrets: string[]
  more: Partial<StripeShopOptions>
}): StripeShopOptions {
  return {
    accounts: [
      {
        name: 'eur',
        currency: null,
        isDefault: true,
        secretKey: 'sk_test_sandbox_eur',
        publishableKey: 'pk_test_sandbox_eur',
        webhookSecrets,
      },
    ],
    currencies: ['eur'],
    // One for all processes, as behind a proxy: it is part of what Stripe is sent.
    publicUrl: 'https://shop.example',
    stripeApiBase,
    ...more,
  }
}

type Calls = Omit<PluginShop, keyof PlainPayload | 'databaseUrl' | 'stripe'>

function callsOf({ payload, url }: PlainPayload, slugs: Record<string, string>): Calls {
  const anyone = payload as Document
  const slugOf = (name: string) => slugs[name] ?? name
  const calls: Calls = {
    send: (method, path, body, headers = {}) =>
      request(url + path.replace(/(?<=^\/api\/)[a-z-]+/, slugOf), {
        method,
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    signIn: async (role) => {
      const login = { email: `${role}@shop.example`, password: 'a long password' }
      await anyone.create({ collection: 'users', data: { ...login, role } })
      const { json } = await calls.send('POST', '/api/users/login', login)
      return { authorization: `JWT ${json.token}` }
    },
    create: (collection, data) => anyone.create({ collection: slugOf(collection), data, depth: 0 }),
    createItem: (data = {}) =>
      calls.create('items', { name: 'Mug', price: 1000, currency: 'eur', _status: 'published', ...data }),
    buy: async (item, key) => {
      const headers: Record<string, string> = key ? { 'idempotency-key': key } : {}
      const { status, json, text } = await calls.send('POST', `/api/shop/buy/${item}`, undefined, headers)
      if (status !== 200) throw new Error(text)
      return json
    },
    order: (id) => anyone.findByID({ collection: slugOf('orders'), id, depth: 0 }),
    find: async (collection, where = {}) =>
      (await anyone.find({ collection: slugOf(collection), where, depth: 0, limit: 0, sort: 'createdAt' }))
        .docs,
    moves: async (order) =>
      (await calls.find('order-history', { order: { equals: order } })).map(({ from, to }) =>
        from ? `${from} → ${to}` : to,
      ),
    stock: async (item) =>
      (await calls.find('inventory', { item: { equals: String(item) } }))[0]?.quantity ?? null,
  }
  return calls
}

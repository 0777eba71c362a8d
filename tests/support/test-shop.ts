import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getPayload, type Payload, type SanitizedConfig } from 'payload'
import pg from 'pg'
import Stripe from 'stripe'
import { createPayloadConfig } from '../../payload.config.ts'
import type { Item, Order, Payment } from '../../src/payload-types.ts'
import type { Role } from '../../src/plugin/collections/access.ts'
import { createApp } from '../../src/server/app.ts'
import { openCatalogueReader } from '../../src/server/catalogue/catalogue-reader.ts'
import { readConfig } from '../../src/server/config/environment.ts'
import { settleConfig } from '../../src/server/config/settled-config.ts'
import type { SettledConfig } from '../../src/server/config/shop-config.ts'
import { closePool } from '../../src/server/database-pool.ts'
import { createStandIn } from '../../src/stand-in/index.ts'
import { createTestDatabase } from './databases.ts'

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The parsed body; undefined where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  json: any
}

export interface SignedIn {
  id: number
  email: string
  password: string
  token: string
  /** `Authorization: JWT …` */
  headers: { authorization: string }
  /** As the Local API takes it. */
  user: NonNullable<Parameters<Payload['find']>[0]['user']>
}

export interface TestSandbox {
  url: string
  port: number
  close(): Promise<void>
}

export interface TestShop {
  url: string
  payload: Payload
  config: SettledConfig
  sandbox: TestSandbox
  /** What the shop logged, one JSON text each. */
  log: string[]
  /** The real SDK, talking to the sandbox with an account's key. */
  stripe: (account?: 'usd' | 'eur') => Stripe
  /** A request that follows no redirect. `path` begins with a slash. */
  request: (path: string, init?: RequestInit) => Promise<Answer>
  /** Like `request`, with a JSON body. */
  send: (method: string, path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** A new user of that role, signed in over REST. */
  signIn: (role: Role) => Promise<SignedIn>
  /** A published item for 10.00 EUR where nothing else is said. */
  createItem: (data?: Record<string, unknown>) => Promise<Item>
  /** A draft order, by the Local API. */
  createOrder: (lines: { item: number; quantity: number }[]) => Promise<Order>
  order: (id: number) => Promise<Order>
  /** The attempts to pay an order, oldest first, with their hidden fields. */
  attempts: (orderId: number) => Promise<Payment[]>
  /** The moves of an order, oldest first, as `open → paid`. */
  moves: (orderId: number) => Promise<string[]>
  stock: (itemId: number) => Promise<number | null | undefined>
  // biome-ignore lint/suspicious/noExplicitAny: rows of any table
  sql: (text: string, values?: unknown[]) => Promise<any[]>
  close(): Promise<void>
}

export interface TestShopOptions {
  /** Another shop's database; a copy of the template of its own otherwise. */
  databaseUrl?: string
  env?: Record<string, string>
  /**
   * Configured with keys, as with Stripe itself, for a sandbox that runs already. `apiBase` is where calls are
   * sent instead of straight to it.
   */
  stripe?: { sandbox: TestSandbox; apiBase?: string }
}

const SECRET = 'a secret of the tests, long enough for any rule'
const ACCOUNTS = ['usd', 'eur'] as const

/** A whole shop: real PostgreSQL, real Payload, the real Express app, the sandbox over HTTP. */
export async function startTestShop(options: TestShopOptions = {}): Promise<TestShop> {
  const databaseUrl = options.databaseUrl ?? (await createTestDatabase())
  const { server, port } = await listen()
  const { config, sandbox, isOwnSandbox } = options.stripe
    ? await configureWithKeys(options, options.stripe, { databaseUrl, port })
    : await configureDemo(options, { databaseUrl, port })
  // Payload keeps its instances by key for as long as the process lives, which may run several test files.
  const payloadKey = randomUUID()
  const log: string[] = []
  const payload = await getPayload({
    config: collectLog(await createPayloadConfig(config), log),
    key: payloadKey,
  })
  const catalogue = openCatalogueReader(payload, config)
  const state = { isStopping: false }
  const app = createApp({ config, payload, payloadKey, admin: noAdminPanel, state, catalogue })
  server.on('request', app.handle)
  const address = `http://127.0.0.1:${port}`
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  const shop: TestShop = {
    url: `http://localhost:${port}`,
    payload,
    config,
    sandbox,
    log,
    stripe: (account = 'eur') => stripeFor(`sk_test_sandbox_${account}`, sandbox.port),
    request: (path, init) => request(address + path, init),
    send: (method, path, body, headers = {}) =>
      request(address + path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    signIn: (role) => signIn(shop, role),
    createItem: (data = {}) =>
      payload.create({
        collection: 'items',
        data: { name: 'Mug', price: 1000, currency: 'eur', _status: 'published', ...data },
      }) as Promise<Item>,
    createOrder: (lines) => payload.create({ collection: 'orders', data: { lines } as never }),
    order: (id) => payload.findByID({ collection: 'orders', id, depth: 0 }),
    attempts: async (orderId) => {
      const where = { order: { equals: orderId } }
      const found = await payload.find({ collection: 'payments', where, sort: 'id', depth: 0, limit: 100 })
      return found.docs
    },
    moves: async (orderId) => {
      const where = { order: { equals: orderId } }
      const { docs } = await payload.find({ collection: 'order-history', where, sort: 'id', limit: 100 })
      return docs.map(({ from, to }) => (from ? `${from} → ${to}` : to))
    },
    stock: async (itemId) => {
      const where = { item: { equals: String(itemId) } }
      return (await payload.find({ collection: 'inventory', where })).docs[0]?.quantity
    },
    sql: async (text, values) => (await database.query(text, values)).rows,
    close: async () => {
      await closeServer(server)
      await catalogue.close()
      if (isOwnSandbox) await sandbox.close()
      await payload.destroy()
      await closePool(payload)
      await database.end()
    },
  }
  return shop
}

type Place = { databaseUrl: string; port: number }

/** The shop as it starts with no keys, with a sandbox of its own. */
async function configureDemo({ env }: TestShopOptions, { databaseUrl, port }: Place) {
  const sandboxPort = await freePort()
  const config = settle({
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    STRIPE_SANDBOX: 'true',
    DATABASE_URL: databaseUrl,
    ...env,
  })
  const sandbox = await createStandIn({
    port: sandboxPort,
    host: '127.0.0.1',
    publicUrl: `http://127.0.0.1:${sandboxPort}`,
    dataDir: null,
    accounts: config.accounts.map(({ name, secretKey, publishableKey, webhookSecrets }) => ({
      name,
      secretKey,
      publishableKey,
      endpoints: [
        { url: `http://127.0.0.1:${port}/stripe/webhook/${name}`, secret: webhookSecrets[0] ?? '' },
      ],
    })),
  })
  return { config, sandbox, isOwnSandbox: true }
}

/** The shop as it starts with keys: its webhooks are registered as an operator registers them. */
async function configureWithKeys(
  { env }: TestShopOptions,
  { sandbox, apiBase = sandbox.url }: { sandbox: TestSandbox; apiBase?: string },
  { databaseUrl, port }: Place,
) {
  const keys: Record<string, string> = {}
  for (const account of ACCOUNTS) {
    const endpoint = await stripeFor(`sk_test_sandbox_${account}`, sandbox.port).webhookEndpoints.create({
      // The contract's `usd` is the demo's name for it; with keys the account without a currency is `default`.
      url: `http://127.0.0.1:${port}/stripe/webhook/${account === 'usd' ? 'default' : account}`,
      enabled_events: ['*'],
    })
    const suffix = account === 'usd' ? '' : '_EUR'
    keys[`STRIPE_SECRET_KEY${suffix}`] = `sk_test_sandbox_${account}`
    keys[`STRIPE_PUBLISHABLE_KEY${suffix}`] = `pk_test_sandbox_${account}`
    keys[`STRIPE_WEBHOOK_SECRET${suffix}`] = endpoint.secret ?? ''
  }
  const config = settle({
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    STRIPE_API_BASE: apiBase,
    STRIPE_JS_URL: `${sandbox.url}/v3`,
    ...keys,
    ...env,
  })
  return { config, sandbox, isOwnSandbox: false }
}

function settle(env: Record<string, string>): SettledConfig {
  const config = readConfig({ PAYLOAD_SECRET: SECRET, ...env })
  return settleConfig(config, { databaseUrl: env.DATABASE_URL ?? '', payloadSecret: SECRET })
}

/** A sandbox for several shops, or for one that is configured with keys. */
export function startTestSandbox(): Promise<TestSandbox> {
  return createStandIn({
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1',
    dataDir: null,
    accounts: ACCOUNTS.map((name) => ({
      name,
      secretKey: `sk_test_sandbox_${name}`,
      publishableKey: `pk_test_sandbox_${name}`,
    })),
  })
}

/** The shop's own logger, which writes into `lines`. */
function collectLog(config: SanitizedConfig, lines: string[]): SanitizedConfig {
  const { options } = config.logger as Extract<SanitizedConfig['logger'], { options: unknown }>
  const destination = { write: (line: string) => void lines.push(line) }
  return { ...config, logger: { options: { ...options }, destination } }
}

export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, headers: response.headers, text, json }
}

async function signIn(shop: TestShop, role: Role): Promise<SignedIn> {
  const email = `${role}-${randomUUID()}@shop.example`
  const password = 'a long password'
  const { id } = await shop.payload.create({ collection: 'users', data: { email, password, role } })
  const { json } = await shop.send('POST', '/api/users/login', { email, password })
  const user = await shop.payload.findByID({ collection: 'users', id })
  return {
    id,
    email,
    password,
    token: json.token,
    headers: { authorization: `JWT ${json.token}` },
    user: { ...user, collection: 'users' } as SignedIn['user'],
  }
}

const noAdminPanel: Parameters<typeof createApp>[0]['admin'] = async (_req, res) => {
  res.writeHead(501).end()
}

function stripeFor(secretKey: string, port: number): Stripe {
  return new Stripe(secretKey, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

async function freePort(): Promise<number> {
  const { server, port } = await listen()
  await closeServer(server)
  return port
}

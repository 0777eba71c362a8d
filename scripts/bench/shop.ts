import path from 'node:path'
import type pg from 'pg'
import Stripe from 'stripe'
import { clientFor, probeServer } from '../../src/server/embedded-postgres/probe.ts'
import { type Folder, makeFolder } from './folders.ts'
import type { Message } from './load.ts'
import { itemName } from './names.ts'
import { type Started, start } from './processes.ts'
import type { Version } from './versions.ts'

const FIRST_PORT = Number(process.env.BENCH_PORT ?? 4400)
export const BARE_URL = `http://127.0.0.1:${FIRST_PORT}`

const ADMIN = { email: 'bench@shop.example', password: 'a password for the benchmark' }
const WEBHOOK = '/stripe/webhook/default'
const WEBHOOK_SECRET = 'whsec_benchmark'
const SECRET_KEY = 'sk_test_sandbox_usd'
export const ITEM_PRICE_MINOR = 1000

export type Headers = Record<string, string>

/** One version of the shop that is running, with a stand-in for Stripe and a database of its own. */
export interface Shop {
  version: Version
  url: string
  standInPort: number
  /** Past the shop, to put in more than anybody would want to enter one by one. */
  database: pg.Client
  /** What proves that a request is the administrator's. */
  staff: Headers
  /** On an empty folder, and once everything was there. */
  startSeconds: { first: number; again: number }
  stop(): Promise<void>
}

export function startBareApp(): Promise<Started> {
  const env = { PORT: String(FIRST_PORT) }
  return start(['scripts/bench/bare-app.mjs'], { env, readyUrl: BARE_URL })
}

/** @param place 0 for the first shop of the run, 1 for the next */
export async function startShop(version: Version, place: number): Promise<Shop> {
  const port = FIRST_PORT + 1 + 2 * place
  const url = `http://127.0.0.1:${port}`
  const standInPort = port + 1
  const folder = await makeFolder()
  const closers: (() => Promise<void>)[] = [folder.remove]
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    const standIn = await startStandIn(standInPort, folder)
    closers.push(standIn.stop)
    const first = await startServer({ version, url, standInPort, folder })
    await first.stop()
    const server = await startServer({ version, url, standInPort, folder })
    closers.push(server.stop)
    const database = await connect(folder)
    closers.push(() => database.end())
    const startSeconds = { first: first.startSeconds, again: server.startSeconds }
    return { version, url, standInPort, database, staff: await signIn(url), startSeconds, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * The stand-in for Stripe in a process of its own: the shop pays for its calls as it does with Stripe. Always this
 * version's, so that two versions of the shop meet the same one.
 */
function startStandIn(port: number, folder: Folder): Promise<Started> {
  const url = `http://127.0.0.1:${port}`
  return start(['scripts/sandbox.mjs'], {
    env: {
      SANDBOX_PORT: String(port),
      HOST: '127.0.0.1',
      SANDBOX_PUBLIC_URL: url,
      SANDBOX_DATA_DIR: path.join(folder.path, 'sandbox'),
    },
    readyUrl: url,
  })
}

interface Place {
  version: Version
  url: string
  standInPort: number
  folder: Folder
}

/** The shop as it runs in production, on the embedded database, with keys as of a real account. */
function startServer({ version, url, standInPort, folder }: Place): Promise<Started> {
  return start(['--conditions=production', 'scripts/start.mjs'], {
    cwd: version.root,
    env: {
      PORT: new URL(url).port,
      HOST: '127.0.0.1',
      PUBLIC_URL: url,
      TRUST_PROXY: 'loopback',
      ...(version.processes !== undefined && { SHOP_PROCESSES: String(version.processes) }),
      DATA_DIR: path.join(folder.path, 'data'),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      STRIPE_API_BASE: `http://127.0.0.1:${standInPort}`,
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox_usd',
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    readyUrl: `${url}/readyz`,
  })
}

async function connect({ path: folder }: Folder): Promise<pg.Client> {
  const probe = await probeServer(path.join(folder, 'data', 'postgres'))
  if (probe.state !== 'up') throw new Error(`The shop's database is ${probe.state}.`)
  const client = clientFor(probe.server, { database: 'shop' })
  await client.connect()
  return client
}

async function signIn(url: string): Promise<Headers> {
  const { token } = await post<{ token: string }>(`${url}/api/users/login`, ADMIN, {})
  return { authorization: `JWT ${token}` }
}

/** Fills the catalogue with published items. Answers their ids. */
export async function fillCatalogue({ database }: Shop, count: number): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `insert into items (name, price, currency, _status)
       select name, $1, 'usd', 'published' from unnest($2::text[]) as name
       returning id`,
    [ITEM_PRICE_MINOR, Array.from({ length: count }, (_, index) => itemName(index))],
  )
  const ids = rows.map(({ id }) => id)
  const { rowCount: hasLanguages } = await database.query(
    `select from pg_tables where tablename = 'items_locales'`,
  )
  if (hasLanguages) {
    await database.query(
      `insert into items_locales (name, _locale, _parent_id) select name, 'en', id from items where id = any($1)`,
      [ids],
    )
    await database.query('vacuum analyze items_locales')
  }
  // What autovacuum does in a shop that gets its items one by one.
  await database.query('vacuum analyze items')
  return ids
}

/** Publishes an item as an editor does. Answers its id. */
export async function addItem({ url, staff }: Shop, name: string): Promise<number> {
  const item = { name, price: ITEM_PRICE_MINOR, currency: 'usd', _status: 'published' }
  const { doc } = await post<{ doc: { id: number } }>(`${url}/api/items`, item, staff)
  return doc.id
}

async function post<T>(url: string, body: unknown, headers: Headers): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** The memory of the shop's Node process, without PostgreSQL's. */
export async function readMemoryMb({ url }: Shop): Promise<number> {
  const metrics = await fetch(`${url}/metrics`).then((response) => response.text())
  const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]
  return Number(bytes) / 1024 / 1024
}

/** The newest sessions that the shop has opened and `known` does not hold yet, at most `limit`; adds them to it. */
export async function newSessions(
  { standInPort }: Shop,
  limit: number,
  known: Set<string>,
): Promise<Stripe.Checkout.Session[]> {
  const stripe = new Stripe(SECRET_KEY, { host: '127.0.0.1', port: standInPort, protocol: 'http' })
  const sessions: Stripe.Checkout.Session[] = []
  for await (const session of stripe.checkout.sessions.list({ limit: 100 })) {
    if (known.has(session.id) || sessions.length >= limit) break
    known.add(session.id)
    sessions.push(session)
  }
  return sessions
}

/** What Stripe sends once each of the sessions was paid, signed now: a signature is good for 300 s. */
export function paidEvents(sessions: readonly Stripe.Checkout.Session[]): Message[] {
  return sessions.map((session) => {
    const body = JSON.stringify({
      id: `evt_bench_${session.id}`,
      object: 'event',
      type: 'checkout.session.completed',
      created: Math.floor(Date.now() / 1000),
      livemode: false,
      data: { object: { ...session, status: 'complete', payment_status: 'paid', url: null } },
    })
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET })
    return {
      method: 'POST' as const,
      path: WEBHOOK,
      body,
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    }
  })
}

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Stripe from 'stripe'
import type { Message } from './load.ts'
import { type Started, start } from './processes.ts'

const FIRST_PORT = Number(process.env.BENCH_PORT ?? 4400)
export const BARE_URL = `http://127.0.0.1:${FIRST_PORT}/`
export const SHOP_URL = `http://127.0.0.1:${FIRST_PORT + 1}`
const SANDBOX_PORT = FIRST_PORT + 2
const SANDBOX_URL = `http://127.0.0.1:${SANDBOX_PORT}`

const ADMIN = { email: 'bench@shop.example', password: 'a password for the benchmark' }
const WEBHOOK = '/stripe/webhook/default'
const WEBHOOK_SECRET = 'whsec_benchmark'
const SECRET_KEY = 'sk_test_sandbox_usd'
/** As many as one page of the catalogue shows. */
const ITEMS = 12
export const ITEM_PRICE_MINOR = 1000

export interface Folder {
  path: string
  remove(): Promise<void>
}

export async function makeFolder(): Promise<Folder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shop-bench-'))
  // PostgreSQL refuses to run as root and runs as somebody else then, who has to get in here.
  await chmod(folder, 0o755)
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

export function startBareApp(): Promise<Started> {
  const env = { PORT: String(FIRST_PORT) }
  return start(['scripts/bench/bare-app.mjs'], { env, readyUrl: BARE_URL })
}

/** The stand-in for Stripe in a process of its own: the shop pays for its calls as it does with Stripe. */
export function startStandIn(dataDir: string): Promise<Started> {
  return start(['scripts/sandbox.mjs'], {
    env: {
      SANDBOX_PORT: String(SANDBOX_PORT),
      HOST: '127.0.0.1',
      SANDBOX_PUBLIC_URL: SANDBOX_URL,
      SANDBOX_DATA_DIR: path.join(dataDir, 'sandbox'),
    },
    readyUrl: SANDBOX_URL,
  })
}

/** The shop as it runs in production, on the embedded database, with keys as of a real account. */
export function startShop(dataDir: string): Promise<Started> {
  return start(['--conditions=production', 'scripts/start.mjs'], {
    env: {
      PORT: new URL(SHOP_URL).port,
      HOST: '127.0.0.1',
      PUBLIC_URL: SHOP_URL,
      TRUST_PROXY: 'loopback',
      DATA_DIR: path.join(dataDir, 'data'),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      STRIPE_API_BASE: SANDBOX_URL,
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox_usd',
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    readyUrl: `${SHOP_URL}/readyz`,
  })
}

export type Headers = Record<string, string>

/** Signs in as the administrator. Answers what proves it. */
export async function signIn(): Promise<Headers> {
  const { token } = await post<{ token: string }>('/api/users/login', ADMIN, {})
  return { authorization: `JWT ${token}` }
}

/** Fills the catalogue through the shop's own REST. Answers the items' ids. */
export async function fillCatalogue(staff: Headers): Promise<number[]> {
  const ids: number[] = []
  for (let index = 1; index <= ITEMS; index += 1) ids.push(await addItem(`Item ${index}`, staff))
  return ids
}

/** Publishes an item. Answers its id. */
export async function addItem(name: string, staff: Headers): Promise<number> {
  const item = { name, price: ITEM_PRICE_MINOR, currency: 'usd', _status: 'published' }
  const { doc } = await post<{ doc: { id: number } }>('/api/items', item, staff)
  return doc.id
}

async function post<T>(address: string, body: unknown, headers: Headers): Promise<T> {
  const response = await fetch(`${SHOP_URL}${address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`POST ${address}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** The memory of the shop's Node process, without PostgreSQL's. */
export async function readMemoryMb(): Promise<number> {
  const metrics = await fetch(`${SHOP_URL}/metrics`).then((response) => response.text())
  const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]
  return Number(bytes) / 1024 / 1024
}

const stripe = new Stripe(SECRET_KEY, { host: '127.0.0.1', port: SANDBOX_PORT, protocol: 'http' })

/** The newest sessions that the shop has opened and `known` does not hold yet, at most `limit`; adds them to it. */
export async function newSessions(limit: number, known: Set<string>): Promise<Stripe.Checkout.Session[]> {
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

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import Stripe from 'stripe'
import { startEmbeddedPostgres } from '../../src/server/embedded-postgres.ts'
import { makeFolder } from '../bench/folders.ts'

const FIRST_PORT = Number(process.env.CHAOS_PORT ?? 4700)
const SECRET_KEY = 'sk_test_sandbox_usd'
const ADMIN = { email: 'chaos@shop.example', password: 'a password for the chaos' }
const START_MS = 90_000
const ITEMS = 5
/** A little longer than the shop waits for an answer. */
const LOST_MS = 32_000
export const STOCK = 100_000

export interface Victim {
  name: string
  canFreeze: boolean
  /** Resolves once it has been started again. */
  kill(): Promise<void>
  freeze(ms: number): Promise<void>
}

/** What lies between the shop and Stripe: webhooks dropped, doubled, late, in another order; answers lost or slow. */
export const FAULTS = [
  { target: 'delivery', kind: 'drop' },
  { target: 'delivery', kind: 'duplicate' },
  { target: 'delivery', kind: 'delay', delayMs: 2_000 },
  { target: 'delivery', kind: 'reorder' },
  { target: 'call', kind: 'reset_after', method: 'POST' },
  { target: 'call', kind: 'slow', delayMs: 1_000 },
] as const

type Fault = (typeof FAULTS)[number] & { times: number }

export interface World {
  /** Of the two processes of the shop. */
  urls: readonly string[]
  items: readonly number[]
  stripe: Stripe
  database: pg.Pool
  victims: readonly Victim[]
  /** The next webhooks, or the next calls of Stripe's, go wrong. */
  disturb(fault: Fault): Promise<void>
  /** Proof of staff, or null while nobody can be signed in. */
  staff(): Promise<Record<string, string> | null>
  /** Lets what is under way come to its end, and reconciles once. Answers what is wrong with that, a line each. */
  settle(): Promise<string[]>
  stop(): Promise<void>
}

/** A process that is started again whenever it is killed. */
class Respawned {
  readonly #args: string[]
  readonly #env: Record<string, string>
  readonly #isReady: () => Promise<boolean>
  #child: ChildProcess | null = null
  #output = ''

  constructor(args: string[], env: Record<string, string>, isReady: () => Promise<boolean>) {
    this.#args = args
    this.#env = env
    this.#isReady = isReady
  }

  async start(): Promise<void> {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, this.#args, {
      env: { PATH, HOME, NODE_ENV: 'production', ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk).slice(-20_000)
      })
    const until = Date.now() + START_MS
    while (!(await this.#isReady())) {
      if (child.exitCode !== null || Date.now() > until)
        throw new Error(`${this.#args.join(' ')} did not start:\n${this.#output}`)
      await pause(100)
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }

  async freeze(ms: number): Promise<void> {
    this.#child?.kill('SIGSTOP')
    await pause(ms)
    this.#child?.kill('SIGCONT')
  }
}

export async function startWorld(): Promise<World> {
  const folder = await makeFolder()
  const dataDir = path.join(folder.path, 'database')
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} })
  const standInUrl = `http://127.0.0.1:${FIRST_PORT}`
  const urls = [1, 2].map((place) => `http://127.0.0.1:${FIRST_PORT + place}`)
  const standIn = new Respawned(
    ['scripts/sandbox.mjs'],
    {
      SANDBOX_PORT: String(FIRST_PORT),
      HOST: '127.0.0.1',
      SANDBOX_PUBLIC_URL: standInUrl,
      SANDBOX_DATA_DIR: path.join(folder.path, 'sandbox'),
    },
    () => answers(standInUrl),
  )
  await standIn.start()
  const stripe = new Stripe(SECRET_KEY, {
    host: '127.0.0.1',
    port: FIRST_PORT,
    protocol: 'http',
    maxNetworkRetries: 0,
  })
  const endpoints = []
  for (const url of urls)
    endpoints.push(
      await stripe.webhookEndpoints.create({ url: `${url}/stripe/webhook/default`, enabled_events: ['*'] }),
    )
  const env = {
    DATABASE_URL: postgres.url,
    PAYLOAD_SECRET: 'a secret of the chaos, long enough for any rule',
    DATA_DIR: path.join(folder.path, 'data'),
    HOST: '127.0.0.1',
    TRUST_PROXY: '1',
    STRIPE_API_BASE: standInUrl,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox_usd',
    STRIPE_WEBHOOK_SECRET: endpoints.map(({ secret }) => secret).join(','),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  }
  const program = ['--conditions=production', 'tests/integration/shop/lifecycle/shop-process.mjs']
  const shops = urls.map(
    (url) =>
      new Respawned(program, { ...env, PORT: new URL(url).port, PUBLIC_URL: urls[0] ?? url }, () =>
        answers(`${url}/readyz`),
      ),
  )
  for (const shop of shops) await shop.start()
  const database = new pg.Pool({ connectionString: postgres.url, max: 2 })
  database.on('error', () => {})
  const { rows } = await database.query<{ id: number }>(
    `insert into items (name, price, currency, _status)
      select 'Mug ' || n, 1000 * n, 'usd', 'published' from generate_series(1, $1::int) n returning id`,
    [ITEMS],
  )
  const items = rows.map(({ id }) => id)
  await database.query(
    `insert into items_locales (name, _locale, _parent_id) select name, 'en', id from items`,
  )
  await database.query(
    'insert into inventory (item, quantity, available) select unnest($1::text[]), $2, $2',
    [items.map(String), STOCK],
  )
  const restarted = (name: string, process: Respawned): Victim => ({
    name,
    canFreeze: true,
    kill: async () => {
      await process.end('SIGKILL')
      await process.start()
    },
    freeze: (ms) => process.freeze(ms),
  })
  return {
    urls,
    items,
    stripe,
    database,
    victims: [
      ...shops.map((shop, place) => restarted(`shop ${place + 1}`, shop)),
      restarted('the stand-in', standIn),
      {
        name: 'PostgreSQL',
        canFreeze: false,
        // The embedded one is started again by itself.
        kill: async () => {
          const [pid] = (await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
          process.kill(Number(pid), 'SIGKILL')
          await waitUntil(async () => (await answers(`${urls[0]}/readyz`)) && answers(`${urls[1]}/readyz`))
        },
        freeze: async () => {},
      },
    ],
    disturb: async (fault) => {
      await fetch(`${standInUrl}/_sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
        signal: AbortSignal.timeout(2_000),
      }).catch(() => {})
    },
    staff: () => signIn(urls[0] ?? ''),
    settle: async () => {
      await waitUntil(async () => (await answers(`${urls[0]}/readyz`)) && answers(`${urls[1]}/readyz`))
      // Calls that were cut off are lost after half a minute: the shop's own rounds may have found them by then or not.
      await pause(LOST_MS)
      const { rows: lost } = await database.query(
        `select order_id, attempt, reason, extract(epoch from now() - created_at)::int as age from payments
          where status = 'starting'`,
      )
      for (const { order_id: order, attempt, age, reason } of lost)
        console.log(`Order ${order}: ${attempt} has had no answer for ${age} s (${reason ?? 'cut off'}).`)
      const reconcile = async (...options: string[]) => {
        const child = spawn(process.execPath, [...program, 'stripe:reconcile', '--since', '1h', ...options], {
          env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
          stdio: ['ignore', 'inherit', 'inherit'],
        })
        const [code] = await once(child, 'exit')
        return code === 0
      }
      const isDone = await reconcile()
      return [
        ...(isDone ? [] : ['stripe:reconcile left something.']),
        ...((await reconcile('--check')) ? [] : ['A second stripe:reconcile found something.']),
      ]
    },
    stop: async () => {
      for (const one of [...shops, standIn]) await one.end('SIGTERM')
      await database.end()
      await postgres.stop()
      await folder.remove()
    },
  }
}

async function signIn(url: string): Promise<Record<string, string> | null> {
  const answer = await fetch(`${url}/api/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null)
  if (!answer?.ok) return null
  const { token } = (await answer.json()) as { token: string }
  return { authorization: `JWT ${token}` }
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null)
  await answer?.arrayBuffer().catch(() => null)
  return answer !== null && answer.status < 500
}

async function waitUntil(look: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + START_MS
  while (!(await look())) {
    if (Date.now() > until) throw new Error('The shop does not come back.')
    await pause(200)
  }
}

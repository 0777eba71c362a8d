import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { createTestDatabase } from './databases.ts'
import { waitFor } from './wait-for.ts'

/** The shop as `npm start` runs it: the production build, in a process of its own, with the sandbox. */
export interface RunningShop {
  url: string
  /** Another site than the shop's, as Stripe's payment page is. */
  sandboxUrl: string
  /** The demo's administrator, as the start has printed it. */
  login: { email: string; password: string }
  /** Payload's REST as that administrator. Throws on a refusal. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  api: (method: string, path: string, body?: unknown) => Promise<any>
  /** A route of the shop's own, as that administrator. Answers its JSON. Throws on a refusal. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  request: (path: string) => Promise<any>
  /** Published, 10.00 EUR where nothing else is said. Answers the item's path. */
  createItem: (data?: Record<string, unknown>) => Promise<{ id: number; path: string }>
  /** The newest orders first. */
  // biome-ignore lint/suspicious/noExplicitAny: orders as REST answers them
  orders: () => Promise<any[]>
  /** A switch of the sandbox's for tests. */
  control: (path: string, body?: unknown) => Promise<void>
  /** The next calls of Stripe's API go wrong, until `clearFaults`. */
  failStripe: (fault: Record<string, unknown>) => Promise<void>
  clearFaults: () => Promise<void>
  /** The checkout sessions of an account of the sandbox's. */
  sessions: (account: 'usd' | 'eur') => Promise<{ id: string; status: string }[]>
  // biome-ignore lint/suspicious/noExplicitAny: rows of any table
  sql: (text: string, values?: unknown[]) => Promise<any[]>
  stop(): Promise<void>
}

export interface RunningShopOptions {
  /** Settings on top of the demo's. */
  env?: Record<string, string>
}

const START_TIMEOUT_MS = 120_000

export async function startRunningShop({ env = {} }: RunningShopOptions = {}): Promise<RunningShop> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'shop-e2e-'))
  await chmod(dataDir, 0o755)
  const [port, sandboxPort] = await findFreePorts()
  const databaseUrl = await createTestDatabase()
  const database = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const url = `http://localhost:${port}`
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  const child = spawn(process.execPath, ['--conditions=production', 'scripts/start.mjs'], {
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      SANDBOX_PUBLIC_URL: sandboxUrl,
      STRIPE_SANDBOX: 'true',
      DATABASE_URL: databaseUrl,
      PAYLOAD_SECRET: 'a secret of the browser tests, long enough',
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collectOutput(child)
  const login = await readLogin(child, output)
  const token = await logIn(url, login)

  const send = async (method: string, address: string, body?: unknown) => {
    const response = await fetch(url + address, {
      method,
      headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const api: RunningShop['api'] = (method, address, body) => send(method, `/api${address}`, body)
  const control = async (address: string, body: unknown = {}, method = 'POST') => {
    const response = await fetch(`${sandboxUrl}/_sandbox${address}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`)
  }
  return {
    url,
    sandboxUrl,
    login,
    api,
    request: (address) => send('GET', address),
    createItem: async (data = {}) => {
      const item = { name: 'Mug', price: 1000, currency: 'eur', _status: 'published', ...data }
      const { doc } = await api('POST', '/items', item)
      return { id: doc.id, path: `/item/${doc.id}` }
    },
    orders: async () => (await api('GET', '/orders?sort=-id&depth=0&limit=100')).docs,
    control,
    failStripe: (fault) => control('/faults', { target: 'call', ...fault }),
    clearFaults: () => control('/faults', undefined, 'DELETE'),
    sessions: async (account) => {
      const headers = { authorization: `Bearer sk_test_sandbox_${account}` }
      const response = await fetch(`${sandboxUrl}/v1/checkout/sessions?limit=100`, { headers })
      return ((await response.json()) as { data: { id: string; status: string }[] }).data
    },
    sql: async (text, values) => (await database.query(text, values)).rows,
    stop: async () => {
      await database.end()
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await rm(dataDir, { recursive: true, force: true })
      if (child.exitCode !== 0) throw new Error(`The shop ended with ${child.exitCode}:\n${output.text}`)
      // What fails while the panel is rendered is seen by nobody but here.
      if (output.text.includes('TypeError')) throw new Error(`The shop has met a bug:\n${output.text}`)
    },
  }
}

function collectOutput(child: ChildProcess): { text: string } {
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output.text += chunk
    })
  }
  return output
}

/** Read from what a person at the terminal sees. */
async function readLogin(child: ChildProcess, output: { text: string }): Promise<RunningShop['login']> {
  const [, email = '', password = ''] = await waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`The shop did not start:\n${output.text}`)
      return /E-mail:\s+(\S+)\s+Password:\s+(\S+)/.exec(output.text)
    },
    { timeoutMs: START_TIMEOUT_MS, what: 'The start of the shop' },
  )
  return { email, password }
}

async function logIn(url: string, login: RunningShop['login']): Promise<string> {
  const response = await fetch(`${url}/api/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  })
  return ((await response.json()) as { token: string }).token
}

/** Two at once, so that they differ. */
async function findFreePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0)
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    }),
  )
  for (const server of servers) {
    server.close()
    await once(server, 'close')
  }
  return ports as [number, number]
}

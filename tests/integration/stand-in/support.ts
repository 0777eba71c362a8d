import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Stripe } from 'stripe'
import { createStandIn, type RunningStandIn, type StandInOptions } from '../../../src/stand-in/index.ts'

export const USD_KEY = 'sk_test_sandbox_usd'
export const EUR_KEY = 'sk_test_sandbox_eur'
export const PUBLISHABLE_KEY = 'pk_test_sandbox_usd'

export const GOOD_CARD = {
  email: 'ada@example.com',
  cardNumber: '4242424242424242',
  cardExpiry: '12/39',
  cardCvc: '123',
  billingName: 'Ada Lovelace',
}

/** A sandbox of the test's own, forgotten when it closes. */
export function startTestSandbox(options: Partial<StandInOptions> = {}): Promise<RunningStandIn> {
  return createStandIn({
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1',
    dataDir: null,
    accounts: [
      { name: 'usd', secretKey: USD_KEY, publishableKey: PUBLISHABLE_KEY },
      { name: 'eur', secretKey: EUR_KEY, publishableKey: 'pk_test_sandbox_eur' },
    ],
    bankDebitDelaySeconds: 3600,
    ...options,
  })
}

const ROOT = new URL('../../..', import.meta.url).pathname

/** A sandbox in a process of its own. */
export async function spawnSandbox(dataDir: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', `${ROOT}src/stand-in/main.ts`], {
    cwd: ROOT,
    env: {
      ...process.env,
      SANDBOX_PORT: '0',
      HOST: '127.0.0.1',
      SANDBOX_DATA_DIR: dataDir,
      NODE_OPTIONS: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stderr.resume()
  let printed = ''
  for await (const chunk of child.stdout) {
    printed += chunk
    if (/Keys:/.test(printed)) break
  }
  return { child, port: Number(/:(\d+);/.exec(printed)?.[1]) }
}

/** The real SDK, talking to the sandbox. */
export function connect(
  sandbox: Pick<RunningStandIn, 'port'>,
  key = USD_KEY,
  config: Stripe.StripeConfig = {},
): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    ...config,
  })
}

export interface RawAnswer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not typed.
  body: Record<string, any>
}

/** A request as `curl` would send it: `form` is the body of a POST, exactly. */
export async function request(
  sandbox: RunningStandIn,
  method: string,
  path: string,
  {
    form,
    key = USD_KEY,
    headers = {},
  }: { form?: string; key?: string | null; headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: {
      ...(key !== null && { Authorization: `Bearer ${key}` }),
      ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(form !== undefined && { body: form }),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as RawAnswer['body'],
  }
}

/** A switch of the sandbox's own, under `/_sandbox`. */
export async function control(
  sandbox: RunningStandIn,
  method: string,
  path: string,
  body?: object,
): Promise<RawAnswer['body']> {
  const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as RawAnswer['body']
}

export function mugSession(change: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  return {
    mode: 'payment',
    success_url: 'http://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.example/mug',
    line_items: [
      { quantity: 2, price_data: { currency: 'usd', unit_amount: 1000, product_data: { name: 'Mug' } } },
    ],
    ...change,
  } satisfies Stripe.Checkout.SessionCreateParams
}

/** Sends the payment page's form, as a browser without JavaScript does. */
export async function submitPage(
  url: string,
  entries: Record<string, string>,
): Promise<{ status: number; location: string | null; alert: string | null; html: string }> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(entries),
  })
  const html = await response.text()
  const alert = /role="alert">([^<]*)</.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? null
  return { status: response.status, location: response.headers.get('location'), alert, html }
}

export interface Receiver {
  url: string
  secret: string
  events: Stripe.Event[]
  /** Every body as it came, and its signature. */
  raw: { body: string; signature: string }[]
  /** Statuses to answer, first to last; 200 afterwards. */
  answers: number[]
  waitFor(type: string, count?: number): Promise<Stripe.Event[]>
  close(): Promise<void>
}

/** An endpoint that keeps what it was sent, once the real SDK has checked the signature. */
export async function startReceiver(secret = 'whsec_test_receiver'): Promise<Receiver> {
  const receiver: Omit<Receiver, 'url' | 'close' | 'waitFor'> = { secret, events: [], raw: [], answers: [] }
  const server: Server = createServer(async (incoming, outgoing) => {
    let body = ''
    for await (const chunk of incoming) body += chunk
    const signature = String(incoming.headers['stripe-signature'])
    receiver.raw.push({ body, signature })
    outgoing.statusCode = receiver.answers.shift() ?? 200
    if (outgoing.statusCode < 300) {
      receiver.events.push(Stripe.webhooks.constructEvent(body, signature, receiver.secret))
    }
    if (outgoing.statusCode === 302) outgoing.setHeader('Location', '/elsewhere')
    outgoing.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    waitFor: (type: string, count = 1) => waitForEvents(receiver, type, count),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

async function waitForEvents(receiver: { events: Stripe.Event[] }, type: string, count: number) {
  const deadline = Date.now() + 10_000
  for (;;) {
    const found = receiver.events.filter((event) => event.type === type)
    if (found.length >= count) return found
    if (Date.now() > deadline) {
      const seen = receiver.events.map((event) => event.type).join(', ')
      throw new Error(`${count} × ${type} did not come; these did: ${seen || 'none'}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

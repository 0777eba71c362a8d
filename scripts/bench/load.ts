import autocannon from 'autocannon'

export const CONNECTIONS = 32

export interface Load {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** Anything but a 2xx, and requests that got no answer. */
  errors: number
}

/** Each address is a shopper: purchases are limited by it. */
const SHOPPERS = 500

function shopperHeaders(index: number): Record<string, string> {
  return { 'x-forwarded-for': `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}` }
}

/** As many requests as the address answers within `seconds`, with the same headers whatever the address. */
export async function loadFor(url: string, seconds: number): Promise<Load> {
  const { pathname } = new URL(url)
  const requests = Array.from({ length: SHOPPERS }, (_, index) => ({
    method: 'GET' as const,
    path: pathname,
    headers: shopperHeaders(index),
  }))
  return loadOf(await autocannon({ url, connections: CONNECTIONS, duration: seconds, requests }))
}

export interface Message {
  body: string
  headers: Record<string, string>
}

/** Every message once, over all connections. */
export async function sendOnce(url: string, messages: readonly Message[]): Promise<Load> {
  const { pathname } = new URL(url)
  const shares = Array.from({ length: CONNECTIONS }, (_, connection) =>
    messages.filter((_message, index) => index % CONNECTIONS === connection),
  )
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    amount: messages.length,
    setupClient: (client) => {
      const share = shares.pop() ?? []
      client.setRequests(share.map((message) => ({ method: 'POST', path: pathname, ...message })))
    },
  })
  return loadOf(result)
}

function loadOf(result: autocannon.Result): Load {
  const seconds = result.duration
  return {
    requestsPerSecond: (result['2xx'] + result.non2xx) / seconds,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.non2xx + result.errors + result.timeouts,
  }
}

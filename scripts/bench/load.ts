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
export async function loadFor(
  url: string,
  seconds: number,
  headers: Record<string, string> = {},
): Promise<Load> {
  const { pathname } = new URL(url)
  const requests = Array.from({ length: SHOPPERS }, (_, index) => ({
    method: 'GET' as const,
    path: pathname,
    headers: { ...shopperHeaders(index), ...headers },
  }))
  return loadOf(await autocannon({ url, connections: CONNECTIONS, duration: seconds, requests }))
}

export interface Message {
  method: 'GET' | 'POST'
  path: string
  body?: string
  headers: Record<string, string>
}

/** Every message once, over all connections. */
export async function sendOnce(origin: string, messages: readonly Message[]): Promise<Load> {
  const shares = Array.from({ length: CONNECTIONS }, (_, connection) =>
    messages.filter((_message, index) => index % CONNECTIONS === connection),
  ).filter((share) => share.length > 0)
  const startedAt = performance.now()
  let endedAt = startedAt
  const result = await autocannon({
    url: origin,
    connections: shares.length,
    amount: messages.length,
    setupClient: (client) => {
      client.setRequests(shares.shift() ?? [])
      client.on('response', () => {
        endedAt = performance.now()
      })
    },
  })
  // Its own duration is counted in whole seconds, which few messages do not last.
  return loadOf({ ...result, duration: (endedAt - startedAt) / 1000 })
}

type Counted = Pick<autocannon.Result, '2xx' | 'non2xx' | 'errors' | 'timeouts' | 'duration' | 'latency'>

function loadOf(result: Counted): Load {
  return {
    requestsPerSecond: (result['2xx'] + result.non2xx) / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.non2xx + result.errors,
  }
}

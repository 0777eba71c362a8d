import autocannon from 'autocannon'

export const CONNECTIONS = 32
/** Whoever sends a burst waits for the last of it. */
const TIMEOUT_SECONDS = 60

export interface Load {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** Anything but a 2xx, and requests that got no answer. */
  errors: number
}

/** Addresses of one server that are asked for in turn: a single one is a rush, many are a walk through the shop. */
export interface Walk {
  origin: string
  paths: readonly string[]
  headers?: Record<string, string>
}

/** Each address is a shopper: purchases are limited by it. */
const SHOPPERS = 500

export function shopperHeaders(index: number): Record<string, string> {
  const shopper = index % SHOPPERS
  return { 'x-forwarded-for': `10.0.${Math.floor(shopper / 250)}.${(shopper % 250) + 1}` }
}

/** As much of a walk as a connection goes, again and again. */
const MAX_STEPS = 2_000

/** Of a long walk, a round begins where the one before has hardly come to. */
const STEPS_PER_ROUND = 401
let rounds = 0

/** As many requests as the server answers within `seconds`; each connection begins at another place of the walk. */
export async function loadFor({ origin, paths, headers = {} }: Walk, seconds: number): Promise<Load> {
  const requests = Array.from({ length: Math.max(paths.length, SHOPPERS) }, (_, index) => ({
    method: 'GET' as const,
    path: paths[index % paths.length]!,
    headers: { ...shopperHeaders(index), ...headers },
  }))
  let connection = 0
  rounds += 1
  const result = await autocannon({
    url: origin,
    connections: CONNECTIONS,
    duration: seconds,
    setupClient: (client) => {
      const start = Math.floor((connection * requests.length) / CONNECTIONS)
      const place = (start + rounds * STEPS_PER_ROUND) % requests.length
      connection += 1
      client.setRequests([...requests.slice(place), ...requests.slice(0, place)].slice(0, MAX_STEPS))
    },
  })
  return loadOf(result)
}

export interface Message {
  method: 'GET' | 'POST'
  path: string
  body?: string
  headers: Record<string, string>
}

/** Every message once, over all connections. */
export async function sendOnce(
  origin: string,
  messages: readonly Message[],
  connections = CONNECTIONS,
): Promise<Load> {
  const shares = Array.from({ length: Math.min(connections, messages.length) }, (): Message[] => [])
  for (const [index, message] of messages.entries()) shares[index % shares.length]?.push(message)
  const startedAt = performance.now()
  let endedAt = startedAt
  const result = await autocannon({
    url: origin,
    connections: shares.length,
    amount: messages.length,
    timeout: TIMEOUT_SECONDS,
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

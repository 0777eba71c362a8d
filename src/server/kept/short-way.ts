import type { IncomingMessage, ServerResponse } from 'node:http'
import { countInCookie } from 'payload-stripe-shop/storefront'
import { makeBuyerCookie, readBuyerCookie } from '../buyer-cookie.ts'
import { askedLanguage } from '../languages/asked-language.ts'
import type { MeasureAnswer } from '../metrics.ts'
import { type Answer, knownEncoding, type Ready } from './answer.ts'
import { withCartCount } from './cart-count.ts'
import type { KeptAnswers, Made } from './kept-answers.ts'
import { type Address, findAddress } from './keys.ts'

export interface ShortWayServices {
  kept: KeptAnswers
  /** Null for what only the whole way can answer. Rejects where there is no such item, too. */
  make: (address: Address) => (() => Promise<Made>) | null
  publicUrl: string
  measureAnswer: MeasureAnswer
}

/**
 * Answers what is kept, and makes what is asked for most, before Express and all its middleware: most of the time of a small
 * answer goes there. What is sent is what the whole way has sent to somebody who asked in the same way, headers
 * included. Whatever is out of the ordinary, refusals among it, goes the whole way from its beginning.
 */
export function openShortWay({ kept, make, publicUrl, measureAnswer }: ShortWayServices) {
  const isHttps = publicUrl.startsWith('https:')

  /** Answers whether the request is taken care of. */
  function take(req: IncomingMessage, res: ServerResponse, goWholeWay: () => void): boolean {
    const startedAt = process.hrtime.bigint()
    const asked = askedLanguage(req.headers)
    const address = isOrdinary(req, { isHttps }) ? findAddress(req.url ?? '', asked) : null
    if (!address || (address.route === '/api' && isSignedIn(req))) return false
    const { route, key } = address
    const encoding = knownEncoding(req.headers['accept-encoding'])
    const head = kept.heads.find(route)
    if (!encoding || !head) return false

    const cartCount = route === '/api' ? 0 : countInCookie(req.headers.cookie)
    const finish = (answer: Answer, ready: Ready) => {
      const needsName = route === '/item/:id' && readBuyerCookie(req.headers.cookie) === null
      const cookie = needsName ? makeBuyerCookie({ isSecure: isHttps }) : null
      const status = send({ answer, ready, cookie }, req, res)
      measureAnswer({ method: req.method ?? '', route, status }, startedAt)
      return true
    }
    const known = kept.find(key)
    const ready = cartCount === 0 ? known?.readyIn(encoding) : undefined
    if (known && ready) return finish(known, ready)
    const makeIt = known || req.method === 'HEAD' ? null : make(address)
    const found = known ? Promise.resolve(known) : makeIt && kept.get(key, makeIt)
    if (!found) return false
    found
      .then((answer) => withCartCount(answer, cartCount))
      .then(async (answer) => finish(answer, await answer.prepare(encoding, head)))
      .catch(() => (res.headersSent ? res.destroy() : goWholeWay()))
    return true
  }

  return (req: IncomingMessage, res: ServerResponse, goWholeWay: () => void): void => {
    if (!take(req, res, goWholeWay)) goWholeWay()
  }
}

function isOrdinary({ method, headers }: IncomingMessage, { isHttps }: { isHttps: boolean }): boolean {
  const known = headers['if-none-match']
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers.authorization === undefined &&
    headers.origin === undefined &&
    // Whether it came by https is for the proxy to say, and for Express to believe.
    (isHttps || headers['x-forwarded-proto'] === undefined) &&
    // A browser that reloads says that it wants more than to know whether it has changed.
    (known === undefined || (known !== '*' && headers['cache-control'] === undefined))
  )
}

function isSignedIn({ headers }: IncomingMessage): boolean {
  return headers.cookie?.includes('payload-token=') ?? false
}

interface Sent {
  answer: Answer
  ready: Ready
  cookie: string | null
}

/** Answers the status. */
function send({ answer, ready, cookie }: Sent, req: IncomingMessage, res: ServerResponse): number {
  const isUnchanged = req.headers['if-none-match']?.includes(answer.etag) ?? false
  const status = isUnchanged ? 304 : 200
  const head = isUnchanged ? ready.unchangedHead : ready.head
  res.writeHead(status, cookie === null ? head : [...head, 'Set-Cookie', cookie])
  res.end(isUnchanged || req.method === 'HEAD' ? undefined : ready.body)
  return status
}

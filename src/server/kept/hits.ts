import type { IncomingMessage, ServerResponse } from 'node:http'
import { makeBuyerCookie, readBuyerCookie } from '../buyer-cookie.ts'
import type { MeasureAnswer } from '../metrics.ts'
import { knownEncoding } from './answer.ts'
import type { KeptAnswers } from './kept-answers.ts'
import { findAddress } from './keys.ts'

export interface HitServices {
  kept: KeptAnswers
  publicUrl: string
  measureAnswer: MeasureAnswer
}

/**
 * Answers what is kept before Express and all its middleware: most of the time of a small answer goes there. What is
 * sent is what the whole way has sent before, headers included, to somebody who asked in the same way. Whatever is out
 * of the ordinary is left to the whole way. Answers whether it has answered.
 */
export function serveHits({ kept, publicUrl, measureAnswer }: HitServices) {
  const isHttps = publicUrl.startsWith('https:')

  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const { method, url = '', headers } = req
    const isReading = method === 'GET' || method === 'HEAD'
    if (!isReading || headers.authorization !== undefined || headers.origin !== undefined) return false
    const address = findAddress(url)
    const answer = address && kept.find(address.key)
    if (!answer) return false
    const encoding = knownEncoding(headers['accept-encoding'])
    const ready = encoding && answer.readyIn(encoding)
    if (!ready) return false

    const startedAt = process.hrtime.bigint()
    let { head, unchangedHead } = ready
    if (address.route === '/api' && headers.cookie?.includes('payload-token=')) return false
    if (address.route === '/item/:id' && readBuyerCookie(headers.cookie) === null) {
      // Whether it came by https is for the proxy to say, and for Express to believe.
      if (!isHttps && headers['x-forwarded-proto'] !== undefined) return false
      const cookie = makeBuyerCookie({ isSecure: isHttps })
      head = [...head, 'Set-Cookie', cookie]
      unchangedHead = [...unchangedHead, 'Set-Cookie', cookie]
    }
    const known = headers['if-none-match']
    // A browser that reloads says that it wants more than to know whether it has changed.
    if (known === '*' || (known !== undefined && headers['cache-control'] !== undefined)) return false
    const isUnchanged = known?.includes(answer.etag) ?? false
    const status = isUnchanged ? 304 : 200
    res.writeHead(status, isUnchanged ? unchangedHead : head)
    res.end(isUnchanged || method === 'HEAD' ? undefined : ready.body)
    measureAnswer({ method, route: address.route, status }, startedAt)
    return true
  }
}

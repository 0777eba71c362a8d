import { createHash } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Request, Response } from 'express'
import type { Route } from './keys.ts'
import type { OwnHeaders, RouteHeads } from './route-heads.ts'

export type Encoding = 'br' | 'gzip' | 'identity'

/** Everything of an answer that is sent again and again, as `writeHead` takes it. */
export interface Ready {
  body: Buffer
  /** Names and values in turn. */
  head: string[]
  /** Of a 304. */
  unchangedHead: string[]
}

export interface AnswerInit {
  status: number
  /** Its own, apart from those that say how the body is sent. */
  headers: OwnHeaders
  body: Buffer
}

/** A smaller one would hardly become smaller still. */
const MIN_COMPRESSED_BYTES = 1_024
/** What takes half a millisecond for a page; the best would take 20 times as long and save a tenth more. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

const compressBy = {
  br: (body: Buffer) => promisify(brotliCompress)(body, BROTLI),
  gzip: (body: Buffer) => promisify(gzip)(body),
}

/** What many are answered alike: compressed once for each encoding, with its headers put together once. */
export class Answer {
  readonly status: number
  readonly headers: OwnHeaders
  readonly etag: string
  readonly #bodies = new Map<Encoding, Promise<Buffer>>()
  readonly #ready = new Map<Encoding, Ready>()
  readonly isWorthCompressing: boolean
  /** Of all its bodies. */
  bytes: number
  /** Told when there is another body. */
  onGrowth: (() => void) | null = null

  constructor({ status, headers, body }: AnswerInit) {
    this.status = status
    this.headers = headers
    this.etag = `W/"${createHash('sha1').update(body).digest('base64url')}"`
    this.#bodies.set('identity', Promise.resolve(body))
    this.isWorthCompressing = status === 200 && body.length >= MIN_COMPRESSED_BYTES
    this.bytes = body.length
  }

  bodyIn(encoding: Encoding): Promise<Buffer> {
    const known = this.#bodies.get(encoding)
    if (known || encoding === 'identity') return known as Promise<Buffer>
    const compressed = this.bodyIn('identity').then(async (body) => {
      const smaller = await compressBy[encoding](body)
      this.bytes += smaller.length
      this.onGrowth?.()
      return smaller
    })
    this.#bodies.set(encoding, compressed)
    return compressed
  }

  readyIn(encoding: Encoding): Ready | undefined {
    return this.#ready.get(encoding)
  }

  /**
   * What to send to whoever takes this encoding.
   * @param head what the route puts on every answer
   */
  async prepare(accepted: Encoding, head: OutgoingHttpHeaders): Promise<Ready> {
    const encoding = this.isWorthCompressing ? accepted : 'identity'
    const body = await this.bodyIn(encoding)
    const shared = flatten(Object.entries(head))
    const own = this.headers.filter(([name]) => !/^content-type$/i.test(name)).flat()
    const unchangedHead = [...shared, ...own, 'ETag', this.etag]
    const type = this.headers.filter(([name]) => /^content-type$/i.test(name)).flat()
    const length = ['Content-Length', String(body.length)]
    const encoded = encoding === 'identity' ? [] : ['Content-Encoding', encoding]
    const ready = { body, head: [...unchangedHead, ...type, ...length, ...encoded], unchangedHead }
    this.#ready.set(accepted, ready)
    return ready
  }
}

function flatten(entries: [string, OutgoingHttpHeaders[string]][]): string[] {
  return entries.flatMap(([name, value]) => [name, String(value)])
}

/** By the header's text: there are as many as there are kinds of browsers. */
const encodings = new Map<string, Encoding>()
const MAX_ENCODINGS = 200

/** What was chosen for this `Accept-Encoding` before; undefined where it has not been asked for yet. */
export function knownEncoding(accepted: string | undefined): Encoding | undefined {
  return accepted === undefined ? 'identity' : encodings.get(accepted)
}

function chooseEncoding(req: Request): Encoding {
  const accepted = req.get('accept-encoding')
  const known = knownEncoding(accepted)
  if (known !== undefined || accepted === undefined) return known ?? 'identity'
  const chosen = req.acceptsEncodings('br') ? 'br' : req.acceptsEncodings('gzip') ? 'gzip' : 'identity'
  if (encodings.size >= MAX_ENCODINGS) encodings.clear()
  encodings.set(accepted, chosen)
  return chosen
}

export interface Sending {
  answer: Answer
  route: Route
  heads: RouteHeads
}

/** Sends the answer by Express, with the headers that others have set, which are learnt for those who come next. */
export async function sendAnswer(
  { answer, route, heads }: Sending,
  req: Request,
  res: Response,
): Promise<void> {
  const accepted = chooseEncoding(req)
  const encoding = answer.isWorthCompressing ? accepted : 'identity'
  const body = await answer.bodyIn(encoding)
  res.status(answer.status)
  for (const [name, value] of answer.headers) res.setHeader(name, value)
  res.vary('Accept-Encoding')
  res.setHeader('Content-Length', body.length)
  if (encoding !== 'identity') res.setHeader('Content-Encoding', encoding)
  if (answer.status === 200) {
    res.setHeader('ETag', answer.etag)
    // Other sites are told what is theirs alone.
    if (req.get('origin') === undefined) heads.learn(route, res.getHeaders(), answer.headers)
    if (req.fresh) {
      res.status(304)
      for (const name of ['Content-Type', 'Content-Length', 'Content-Encoding']) res.removeHeader(name)
      res.end()
      return
    }
  }
  res.end(body)
}

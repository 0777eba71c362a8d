import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express'
import { RETRY_AFTER_SECONDS, textOf } from 'payload-stripe-shop/storefront'

export function toHeaders(req: ExpressRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (Array.isArray(value)) for (const each of value) headers.append(name, each)
    else if (value !== undefined) headers.set(name, value)
  }
  return headers
}

/** Express's request as a Fetch one, with the body that a parser has read whole. */
export function toFetchRequest(req: ExpressRequest, publicUrl: string): Request {
  const hasBody = req.method !== 'GET' && req.method !== 'HEAD' && Buffer.isBuffer(req.body)
  return new Request(new URL(req.originalUrl, publicUrl), {
    // Payload knows no HEAD: it is what GET answers, without the body.
    method: req.method === 'HEAD' ? 'GET' : req.method,
    headers: toHeaders(req),
    ...(hasBody && { body: req.body }),
  })
}

/** Documents are sent in one piece, files as they come: a stream between two kinds of streams costs more than it saves. */
export async function sendFetchResponse(response: Response, res: ExpressResponse): Promise<void> {
  res.status(response.status)
  for (const [name, value] of response.headers) if (name !== 'set-cookie') res.setHeader(name, value)
  // Payload's own answers have no headers of ours.
  if (response.status === 503 && !res.hasHeader('retry-after')) {
    res.setHeader('Retry-After', String(RETRY_AFTER_SECONDS))
  }
  for (const cookie of response.headers.getSetCookie()) res.append('set-cookie', cookie)
  if (res.req.method === 'HEAD') {
    await response.body?.cancel()
    res.end()
    return
  }
  const text = textOf(response)
  if (text !== undefined || !response.body) {
    res.end(text)
    return
  }
  const isDocument = response.headers.get('content-type')?.startsWith('application/json') ?? true
  if (isDocument) {
    res.end(Buffer.from(await response.arrayBuffer()))
    return
  }
  await pipeline(Readable.fromWeb(response.body as NodeReadableStream), res).catch(ignoreLeaving)
}

/** A browser that goes elsewhere in the middle of a picture is no error of the shop's. */
function ignoreLeaving(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}

import type { IncomingMessage } from 'node:http'
import express, { type Request, type RequestHandler } from 'express'
import { ShopError } from 'payload-stripe-shop/storefront'

const isMultipart = ({ headers }: IncomingMessage) => /^multipart\//i.test(headers['content-type'] ?? '')

const FORM = 'application/x-www-form-urlencoded'
const OVERRIDES = ['x-payload-http-method-override', 'x-http-method-override']

/** Payload takes for granted that what it is sent is whole, and an object. Nothing is an empty document. */
const assertReadable: RequestHandler = (req, _res, next) => {
  if (!['POST', 'PUT', 'PATCH'].includes(req.method)) return next()
  const body: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
  if (body.length === 0) {
    req.headers['content-type'] = isReadOverride(req) ? FORM : 'application/json'
    req.body = body
  } else if (isMultipart(req)) assertWholeForm(req, body)
  else if (!isFilter(req)) assertDocument(req, body)
  next()
}

/**
 * A body is read whole before anything is done with it: one that comes slowly keeps nobody waiting for a lock, and
 * none is larger than what the shop can use. An upload has a little more around the 10 MB that a picture may have.
 */
export const readPayloadBody: RequestHandler[] = [
  express.raw({ type: isMultipart, limit: '12mb' }),
  express.raw({ type: (req) => !isMultipart(req), limit: '2mb' }),
  assertReadable,
]

/** Payload waits for ever for the end of a form that has none. */
function assertWholeForm(req: Request, body: Buffer): void {
  const boundary = /;\s*boundary="?([^";]+)/i.exec(req.get('content-type') ?? '')?.[1]
  if (boundary !== undefined && body.includes(`--${boundary}--`)) return
  throw new ShopError('invalid_input', 'The form is cut off before its end.')
}

function assertDocument(req: Request, body: Buffer): void {
  const document = req.is('application/json') ? parseJson(body) : null
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return
  throw new ShopError('invalid_input', 'The body must be a JSON object.')
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}

/** A long filter, which Payload's panel sends as a form in the place of an address. */
function isFilter(req: Request): boolean {
  return isReadOverride(req) && Boolean(req.is(FORM))
}

/** Either header is enough for Payload. */
function isReadOverride(req: Request): boolean {
  return OVERRIDES.some((name) => req.get(name) === 'GET')
}

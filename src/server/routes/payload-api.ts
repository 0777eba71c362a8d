import type { IncomingMessage } from 'node:http'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import pLimit from 'p-limit'
import { type BasePayload, type CollectionSlug, handleEndpoints } from 'payload'
import { withLock } from 'payload-stripe-shop/operations'
import { ShopError } from 'payload-stripe-shop/storefront'
import { methodNotAllowed } from '../errors.ts'
import { sendFetchResponse, toFetchRequest } from '../fetch-request.ts'
import { limitLogIns } from '../middleware/limits.ts'
import { credentialsOf } from '../middleware/signed-in.ts'
import { PageCache } from '../page-cache.ts'

export interface ApiServices {
  payload: BasePayload
  /** Which of the process's Payload instances answers. */
  payloadKey: string
  pages: PageCache<unknown>
  publicUrl: string
}

/** Payload's REST on Express itself: the way through Next costs more than twice as much. */
export function payloadApiRoutes({ payload, payloadKey, pages, publicUrl }: ApiServices): Router {
  const router = Router()
  const answers = new PageCache<StoredAnswer>()
  /**
   * Payload reads a user with all sessions and writes both back: of two log-ins at once, one would not count. Each
   * process lets one write at a time ask for the lock, so that those waiting for it hold no connections.
   */
  const oneAtATime = pLimit(1)
  const ask = (req: Request) =>
    handleEndpoints({
      config: payload.config,
      payloadInstanceCacheKey: payloadKey,
      request: toFetchRequest(req, publicUrl),
    })
  router.use(['/api/users/first-register', '/api/payload-jobs'], (_req, _res, next) => {
    next(new ShopError('not_found', 'There is nothing here.'))
  })
  router.post(['/api/users/login', '/api/users/forgot-password', '/api/users/reset-password'], limitLogIns())
  router.use('/api', onlyKnownMethods, readFiles, readDocument, onlyReadable)
  router.use('/api/:collection/versions', onlyVersioned(payload))
  router.use('/api/users', async (req, res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next()
    await sendFetchResponse(await oneAtATime(() => withLock(payload, 'users', () => ask(req))), res)
  })
  router.get(['/api/items', '/api/items/:id'], async (req, res, next) => {
    if (!isStranger(req)) return next()
    sendAnswer(await answers.get(req.originalUrl, async () => storeAnswer(await ask(req))), res)
  })
  router.use('/api', async (req, res) => {
    const response = await ask(req)
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      pages.clear()
      answers.clear()
    }
    await sendFetchResponse(response, res)
  })
  return router
}

const isMultipart = ({ headers }: IncomingMessage) => /^multipart\//i.test(headers['content-type'] ?? '')

/**
 * A body is read whole before anything is done with it: one that comes slowly keeps nobody waiting for a lock, and
 * none is larger than what the shop can use. An upload has a little more around the 10 MB that a picture may have.
 */
const readFiles = express.raw({ type: isMultipart, limit: '12mb' })
const readDocument = express.raw({ type: (req) => !isMultipart(req), limit: '2mb' })

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A Fetch request cannot even be made with some of the others. */
const onlyKnownMethods: RequestHandler = (req, res, next) => {
  if (METHODS.includes(req.method)) return next()
  methodNotAllowed(...METHODS)(req, res, next)
}

/** Payload takes for granted that what it is sent is whole, and an object. Nothing is an empty document. */
const onlyReadable: RequestHandler = (req, _res, next) => {
  if (req.path.includes('%00')) throw new ShopError('not_found', 'There is nothing here.')
  if (!['POST', 'PUT', 'PATCH'].includes(req.method)) return next()
  const body: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
  if (body.length === 0) {
    req.headers['content-type'] = 'application/json'
    req.body = body
  } else if (isMultipart(req)) assertWholeForm(req, body)
  else if (!isFilter(req)) assertDocument(req, body)
  next()
}

/** Payload waits for ever for the end of a form that has none. */
function assertWholeForm(req: Request, body: Buffer): void {
  const boundary = /;\s*boundary="?([^";]+)/i.exec(req.get('content-type') ?? '')?.[1]
  if (boundary !== undefined && body.includes(`--${boundary}--`)) return
  throw new ShopError('invalid_input', 'The form has no end.')
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
  const override = req.get('x-payload-http-method-override') ?? req.get('x-http-method-override')
  return override === 'GET' && Boolean(req.is('application/x-www-form-urlencoded'))
}

/** Payload has these addresses for every collection, and no table behind some of them. */
function onlyVersioned({ collections }: BasePayload): RequestHandler {
  return (req, _res, next) => {
    const collection = collections[String(req.params.collection) as CollectionSlug]
    if (collection && !collection.config.versions) {
      throw new ShopError('not_found', 'There are no versions of these.')
    }
    next()
  }
}

/** Whose answer depends on the address alone: nobody signed in, and no other site asking for its permission. */
function isStranger(req: Request): boolean {
  return credentialsOf(req) === null && req.get('origin') === undefined
}

type StoredAnswer = { status: number; headers: [string, string][]; body: Buffer }

async function storeAnswer(response: globalThis.Response): Promise<StoredAnswer> {
  return {
    status: response.status,
    headers: [...response.headers],
    body: Buffer.from(await response.arrayBuffer()),
  }
}

function sendAnswer({ status, headers, body }: StoredAnswer, res: Response): void {
  res.status(status)
  for (const [name, value] of headers) res.setHeader(name, value)
  res.end(body)
}

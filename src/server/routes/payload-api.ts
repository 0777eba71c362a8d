import express, { type Request, type Response, Router } from 'express'
import pLimit from 'p-limit'
import { type BasePayload, handleEndpoints } from 'payload'
import { withLock } from '../../database.ts'
import { ShopError } from '../../domain/errors.ts'
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
  router.use('/api/users', readWhole, async (req, res, next) => {
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

/** A body that comes slowly must keep nobody else waiting. */
const readWhole = express.raw({ type: () => true, limit: '100kb' })

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

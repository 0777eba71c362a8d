import { type Request, type RequestHandler, Router } from 'express'
import pLimit from 'p-limit'
import { type BasePayload, handleEndpoints } from 'payload'
import { withLock } from 'payload-stripe-shop/operations'
import { notFound } from '../errors.ts'
import { sendFetchResponse, toFetchRequest } from '../fetch-request.ts'
import { limitLogIns } from '../middleware/limits.ts'
import { onlyKnownMethods, onlyVersioned, withoutNullBytes } from '../middleware/payload-addresses.ts'
import { readPayloadBody } from '../middleware/payload-body.ts'
import type { PageCache } from '../page-cache.ts'
import { StrangerAnswers } from '../stranger-answers.ts'

export interface ApiServices {
  payload: BasePayload
  /** Which of the process's Payload instances answers. */
  payloadKey: string
  pages: PageCache<unknown>
  publicUrl: string
}

type Ask = (req: Request) => Promise<Response>

/** Payload's REST on Express itself: the way through Next costs more than twice as much. */
export function payloadApiRoutes({ payload, payloadKey, pages, publicUrl }: ApiServices): Router {
  const router = Router()
  const answers = new StrangerAnswers()
  const ask: Ask = (req) =>
    handleEndpoints({
      config: payload.config,
      payloadInstanceCacheKey: payloadKey,
      request: toFetchRequest(req, publicUrl),
    })
  router.use(['/api/users/first-register', '/api/payload-jobs'], notFound)
  router.post(['/api/users/login', '/api/users/forgot-password', '/api/users/reset-password'], limitLogIns())
  router.use('/api', onlyKnownMethods, withoutNullBytes, readPayloadBody)
  router.use('/api/:collection/versions', onlyVersioned(payload))
  router.use('/api/users', writeOneAtATime(payload, ask))
  router.get(['/api/items', '/api/items/:id'], answers.serve(ask))
  router.use('/api', async (req, res) => {
    const response = await ask(req)
    if (!isReading(req)) {
      pages.clear()
      answers.clear()
    }
    await sendFetchResponse(response, res)
  })
  return router
}

/**
 * Payload reads a user with all sessions and writes both back: of two log-ins at once, one would not count. Each
 * process lets one write at a time ask for the lock, so that those waiting for it hold no connections.
 */
function writeOneAtATime(payload: BasePayload, ask: Ask): RequestHandler {
  const oneAtATime = pLimit(1)
  return async (req, res, next) => {
    if (isReading(req)) return next()
    await sendFetchResponse(await oneAtATime(() => withLock(payload, 'users', () => ask(req))), res)
  }
}

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD'
}

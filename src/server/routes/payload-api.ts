import { Router } from 'express'
import { type BasePayload, handleEndpoints } from 'payload'
import { ShopError } from '../../domain/errors.ts'
import { sendFetchResponse, toFetchRequest } from '../fetch-request.ts'
import { limitLogIns } from '../middleware/limits.ts'
import type { PageCache } from '../page-cache.ts'

export interface ApiServices {
  payload: BasePayload
  /** Which of the process's Payload instances answers. */
  payloadKey: string
  pages: PageCache
  publicUrl: string
}

/** Payload's REST on Express itself: the way through Next costs more than twice as much. */
export function payloadApiRoutes({ payload, payloadKey, pages, publicUrl }: ApiServices): Router {
  const router = Router()
  router.use(['/api/users/first-register', '/api/payload-jobs'], (_req, _res, next) => {
    next(new ShopError('not_found', 'There is nothing here.'))
  })
  router.post(['/api/users/login', '/api/users/forgot-password', '/api/users/reset-password'], limitLogIns())
  router.use('/api', async (req, res) => {
    const response = await handleEndpoints({
      config: payload.config,
      payloadInstanceCacheKey: payloadKey,
      request: toFetchRequest(req, publicUrl),
    })
    if (req.method !== 'GET' && req.method !== 'HEAD') pages.clear()
    await sendFetchResponse(response, res)
  })
  return router
}

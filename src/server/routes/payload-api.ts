import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Request, type RequestHandler, Router } from 'express'
import pLimit from 'p-limit'
import { type BasePayload, handleEndpoints } from 'payload'
import { ping, withLock } from 'payload-stripe-shop/operations'
import { ShopError } from 'payload-stripe-shop/storefront'
import type { CatalogueReader } from '../catalogue/catalogue-reader.ts'
import { notFound } from '../errors.ts'
import { sendFetchResponse, toFetchRequest } from '../fetch-request.ts'
import type { KeptAnswers } from '../kept/kept-answers.ts'
import { answerStrangers } from '../kept/stranger-answers.ts'
import { NO_MAIL } from '../mail/mail-options.ts'
import {
  limitLogIns,
  limitPasswordGuesses,
  limitRefunds,
  limitStrangersWrites,
} from '../middleware/limits.ts'
import {
  onlyKeptFiles,
  onlyKnownMethods,
  onlyOwnNames,
  onlyVerified,
  onlyVersioned,
  withoutNullBytes,
} from '../middleware/payload-addresses.ts'
import { readPayloadBody } from '../middleware/payload-body.ts'
import { credentialsOf, signIn } from '../middleware/signed-in.ts'

export interface ApiServices {
  payload: BasePayload
  /** Which of the process's Payload instances answers. */
  payloadKey: string
  kept: KeptAnswers
  catalogue: CatalogueReader
  publicUrl: string
  /** Where pictures are kept, in its folder `media`. */
  dataDir: string
}

type Ask = (req: Request) => Promise<Response>

/** Payload's REST on Express itself: the way through Next costs more than twice as much. */
export function payloadApiRoutes(services: ApiServices): Router {
  const { payload, payloadKey, kept, catalogue, publicUrl, dataDir } = services
  const router = Router()
  const ask: Ask = async (req) => {
    const response = await handleEndpoints({
      config: payload.config,
      payloadInstanceCacheKey: payloadKey,
      request: toFetchRequest(req, publicUrl),
    })
    // Payload takes a database that is away for a user that there is not, or for a bug.
    if (isDoubtful(req, response)) await ping(payload)
    return response
  }
  router.use(['/api/users/first-register', '/api/payload-jobs'], notFound)
  // Nothing is kept there of what was sent: Payload would look for it all the same.
  router.use(['/api/exports/file', '/api/imports/file'], notFound)
  router.use('/api', notForCaches, onlyKnownMethods, withoutNullBytes)
  router.use(['/api/:collection', '/api/globals/:collection'], onlyOwnNames)
  router.use('/api', limitStrangersWrites(payload), readPayloadBody)
  router.post('/api/orders/:id/refund', signIn(payload), limitRefunds(payload))
  router.post(
    ['/api/users/login', '/api/users/forgot-password', '/api/users/reset-password'],
    limitLogIns(payload),
  )
  router.post('/api/users/forgot-password', onlyWithMail(payload))
  router.patch('/api/users{/:id}', limitPasswordGuesses(payload))
  router.use('/api/:collection/verify', onlyVerified(payload))
  router.use('/api/media/file/:filename', onlyKeptFiles(path.resolve(dataDir, 'media')))
  router.use('/api/:collection/versions', onlyVersioned(payload))
  router.use('/api/users', writeOneAtATime(payload, ask))
  router.get(['/api/items', '/api/items/:id'], answerStrangers({ kept, catalogue, ask }))
  router.use('/api', async (req, res) => {
    const response = await ask(req)
    // Whoever has changed something sees it.
    if (!isReading(req)) await catalogue.catchUp()
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
    const begunAt = Date.now()
    const response = await oneAtATime(() => withLock(payload, 'users', () => ask(req)))
    const isTelling = /\/forgot-password\/?$/i.test(req.path) || response.status >= 400
    if (isTelling) await setTimeout(Math.max(0, begunAt + SAME_TIME_MS - Date.now()))
    await sendFetchResponse(response, res)
  }
}

/** An answer that may be one for somebody else than who asks. */
function isDoubtful(req: Request, { status }: Response): boolean {
  if (status === 401 || status === 403 || status >= 500) return true
  return credentialsOf(req) !== null && (status === 404 || /^\/users\/me\/?$/i.test(req.path))
}

/** Payload says that a mail was sent whether there is a way to send one or not. */
function onlyWithMail({ email }: BasePayload): RequestHandler {
  return (_req, _res, next) => {
    if (email.name !== NO_MAIL) return next()
    throw new ShopError(
      'mail_unavailable',
      'This shop sends no mail yet. Ask an administrator for a new password.',
    )
  }
}

/** Longer than what differs between an account that is there and one that is not. */
const SAME_TIME_MS = 400

/** What is answered to staff, and every log-in. Pictures are no secret. */
const notForCaches: RequestHandler = (req, res, next) => {
  const isOfUsers = /^\/users(\/|$)/i.test(req.path)
  const isFile = /^\/media\/file\//i.test(req.path)
  if (isOfUsers || (credentialsOf(req) !== null && !isFile)) res.set('Cache-Control', 'no-store')
  next()
}

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD'
}

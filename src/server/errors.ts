import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { BasePayload } from 'payload'
import { RETRY_AFTER_SECONDS, refusalOfAway, ShopError, sayRefusal } from 'payload-stripe-shop/storefront'
import type { Frames } from './frame.ts'
import { languageOf } from './languages/asked-language.ts'
import { buildErrorPage } from './page-models/error-page.ts'
import { sendPage } from './send-page.ts'
import type { Views } from './views.ts'

/** Marks an address as one that people look at: its errors are pages, whatever `Accept` says. */
export const asPage: RequestHandler = (_req, res, next) => {
  res.locals.isPage = true
  next()
}

/** Marks an address that programs call: its errors are JSON, whatever `Accept` says. */
export const asJson: RequestHandler = (_req, res, next) => {
  res.locals.isJson = true
  next()
}

/** JSON unless the caller names HTML: what curl and programs accept, anything, gets JSON. */
export function wantsHtml(req: Request, res: Response): boolean {
  return res.locals.isPage === true || req.accepts().some((type) => type.toLowerCase() === 'text/html')
}

export const notFound: RequestHandler = (_req, _res, next) =>
  next(new ShopError('not_found', 'There is nothing here.'))

export function methodNotAllowed(...allowed: string[]): RequestHandler {
  return (_req, res, next) => {
    res.set('Allow', allowed.join(', '))
    next(new ShopError('method_not_allowed', 'This address does not support that method.'))
  }
}

/**
 * Shows an expected refusal as it is, a database that is away as 503, and everything else as a plain 500 after logging it once. `/api` answers
 * in Payload's form, the rest in the shop's.
 */
export function answerErrors({
  payload,
  views,
  frames,
}: {
  payload: BasePayload
  views: Views
  frames: Frames
}): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    const refusal = refusalOf(error)
    const request = requestIdOf(req)
    if (!refusal) payload.logger.error({ err: error, request, msg: `${req.method} ${req.path} failed.` })
    if (res.headersSent) return next(error)
    res.set('X-Request-Id', request)
    const { status, code, message } = refusal ?? INTERNAL
    res.status(status).set('Cache-Control', 'no-store')
    if (status === 503) res.set('Retry-After', String(RETRY_AFTER_SECONDS))
    const said = sayRefusal(languageOf(res), message)
    if (req.originalUrl.startsWith('/api/')) res.json({ errors: [{ message: said }] })
    else if (res.locals.isJson !== true && wantsHtml(req, res)) {
      const frame = await frames.readSoon(languageOf(res))
      const page = buildErrorPage({ status, message: sayRefusal(frame.language, message), frame })
      sendPage({ html: views.render('error', page, frame), frame }, res)
    } else res.json({ error: { code, message: said } })
  }
}

/** The proxy's name of a request, or one of ours: what is told to the caller is found in the log. */
function requestIdOf(req: Request): string {
  const given = req.get('x-request-id') ?? ''
  return /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID()
}

type Refusal = { status: number; code: string; message: string }

const INTERNAL: Refusal = {
  status: 500,
  code: 'internal',
  message: 'Something went wrong. The fault is ours; please try again.',
}

/** Our own errors, and those of Express's parsers, which carry a 4xx `status`. */
function refusalOf(error: unknown): Refusal | null {
  if (error instanceof ShopError) return error
  const away = refusalOfAway(error)
  if (away) return away
  const status = (error as { status?: unknown } | null)?.status
  if (status === 413) return { status, code: 'too_large', message: 'The request is too large.' }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status: 400, code: 'invalid_input', message: 'The request cannot be read.' }
  }
  return null
}

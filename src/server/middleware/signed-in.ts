import type { Request, RequestHandler } from 'express'
import { type BasePayload, executeAuthStrategies, type Payload, type TypedUser } from 'payload'
import { ping } from 'payload-stripe-shop/operations'
import { toHeaders } from '../fetch-request.ts'

/** What a request identifies itself with: Payload's cookie or any `Authorization`; null for a stranger. */
export function credentialsOf(req: Request): string | null {
  const cookie = req.get('cookie') ?? ''
  return req.get('authorization') ?? (cookie.includes('payload-token=') ? cookie : null)
}

/**
 * Leaves Payload's user, or null, in `res.locals.user`: cookie, JWT or API key, as Payload itself reads them.
 * A database that is away is told as such: Payload takes it for credentials that are nobody's.
 * `payload.auth()` would work out what the user may do with every field of every collection as well.
 */
export function signIn(payload: BasePayload): RequestHandler {
  return async (req, res, next) => {
    res.locals.user = null
    if (credentialsOf(req) !== null) {
      const headers = toHeaders(req)
      if (isFollowedLink(req)) headers.set('sec-fetch-site', 'same-origin')
      const { user } = await executeAuthStrategies({ headers, payload: payload as Payload })
      if (user === null) await ping(payload)
      res.locals.user = user
    }
    next()
  }
}

/**
 * Somebody follows a link to the shop, from a mail for example: Payload would leave the cookie aside, but only the
 * person sees the answer, and what GET shows this way changes nothing. What starts a payment refuses it all the same.
 */
function isFollowedLink(req: Request): boolean {
  const isReading = req.method === 'GET' || req.method === 'HEAD'
  const isPage = req.get('sec-fetch-mode') === 'navigate' && req.get('sec-fetch-dest') === 'document'
  return isReading && isPage && req.get('origin') === undefined
}

export function userOf(res: { locals: Record<string, unknown> }): TypedUser | null {
  return (res.locals.user as TypedUser | null | undefined) ?? null
}

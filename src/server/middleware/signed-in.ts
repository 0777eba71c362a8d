import type { Request, RequestHandler } from 'express'
import { type BasePayload, executeAuthStrategies, type Payload, type TypedUser } from 'payload'
import { toHeaders } from '../fetch-request.ts'

/** What a request identifies itself with: Payload's cookie or any `Authorization`; null for a stranger. */
export function credentialsOf(req: Request): string | null {
  const cookie = req.get('cookie') ?? ''
  return req.get('authorization') ?? (cookie.includes('payload-token=') ? cookie : null)
}

/**
 * Leaves Payload's user, or null, in `res.locals.user`: cookie, JWT or API key, as Payload itself reads them.
 * `payload.auth()` would work out what the user may do with every field of every collection as well.
 */
export function signIn(payload: BasePayload): RequestHandler {
  return async (req, res, next) => {
    res.locals.user = null
    if (credentialsOf(req) !== null) {
      const { user } = await executeAuthStrategies({ headers: toHeaders(req), payload: payload as Payload })
      res.locals.user = user
    }
    next()
  }
}

export function userOf(res: { locals: Record<string, unknown> }): TypedUser | null {
  return (res.locals.user as TypedUser | null | undefined) ?? null
}

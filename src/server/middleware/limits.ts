import type { Request, RequestHandler, Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import { isStaff, ShopError } from 'payload-stripe-shop/storefront'
import { userOf } from './signed-in.ts'

const WINDOW_MS = 60_000
const PURCHASES_PER_WINDOW = 150
const CODES_PER_WINDOW = 20
const FAILED_LOG_INS_PER_WINDOW = 15

type LimitOptions = {
  limit: number
  message: string
  skip?: (req: Request, res: Response) => boolean
  isOnlyFailures?: boolean
}

function createLimit({ limit, message, skip, isOnlyFailures = false }: LimitOptions): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    legacyHeaders: false,
    standardHeaders: false,
    skipSuccessfulRequests: isOnlyFailures,
    ...(skip && { skip }),
    handler: (req, res, next) => {
      const resetsAt = (req as Request & { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime
      const waitMs = resetsAt ? resetsAt.getTime() - Date.now() : WINDOW_MS
      res.set('Retry-After', String(Math.max(1, Math.ceil(waitMs / 1000))))
      next(new ShopError('too_many', message))
    },
  })
}

/** Staff and API keys are not limited here; what they may do is their role's business. */
export const limitPurchases = (): RequestHandler =>
  createLimit({
    limit: PURCHASES_PER_WINDOW,
    message: 'Too many purchases in a minute. Please wait a moment.',
    skip: (_req, res) => isStaff(userOf(res)),
  })

/** A cart is changed by hand. */
export const limitCartChanges = (): RequestHandler =>
  createLimit({
    limit: PURCHASES_PER_WINDOW,
    message: 'Too many changes to the cart in a minute. Please wait a moment.',
  })

/** Codes are worth money, and short enough to be guessed at. */
export const limitCodes = (): RequestHandler =>
  createLimit({
    limit: CODES_PER_WINDOW,
    message: 'Too many promotion codes in a minute. Please wait a moment.',
  })

/** Counts only attempts that failed, so that an office behind one address can work. */
export const limitLogIns = (): RequestHandler =>
  createLimit({
    limit: FAILED_LOG_INS_PER_WINDOW,
    message: 'Too many failed log-ins. Please wait a minute.',
    isOnlyFailures: true,
  })

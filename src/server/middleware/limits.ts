import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Request, RequestHandler, Response } from 'express'
import { type BasePayload, executeAuthStrategies, type Payload } from 'payload'
import { ping } from 'payload-stripe-shop/operations'
import { isStaff, ShopError } from 'payload-stripe-shop/storefront'
import { toHeaders } from '../fetch-request.ts'
import { addressKey, BatchedCount, SharedCount, type Wait } from './shared-counts.ts'
import { credentialsOf, userOf } from './signed-in.ts'

/** In a minute, by all processes together. */
const LIMITS = {
  purchases: 150,
  cartChanges: 150,
  codes: 20,
  failedLogIns: 15,
  wrongKeys: 15,
  writes: 600,
  lookUps: 300,
  lostLinks: 20,
  refunds: 20,
}

function assertRoom(res: Response, wait: Wait, message: string): void {
  if (wait === null) return
  res.set('Retry-After', String(Math.max(1, Math.min(60, Math.ceil(wait / 1000)))))
  throw new ShopError('too_many', message)
}

type LimitOptions = {
  payload: BasePayload
  name: keyof typeof LIMITS
  message: string
  skip?: (req: Request, res: Response) => boolean
}

function createLimit({ payload, name, message, skip }: LimitOptions): RequestHandler {
  const count = new BatchedCount({ payload, name, limit: LIMITS[name] })
  return (req, res, next) => {
    if (!skip?.(req, res)) assertRoom(res, count.take(addressKey(req.ip)), message)
    next()
  }
}

/** Staff and API keys are not limited here; what they may do is their role's business. */
export const limitPurchases = (payload: BasePayload): RequestHandler =>
  createLimit({
    payload,
    name: 'purchases',
    message: 'Too many purchases in a minute. Please wait a moment.',
    skip: (_req, res) => isStaff(userOf(res)),
  })

/** A cart is changed by hand. */
export const limitCartChanges = (payload: BasePayload): RequestHandler =>
  createLimit({
    payload,
    name: 'cartChanges',
    message: 'Too many changes to the cart in a minute. Please wait a moment.',
  })

/** Codes are worth money, and short enough to be guessed at. */
export const limitCodes = (payload: BasePayload): RequestHandler =>
  createLimit({
    payload,
    name: 'codes',
    message: 'Too many promotion codes in a minute. Please wait a moment.',
  })

/** An order is looked at by whoever has its link; each look asks the database, and while it is unpaid Stripe. */
export const limitLookUps = (payload: BasePayload): RequestHandler =>
  createLimit({
    payload,
    name: 'lookUps',
    message: 'Too many requests in a minute. Please wait a moment.',
    skip: (_req, res) => isStaff(userOf(res)),
  })

/** Whoever asks for the link of an order tries numbers and addresses, or has somebody sent mail. */
export const limitLostLinks = (payload: BasePayload): RequestHandler =>
  createLimit({
    payload,
    name: 'lostLinks',
    message: 'Too many requests in a minute. Please wait a moment.',
  })

/** Only staff give money back: anybody else who asks for it is refused each time. */
export const limitRefunds = (payload: BasePayload): RequestHandler =>
  createLimit({
    payload,
    name: 'refunds',
    message: 'Too many refunds were asked for in a minute. Please wait a moment.',
    skip: (_req, res) => isStaff(userOf(res)),
  })

/**
 * What strangers send to Payload is refused, and costs a look at the database each time. Credentials that turn out to be
 * nobody's make no difference; they are looked at here only where there is no room left.
 */
export function limitStrangersWrites(payload: BasePayload): RequestHandler {
  const count = new BatchedCount({ payload, name: 'writes', limit: LIMITS.writes })
  return async (req, res, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) return next()
    const address = addressKey(req.ip)
    const wait = count.peek(address)
    if (wait !== null && !(await isKnown(payload, req)))
      assertRoom(res, wait, 'Too many requests in a minute. Please wait a moment.')
    if (credentialsOf(req) === null) count.count(address)
    else
      res.once('finish', () => {
        if (res.statusCode === 401 || res.statusCode === 403) count.count(address)
      })
    next()
  }
}

async function isKnown(payload: BasePayload, req: Request): Promise<boolean> {
  if (credentialsOf(req) === null) return false
  const { user } = await executeAuthStrategies({ headers: toHeaders(req), payload: payload as Payload })
  return user !== null
}

/** From here on each failed log-in makes the next one to the same account wait, wherever it comes from. */
const PATIENCE = { failures: 10, stepMs: 100, mostMs: 2_000 }

/**
 * Counts only attempts that failed, so that an office behind one address can work. An account is slowed down and never
 * locked: who guesses at it must not keep its owner out. A name that nobody has is treated like any other.
 */
export function limitLogIns(payload: BasePayload): RequestHandler {
  const byAddress = new SharedCount({ payload, name: 'failedLogIns', limit: LIMITS.failedLogIns })
  const byAccount = new BatchedCount({ payload, name: 'failedLogInsTo', limit: PATIENCE.failures })
  const message = 'Too many failed log-ins. Please wait a minute.'
  return async (req, res, next) => {
    const address = addressKey(req.ip)
    const account = accountOf(req)
    assertRoom(res, await byAddress.take(address), message)
    res.once('finish', () => {
      if (res.statusCode < 400 || res.statusCode >= 500) void byAddress.giveBack(address)
      else if (account !== null) byAccount.count(account)
    })
    const failures = account === null ? 0 : byAccount.countOf(account)
    const excess = Math.max(0, failures - PATIENCE.failures)
    if (excess > 0) await setTimeout(Math.min(PATIENCE.mostMs, excess * PATIENCE.stepMs))
    next()
  }
}

/** Who changes a password of his own sends the old one along: a log-in by another door. */
export function limitPasswordGuesses(payload: BasePayload): RequestHandler {
  const limit = limitLogIns(payload)
  return (req, res, next) => (String(req.body).includes('currentPassword') ? limit(req, res, next) : next())
}

function accountOf(req: Request): string | null {
  try {
    const { email } = JSON.parse(String(req.body)) as { email?: unknown }
    return typeof email === 'string' ? hash(email.trim().toLowerCase()) : null
  } catch {
    return null
  }
}

const VERIFIED_MS = 60_000
const MAX_VERIFIED = 1_000

/** API keys cannot be guessed at: whoever sends wrong ones waits. A right one is looked up once a minute for this. */
export function limitWrongKeys(payload: BasePayload): RequestHandler {
  const count = new BatchedCount({ payload, name: 'wrongKeys', limit: LIMITS.wrongKeys })
  const verified = new Map<string, number>()
  return async (req, res, next) => {
    const given = req.get('authorization') ?? ''
    if (!/ API-Key /i.test(given)) return next()
    const key = hash(given)
    if ((verified.get(key) ?? 0) > Date.now()) return next()
    const address = addressKey(req.ip)
    assertRoom(res, count.peek(address), 'Too many wrong API keys. Please wait a minute.')
    const { user } = await executeAuthStrategies({ headers: toHeaders(req), payload: payload as Payload })
    if (!user) {
      // Payload takes a database that is away for a key that nobody has.
      await ping(payload)
      count.count(address)
    } else {
      if (verified.size >= MAX_VERIFIED) verified.clear()
      verified.set(key, Date.now() + VERIFIED_MS)
    }
    next()
  }
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64url')

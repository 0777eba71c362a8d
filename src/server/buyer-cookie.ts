import { randomUUID } from 'node:crypto'
import { parse } from 'cookie'
import type { Request, Response } from 'express'

const NAME = 'shop_buyer'
const YEAR_MS = 365 * 24 * 60 * 60 * 1000

/**
 * What makes two clicks one order: a random name for the browser, kept in a cookie because a page can be
 * cached and a form without JavaScript sends nothing else. It identifies nobody and opens nothing.
 */
export function giveBuyerCookie(req: Request, res: Response): void {
  if (readCookie(req)) return
  res.cookie(NAME, randomUUID(), {
    httpOnly: true,
    sameSite: 'lax',
    secure: req.secure,
    maxAge: YEAR_MS,
    path: '/',
  })
}

/** The key of this purchase: the client's own `Idempotency-Key`, else the browser's cookie, else none. */
export function buyerKeyOf(req: Request): string | null {
  const own = req.get('idempotency-key')
  if (own) return `header:${own}`
  const cookie = readCookie(req)
  return cookie ? `cookie:${cookie}` : null
}

function readCookie(req: Request): string | null {
  const value = parse(req.get('cookie') ?? '')[NAME]
  return value && /^[0-9a-f-]{36}$/.test(value) ? value : null
}

import { randomUUID } from 'node:crypto'
import { parse } from 'cookie'
import type { Request, Response } from 'express'

const NAME = 'shop_buyer'
const YEAR_MS = 365 * 24 * 60 * 60 * 1000

/**
 * What makes two clicks one order: a random name for the browser, kept in a cookie because a page can be
 * cached and a form without JavaScript sends nothing else. It identifies nobody, but whoever sends it with a purchase
 * that is open already is answered that order with its link.
 */
export function giveBuyerCookie(req: Request, res: Response, { publicUrl }: { publicUrl: string }): void {
  if (readBuyerCookie(req)) return
  res.cookie(NAME, randomUUID(), {
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:') || req.secure,
    maxAge: YEAR_MS,
    path: '/',
  })
}

export function readBuyerCookie(req: Request): string | null {
  const value = parse(req.get('cookie') ?? '')[NAME]
  return value && /^[0-9a-f-]{36}$/.test(value) ? value : null
}

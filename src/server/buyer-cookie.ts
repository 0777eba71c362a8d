import { randomUUID } from 'node:crypto'
import { parse, serialize } from 'cookie'
import type { Request, Response } from 'express'

const NAME = 'shop_buyer'
const YEAR_SECONDS = 365 * 24 * 60 * 60

/**
 * What makes two clicks one order: a random name for the browser, kept in a cookie because a page can be
 * cached and a form without JavaScript sends nothing else. It identifies nobody, but whoever sends it with a purchase
 * that is open already is answered that order with its link.
 */
export function giveBuyerCookie(req: Request, res: Response, { publicUrl }: { publicUrl: string }): void {
  if (readBuyerCookie(req.get('cookie'))) return
  res.append('Set-Cookie', makeBuyerCookie({ isSecure: publicUrl.startsWith('https:') || req.secure }))
}

export function makeBuyerCookie({ isSecure }: { isSecure: boolean }): string {
  return serialize(NAME, randomUUID(), {
    maxAge: YEAR_SECONDS,
    path: '/',
    expires: new Date(Date.now() + YEAR_SECONDS * 1_000),
    httpOnly: true,
    secure: isSecure,
    sameSite: 'lax',
  })
}

/** @param cookies the header `Cookie` */
export function readBuyerCookie(cookies: string | undefined): string | null {
  if (cookies === undefined) return null
  const value = parse(cookies)[NAME]
  return value && /^[0-9a-f-]{36}$/.test(value) ? value : null
}

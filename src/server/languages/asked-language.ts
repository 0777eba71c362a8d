import type { IncomingHttpHeaders } from 'node:http'
import { parse, serialize } from 'cookie'
import type { RequestHandler, Response } from 'express'
import { isLanguage, type Language } from 'payload-stripe-shop/storefront'

const COOKIE = 'shop_language'
const YEAR_SECONDS = 365 * 24 * 60 * 60
/** In an address: the language that somebody has chosen at the foot of a page, or that a search engine knows of. */
export const LANGUAGE_PARAMETER = 'locale'

/** What pages depend on beside their address. */
export const VARIES_BY = 'Accept-Language, Cookie'

/** By the header's text: there are as many as there are kinds of browsers, and none of them writes a long one. */
const preferences = new Map<string, Language | null>()
const MAX_PREFERENCES = 500
const MAX_CHARS = 200

/**
 * The language that somebody asks for: the one that was chosen before, or else the browser's. Null where none is asked for
 * that the shop speaks: the shop's own is for them.
 */
export function askedLanguage({ cookie, 'accept-language': accepted }: IncomingHttpHeaders): Language | null {
  if (cookie?.includes(COOKIE)) {
    const chosen = parse(cookie)[COOKIE]
    if (isLanguage(chosen)) return chosen
  }
  if (accepted === undefined || accepted === '*') return null
  if (accepted.length > MAX_CHARS) return preferredOf(accepted)
  const known = preferences.get(accepted)
  if (known !== undefined) return known
  if (preferences.size >= MAX_PREFERENCES) preferences.clear()
  const preferred = preferredOf(accepted)
  preferences.set(accepted, preferred)
  return preferred
}

/** `de-AT, en;q=0.5` prefers `de`. */
function preferredOf(header: string): Language | null {
  const wanted = header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim())
      const weight = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1)
      return { code: tag.toLowerCase().split('-')[0], weight }
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
  return wanted.map(({ code }) => code).find(isLanguage) ?? null
}

/** Where an address names a language, the page is in it, and so is every page after it. */
export function chooseLanguage({ publicUrl }: { publicUrl: string }): RequestHandler {
  return (req, res, next) => {
    const named = req.query[LANGUAGE_PARAMETER]
    res.locals.language = isLanguage(named) ? named : askedLanguage(req.headers)
    if (isLanguage(named) && req.method === 'GET') {
      const cookie = serialize(COOKIE, named, {
        maxAge: YEAR_SECONDS,
        path: '/',
        httpOnly: true,
        secure: publicUrl.startsWith('https:') || req.secure,
        sameSite: 'lax',
      })
      res.append('Set-Cookie', cookie)
    }
    next()
  }
}

/** For a request that has come through `chooseLanguage`. */
export function languageOf({ locals }: { locals: { language?: Language | null } }): Language | null {
  return locals.language ?? null
}

/** For a page that is made for one reader: caches are told what it depends on. */
export function showIn({ language }: { language: Language }, res: Response): void {
  res.set('Content-Language', language).vary(VARIES_BY)
}

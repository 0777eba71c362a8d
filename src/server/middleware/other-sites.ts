import type { Request, RequestHandler } from 'express'
import { ShopError } from 'payload-stripe-shop/storefront'

export interface SameSiteOptions {
  publicUrl: string
  allowedOrigins: readonly string[]
}

/**
 * Whether a browser says that another site's page made this request. Programs send neither header and
 * pass: there is no ambient cookie of theirs to abuse.
 */
function isFromOtherSite(req: Request, { publicUrl, allowedOrigins }: SameSiteOptions): boolean {
  const origin = req.get('origin')
  if (origin !== undefined && allowedOrigins.includes(origin)) return false
  if (origin !== undefined && origin !== publicUrl) return true
  return req.get('sec-fetch-site') === 'cross-site'
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses what another site's page sends: every request that changes something, log-in included. */
export function refuseOtherSites(options: SameSiteOptions): RequestHandler {
  return (req, _res, next) => {
    if (READING.has(req.method) || !isFromOtherSite(req, options)) return next()
    next(new ShopError('forbidden', 'Requests from other sites are not accepted.'))
  }
}

/** For addresses that start a payment: other sites' requests, whatever the method, and guesses of the browser. */
export function onlyDeliberate(options: SameSiteOptions): RequestHandler {
  return (req, _res, next) => {
    if (isFromOtherSite(req, options)) {
      return next(new ShopError('forbidden', 'Requests from other sites are not accepted.'))
    }
    const purpose = `${req.get('sec-purpose') ?? ''} ${req.get('purpose') ?? ''}`
    if (/prefetch|prerender|preview/i.test(purpose)) {
      return next(new ShopError('forbidden', 'A payment is not started ahead of a click.'))
    }
    next()
  }
}

/**
 * Payload takes its cookie only from a request that says where it comes from. Browsers say nothing on plain http
 * other than localhost, nor do programs that keep cookies. What says nothing is not another site's, as above, so it
 * is told to Payload, to its REST and to the admin panel alike, as the shop's own; every other word stays as it is.
 */
export const trustUnmarked: RequestHandler = (req, _res, next) => {
  if (req.get('origin') === undefined) req.headers['sec-fetch-site'] ??= 'same-origin'
  next()
}

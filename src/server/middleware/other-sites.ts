import type { Request, RequestHandler } from 'express'
import type { BasePayload } from 'payload'
import { assertDeliberate, assertOwnSite } from 'payload-stripe-shop/storefront'

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

const headersOf = (req: Request) => ({ get: (name: string) => req.get(name) ?? null })

/** Refuses what another site's page sends: every request that changes something, log-in included. */
export function refuseOtherSites(payload: BasePayload): RequestHandler {
  return (req, _res, next) => {
    if (!READING.has(req.method)) assertOwnSite(headersOf(req), payload)
    next()
  }
}

/**
 * For addresses that start a payment, whatever the method. The handlers see to it themselves; here it comes before
 * the limits, so that another site's page uses up nobody's.
 */
export function onlyDeliberate(payload: BasePayload): RequestHandler {
  return (req, _res, next) => {
    assertDeliberate(headersOf(req), payload)
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

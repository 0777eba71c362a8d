import type { BasePayload } from 'payload'
import { ShopError } from '../domain/errors.ts'
import { shopOf } from '../shop/shop.ts'
import type { ShopRequest } from './handler.ts'

/**
 * Whether a browser says that a page of another site made this request; those of the config's `csrf` may. Programs
 * send neither header and pass: there is no ambient cookie of theirs to abuse. Over plain HTTP browsers send the
 * origin alone.
 */
function isFromOtherSite(headers: ShopRequest['headers'], payload: BasePayload): boolean {
  const origin = headers.get('origin')
  if (origin !== null && origin !== new URL(shopOf(payload).publicUrl).origin) {
    return !payload.config.csrf.includes(origin)
  }
  return headers.get('sec-fetch-site') === 'cross-site'
}

/** Throws `forbidden` for a request of another site's page. */
export function assertOwnSite(headers: ShopRequest['headers'], payload: BasePayload): void {
  if (!isFromOtherSite(headers, payload)) return
  throw new ShopError('forbidden', 'Requests from other sites are not accepted.')
}

/** Throws `forbidden` for what starts a payment without somebody's wish: another site's page, a guess of the browser's. */
export function assertDeliberate(headers: ShopRequest['headers'], payload: BasePayload): void {
  assertOwnSite(headers, payload)
  const purpose = `${headers.get('sec-purpose') ?? ''} ${headers.get('purpose') ?? ''}`
  if (/prefetch|prerender|preview/i.test(purpose)) {
    throw new ShopError('forbidden', 'A payment is not started ahead of a click.')
  }
}

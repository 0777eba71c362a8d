import type { RequestHandler } from 'express'
import { ShopError } from 'payload-stripe-shop/storefront'

/** Letters, digits, dots and slashes that need no code, or mean something else without it. */
const ENCODED_IN_VAIN = /%(2[def]|5[cf]|3\d|[46][1-9a-f]|[57][\da]|7e)/i

/**
 * Lets only addresses pass that mean the same to everybody: Express takes a path as it was sent, Payload as `URL`
 * reads it, and a guard by path could be walked around by a spelling that only one of the two takes for another.
 */
export const onlyPlainPaths: RequestHandler = (req, _res, next) => {
  next(isPlain(req.url) ? undefined : new ShopError('not_found', 'There is nothing here.'))
}

export function isPlain(url: string): boolean {
  const [path = ''] = url.split('?', 1)
  if (!path.startsWith('/') || path.includes('//') || ENCODED_IN_VAIN.test(path)) return false
  try {
    decodeURIComponent(path)
    return new URL(path, 'http://shop.example').pathname === path
  } catch {
    return false
  }
}

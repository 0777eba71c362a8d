import type { RequestHandler } from 'express'
import type { BasePayload, CollectionSlug } from 'payload'
import { ShopError } from 'payload-stripe-shop/storefront'
import { methodNotAllowed } from '../errors.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A Fetch request cannot even be made with some of the others. */
export const onlyKnownMethods: RequestHandler = (req, res, next) => {
  if (METHODS.includes(req.method)) return next()
  methodNotAllowed(...METHODS)(req, res, next)
}

/** No text in the database has a null byte, and PostgreSQL trips over one. */
export const withoutNullBytes: RequestHandler = (req, _res, next) => {
  if (req.path.includes('%00')) throw new ShopError('not_found', 'There is nothing here.')
  next()
}

/** Payload has these addresses for every collection, and no table behind some of them. */
export function onlyVersioned({ collections }: BasePayload): RequestHandler {
  return (req, _res, next) => {
    const collection = collections[String(req.params.collection) as CollectionSlug]
    if (collection && !collection.config.versions) {
      throw new ShopError('not_found', 'This collection keeps no versions.')
    }
    next()
  }
}

import { access } from 'node:fs/promises'
import path from 'node:path'
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

/** Payload looks for a collection in an object, which has more names than the collections'. */
export const onlyOwnNames: RequestHandler = (req, _res, next) => {
  if (String(req.params.collection) in Object.prototype) {
    throw new ShopError('not_found', 'There is nothing here.')
  }
  next()
}

/** Payload has this address for every collection of users, and no column behind it where nobody is verified. */
export function onlyVerified({ collections }: BasePayload): RequestHandler {
  return (req, _res, next) => {
    const collection = collections[String(req.params.collection) as CollectionSlug]
    if (collection && !collection.config.auth?.verify) {
      throw new ShopError('not_found', 'Nobody is verified by mail here.')
    }
    next()
  }
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

/** Payload answers a picture that is not on the disk as a fault of its own. `folder` is where the pictures are kept. */
export function onlyKeptFiles(folder: string): RequestHandler {
  return async (req, _res, next) => {
    const name = String(req.params.filename)
    const isThere =
      path.basename(name) === name && (await access(path.join(folder, name)).then(isTrue, isFalse))
    if (!isThere) throw new ShopError('not_found', 'There is no such file.')
    next()
  }
}

const isTrue = () => true
const isFalse = () => false

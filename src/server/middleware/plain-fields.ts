import express, { type Request, type RequestHandler } from 'express'
import { ShopError } from 'payload-stripe-shop/storefront'

const MAX_BODY = '10kb'

/**
 * Reads what a page's form or a program sends, so that `req.body` is always an object of fields. What cannot be read
 * is refused: to sell one piece where somebody asked for five is worse than to sell none.
 */
export const readFields: RequestHandler[] = [
  express.urlencoded({ extended: false, limit: MAX_BODY }),
  express.json({ limit: MAX_BODY }),
  (req, _res, next) => {
    if (req.body === undefined && hasContent(req)) throw unreadable()
    req.body = toFields(req.body ?? {})
    next()
  },
]

/** `quantity[]=5` is no `quantity`, and must not be taken for none. */
export const onlyPlainNames: RequestHandler = (req, _res, next) => {
  assertPlainNames(req.query)
  next()
}

function toFields(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw unreadable()
  assertPlainNames(body)
  // A number is the same in JSON as its digits in a form.
  const entries = Object.entries(body).map(([name, value]) => [
    name,
    typeof value === 'number' ? String(value) : value,
  ])
  return Object.fromEntries(entries)
}

/** What else stands there is nobody's business, as in every address. */
const IN_BRACKETS = /^(quantity|flow|limit|after)\[/

function assertPlainNames(fields: object): void {
  const name = Object.keys(fields).find((each) => IN_BRACKETS.test(each))
  if (name === undefined) return
  throw new ShopError('invalid_input', `"${name}" is not understood: write the name without brackets.`)
}

/** A length of nothing is nothing. */
function hasContent({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

const unreadable = () => new ShopError('invalid_input', 'The body must be a form or a JSON object.')

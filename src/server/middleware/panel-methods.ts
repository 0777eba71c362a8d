import type { RequestHandler } from 'express'
import { methodNotAllowed } from '../errors.ts'

/** Pages and files are read, and what the panel asks of its server comes by POST. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST']

/** Next answers a page to whatever method it is asked by, TRACE among them. */
export const onlyPanelMethods: RequestHandler = (req, res, next) => {
  if (METHODS.includes(req.method)) return next()
  methodNotAllowed(...METHODS)(req, res, next)
}

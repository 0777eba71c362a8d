import type { RequestHandler } from 'express'

/** Answers about money are nobody's to keep, and no crawler's to follow. */
export const neverStored: RequestHandler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' })
  next()
}

import { Router, raw } from 'express'
import type { BasePayload } from 'payload'
import { readSignedEvent, receiveEvent, ShopError, shopOf } from 'payload-stripe-shop/storefront'
import { methodNotAllowed } from '../errors.ts'

const MAX_BODY = '1mb'

/** Answers 2xx only once the event is stored and applied. Any other answer makes Stripe try again. */
export function webhookRoutes(payload: BasePayload): Router {
  const router = Router()
  const path = '/stripe/webhook/:account'
  // Unpacked bytes would not be the signed ones, so a packed body is refused as it is.
  router.post(path, asJson, raw({ type: () => true, limit: MAX_BODY, inflate: false }), async (req, res) => {
    const account = shopOf(payload).accounts.named(String(req.params.account))
    if (!account) throw new ShopError('not_found', 'There is no such account.')
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
    const event = readSignedEvent(account, body, req.get('stripe-signature'))
    await receiveEvent(payload, { account, event })
    res.status(204).end()
  })
  router.all(path, asJson, methodNotAllowed('POST'))
  return router
}

const asJson = (_req: unknown, res: { locals: Record<string, unknown> }, next: () => void): void => {
  res.locals.isJson = true
  next()
}

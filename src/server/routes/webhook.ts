import { Router } from 'express'
import type { BasePayload } from 'payload'
import { handlers } from 'payload-stripe-shop/storefront'
import { asJson, methodNotAllowed } from '../errors.ts'
import { mount, readBody } from '../handler-mount.ts'

/** `POST /stripe/webhook/:account`: Stripe's signed events. */
export function webhookRoutes(payload: BasePayload): Router {
  const router = Router()
  const path = '/stripe/webhook/:account'
  router.post(path, asJson, readBody('1mb'), mount(handlers.webhook, payload))
  router.all(path, asJson, methodNotAllowed('POST'))
  return router
}

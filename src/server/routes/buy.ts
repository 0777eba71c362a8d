import { Router } from 'express'
import type { BasePayload } from 'payload'
import { handlers } from 'payload-stripe-shop/storefront'
import { asJson, methodNotAllowed } from '../errors.ts'
import { mount, readBody } from '../handler-mount.ts'
import { limitPurchases } from '../middleware/limits.ts'
import { neverStored } from '../middleware/never-stored.ts'
import { onlyDeliberate } from '../middleware/other-sites.ts'
import { signIn } from '../middleware/signed-in.ts'

/** `GET` and `POST /buy/:id`: start a payment for one item. */
export function buyRoutes(payload: BasePayload): Router {
  const router = Router()
  const path = '/buy/:id'
  router.head(path, methodNotAllowed('GET', 'POST'))
  router.use(path, neverStored, onlyDeliberate(payload), signIn(payload), limitPurchases(payload))
  router.get(path, asJson, mount(handlers.buy, payload))
  router.post(path, readBody('10kb'), mount(handlers.buyByForm, payload))
  router.all(path, methodNotAllowed('GET', 'POST'))
  return router
}

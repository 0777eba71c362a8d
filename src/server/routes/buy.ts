import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import { buyItem, parseFlow, parseId, parseQuantity } from 'payload-stripe-shop/storefront'
import { buyerKeyOf } from '../buyer-cookie.ts'
import { methodNotAllowed } from '../errors.ts'
import { limitPurchases } from '../middleware/limits.ts'
import { onlyDeliberate, type SameSiteOptions } from '../middleware/other-sites.ts'
import { onlyPlainNames, readFields } from '../middleware/plain-fields.ts'
import { signIn } from '../middleware/signed-in.ts'

/** `GET` and `POST /buy/:id`: start a payment for one item. */
export function buyRoutes({ payload, site }: { payload: BasePayload; site: SameSiteOptions }): Router {
  const router = Router()
  router.head('/buy/:id', methodNotAllowed('GET', 'POST'))
  router.use('/buy/:id', neverStored, onlyDeliberate(site), signIn(payload), limitPurchases(), onlyPlainNames)
  router.get('/buy/:id', async (req, res) => {
    res.locals.isJson = true
    res.json(await buyItem(payload, wantedOf(payload, { req, res }, req.query)))
  })
  router.post('/buy/:id', ...readFields, async (req, res) => {
    const started = await buyItem(payload, wantedOf(payload, { req, res }, { ...req.query, ...req.body }))
    res.redirect(303, started.url ?? started.returnUrl)
  })
  router.all('/buy/:id', methodNotAllowed('GET', 'POST'))
  return router
}

/** Answers about money are nobody's to keep, and no crawler's to follow. */
export const neverStored: RequestHandler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' })
  next()
}

function wantedOf(
  payload: BasePayload,
  { req, res }: { req: Request; res: Response },
  query: Record<string, unknown>,
) {
  return {
    itemId: parseId(payload, req.params.id),
    quantity: parseQuantity(query.quantity),
    flow: parseFlow(query.flow),
    buyerKey: buyerKeyOf(req, res),
  }
}

import { type Request, type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import {
  assertMaySeeOrder,
  assertStaff,
  type Id,
  ordersOfItem,
  parseFlow,
  parseId,
  parsePageOfOrders,
  payOrder,
  readOrder,
  readOrderJson,
  refreshOrder,
} from 'payload-stripe-shop/storefront'
import type { CartCookie } from '../cart-cookie.ts'
import { methodNotAllowed, SHOP_NAME, wantsHtml } from '../errors.ts'
import { limitPurchases } from '../middleware/limits.ts'
import { onlyDeliberate, type SameSiteOptions } from '../middleware/other-sites.ts'
import { onlyPlainNames, readFields } from '../middleware/plain-fields.ts'
import { signIn, userOf } from '../middleware/signed-in.ts'
import { buildOrderPage } from '../page-models/order-page.ts'
import type { Views } from '../views.ts'
import { neverStored } from './buy.ts'

/** Orders: their page and JSON, their payment, and the look-up by item. */
export function orderRoutes({
  payload,
  views,
  site,
  carts,
}: {
  payload: BasePayload
  views: Views
  site: SameSiteOptions
  carts: CartCookie
}): Router {
  const router = Router()
  router.use(['/order', '/item/by_order'], neverStored, signIn(payload), onlyPlainNames)

  const lookUp = async (req: Request, res: Response) => {
    res.locals.isJson = true
    assertStaff(userOf(res))
    res.json(
      await ordersOfItem(payload, {
        itemId: parseId(payload, req.params.id),
        ...parsePageOfOrders(req.query),
      }),
    )
  }
  router.get('/item/by_order/:id', lookUp)
  router.get('/order/by_item/:id', lookUp)
  router.all(['/item/by_order/:id', '/order/by_item/:id'], methodNotAllowed('GET', 'HEAD'))

  router.head('/order/:id/buy', methodNotAllowed('GET', 'POST'))
  router.use('/order/:id/buy', onlyDeliberate(site), limitPurchases())
  router.get('/order/:id/buy', async (req, res) => {
    res.locals.isJson = true
    res.json(await pay(payload, req, res))
  })
  router.post('/order/:id/buy', ...readFields, async (req, res) => {
    const started = await pay(payload, req, res)
    res.redirect(303, started.url ?? started.returnUrl)
  })
  router.all('/order/:id/buy', methodNotAllowed('GET', 'POST'))

  router.get('/order/:id', async (req, res) => {
    const orderId = await authorise(payload, req, res)
    res.vary('Accept')
    if (!wantsHtml(req, res)) {
      res.json(await readOrderJson(payload, orderId))
      return
    }
    const isUpToDate = await refreshOrder(payload, await readOrder(payload, orderId))
    const order = await readOrderJson(payload, orderId)
    carts.takeOut(req, res, order)
    const token = typeof req.query.token === 'string' ? req.query.token : null
    // Added by Stripe.js to the address of return.
    const isRefused = req.query.redirect_status === 'failed'
    const page = buildOrderPage({ order, token, isUpToDate, isRefused, shopName: SHOP_NAME })
    res.type('html').send(views.render('order', page))
  })
  router.all('/order/:id', methodNotAllowed('GET', 'HEAD'))
  return router
}

async function pay(payload: BasePayload, req: Request, res: Response) {
  const flow = parseFlow({ ...req.query, ...req.body }.flow)
  return payOrder(payload, { orderId: await authorise(payload, req, res), flow })
}

/** The id of the order if the caller may see it: staff, an API key of staff, or the order's own token. */
async function authorise(payload: BasePayload, req: Request, res: Response): Promise<Id> {
  const orderId = parseId(payload, req.params.id)
  await assertMaySeeOrder(payload, { orderId, user: userOf(res), token: req.query.token })
  return orderId
}

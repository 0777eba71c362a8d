import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import {
  assertMaySeeOrder,
  assertStaff,
  authorizeOrder,
  countPieces,
  handlers,
  openCart,
  parseId,
  readOrder,
  readOrderJson,
  readPackingSlip,
  refreshOrder,
} from 'payload-stripe-shop/storefront'
import { asJson, asPage, methodNotAllowed, wantsHtml } from '../errors.ts'
import { toHeaders } from '../fetch-request.ts'
import type { Frames } from '../frame.ts'
import { mount, readBody, toShopRequest, visitOf } from '../handler-mount.ts'
import { languageOf } from '../languages/asked-language.ts'
import { limitLookUps, limitPurchases } from '../middleware/limits.ts'
import { neverStored } from '../middleware/never-stored.ts'
import { onlyDeliberate } from '../middleware/other-sites.ts'
import { signIn, userOf } from '../middleware/signed-in.ts'
import { buildOrderPage } from '../page-models/order-page.ts'
import { buildPackingSlipPage } from '../page-models/packing-slip-page.ts'
import { sendPage } from '../send-page.ts'
import type { Views } from '../views.ts'

export interface OrderServices {
  payload: BasePayload
  views: Views
  frames: Frames
}

/** Orders: their page and JSON, their payment, and the look-up by item. */
export function orderRoutes(services: OrderServices): Router {
  const { payload } = services
  const router = Router()
  router.use(['/order', '/item/by_order'], neverStored, signIn(payload))

  const looks = limitLookUps(payload)
  for (const lookUp of ['/item/by_order/:id', '/order/by_item/:id']) {
    router.get(lookUp, asJson, looks, mount(handlers.ordersOfItem, payload))
    router.all(lookUp, methodNotAllowed('GET', 'HEAD'))
  }

  const payment = '/order/:id/buy'
  router.head(payment, methodNotAllowed('GET', 'POST'))
  router.use(payment, onlyDeliberate(payload), limitPurchases(payload))
  router.get(payment, asJson, mount(handlers.pay, payload))
  router.post(payment, readBody('10kb'), mount(handlers.payByForm, payload))
  router.all(payment, methodNotAllowed('GET', 'POST'))

  router.get(
    '/order/:id',
    looks,
    byAccept({ html: showOrder(services), json: mount(handlers.order, payload) }),
  )
  const slip = '/order/:id/packing-slip'
  router.get(slip, asPage, looks, showPackingSlip(services))
  router.all(slip, methodNotAllowed('GET', 'HEAD'))
  router.all('/order/:id', methodNotAllowed('GET', 'HEAD'))
  return router
}

function byAccept({ html, json }: { html: RequestHandler; json: RequestHandler }): RequestHandler {
  return (req, res, next) => {
    res.vary('Accept')
    return wantsHtml(req, res) ? html(req, res, next) : json(req, res, next)
  }
}

/** The order's page. Asks Stripe first how a payment stands that nobody has told of yet. */
function showOrder({ payload, views, frames }: OrderServices): RequestHandler {
  return async (req: Request, res: Response) => {
    const request = toShopRequest(req)
    const orderId = await authorizeOrder(request, visitOf(payload, req, res))
    const isUpToDate = await refreshOrder(payload, await readOrder(payload, orderId))
    const frame = await frames.read(languageOf(res))
    const order = await readOrderJson(payload, orderId, frame.language)
    const { cart, cookie } = await openCart(request, { payload })
    if (cookie) res.append('Set-Cookie', cookie)
    const token = typeof req.query.token === 'string' ? req.query.token : null
    // Added by Stripe.js to the address of return.
    const isRefused = req.query.redirect_status === 'failed'
    const page = buildOrderPage({ order, token, isUpToDate, isRefused, frame })
    sendPage({ html: views.render('order', page, frame), frame, cartCount: countPieces(cart) }, res)
  }
}

/** For staff who may see the order; its link does not do, since whoever has that need not see where it goes. */
function showPackingSlip({ payload, views, frames }: OrderServices): RequestHandler {
  return async (req, res) => {
    const user = userOf(res)
    assertStaff(user)
    const orderId = parseId(payload, req.params.id, 'orders')
    await assertMaySeeOrder(payload, { orderId, user, headers: toHeaders(req), token: null })
    const slip = await readPackingSlip(payload, orderId)
    const frame = await frames.read(languageOf(res))
    sendPage({ html: views.render('packing-slip', buildPackingSlipPage({ slip, frame }), frame), frame }, res)
  }
}

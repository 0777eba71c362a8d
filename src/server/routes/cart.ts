import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import {
  countPieces,
  type Handler,
  handlers,
  openCart,
  readCart,
  readFields,
  ShopError,
} from 'payload-stripe-shop/storefront'
import { giveBuyerCookie } from '../buyer-cookie.ts'
import { asPage, methodNotAllowed, wantsHtml } from '../errors.ts'
import { sendFetchResponse } from '../fetch-request.ts'
import type { Frames } from '../frame.ts'
import { readBody, toShopRequest, visitOf } from '../handler-mount.ts'
import { languageOf } from '../languages/asked-language.ts'
import { limitCartChanges, limitCodes, limitPurchases } from '../middleware/limits.ts'
import { neverStored } from '../middleware/never-stored.ts'
import { onlyDeliberate } from '../middleware/other-sites.ts'
import { signIn } from '../middleware/signed-in.ts'
import { buildCartPage, type RefusedChange } from '../page-models/cart-page.ts'
import { sendPage } from '../send-page.ts'
import type { Views } from '../views.ts'

export interface CartServices {
  payload: BasePayload
  views: Views
  frames: Frames
  publicUrl: string
}

/** The cart's page and what its forms do. */
export function cartRoutes(services: CartServices): Router {
  const { payload } = services
  const router = Router()
  const body = readBody('10kb')
  router.use('/cart', neverStored)

  router.get('/cart', asPage, async (req, res) => {
    giveBuyerCookie(req, res, services)
    await showCart(services, req, res)
  })
  router.all('/cart', methodNotAllowed('GET', 'HEAD'))

  const changes = limitCartChanges(payload)
  router.post(['/cart/add', '/cart/items'], changes, body, change(services, handlers.addToCart))
  router.post('/cart/quantity', changes, body, change(services, handlers.changeCart))
  router.post('/cart/remove', changes, body, change(services, handlers.removeFromCart))
  router.post('/cart/delivery', changes, body, change(services, handlers.chooseCartDelivery))
  router.post('/cart/code', limitCodes(payload), body, change(services, handlers.enterCartCode))
  router.post(
    '/cart/pay',
    onlyDeliberate(payload),
    signIn(payload),
    limitPurchases(payload),
    body,
    orShowCart(services, (req, res) => {
      const handler = wantsHtml(req, res) ? handlers.payCartByForm : handlers.payCart
      return handler(toShopRequest(req), visitOf(payload, req, res))
    }),
  )
  router.all(
    [
      '/cart/add',
      '/cart/items',
      '/cart/quantity',
      '/cart/remove',
      '/cart/code',
      '/cart/delivery',
      '/cart/pay',
    ],
    methodNotAllowed('POST'),
  )
  return router
}

function change(services: CartServices, handler: Handler): RequestHandler {
  return orShowCart(services, async (req, res) => {
    const response = await handler(toShopRequest(req), visitOf(services.payload, req, res))
    giveBuyerCookie(req, res, services)
    return response
  })
}

/**
 * People are told a refusal on the page itself, with the cart as it was; programs get it as JSON, and the page's
 * script shows it.
 */
function orShowCart(
  services: CartServices,
  answer: (req: Request, res: Response) => Promise<globalThis.Response>,
): RequestHandler {
  return async (req, res) => {
    try {
      await sendFetchResponse(await answer(req, res), res)
    } catch (error) {
      if (!(error instanceof ShopError) || !wantsHtml(req, res)) throw error
      res.status(error.status)
      await showCart(services, req, res, { message: error.message, ...(await readTyped(req)) })
    }
  }
}

const FIELDS = { '/cart/quantity': 'quantity', '/cart/code': 'code' } as const

/** What was typed, and into what, to be shown again. */
async function readTyped(req: Request): Promise<Omit<RefusedChange, 'message'>> {
  const field = FIELDS[req.path as keyof typeof FIELDS] ?? null
  const fields = await readFields(toShopRequest(req)).catch(() => null)
  const textOf = (name: string) => (typeof fields?.[name] === 'string' ? fields[name] : '')
  return { field, value: field === null ? '' : textOf(field), item: textOf('item') }
}

async function showCart(
  { payload, views, frames }: CartServices,
  req: Request,
  res: Response,
  refused?: RefusedChange,
): Promise<void> {
  const { cart, cookie } = await openCart(toShopRequest(req), { payload })
  if (cookie) res.append('Set-Cookie', cookie)
  const frame = await frames.read(languageOf(res))
  const now = await readCart(payload, cart, { locale: frame.language })
  const page = buildCartPage({ cart: now, frame, refused })
  sendPage({ html: views.render('cart', page, frame), frame, cartCount: countPieces(cart) }, res)
}

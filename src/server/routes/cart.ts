import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express'
import type { BasePayload } from 'payload'
import {
  addToCart,
  buyCart,
  buyerKeyOf,
  type Cart,
  changeQuantity,
  enterCode,
  findOrder,
  parseFlow,
  parseId,
  parseQuantity,
  readCart,
  removeFromCart,
  ShopError,
} from 'payload-stripe-shop/storefront'
import { giveBuyerCookie } from '../buyer-cookie.ts'
import type { CartCookie } from '../cart-cookie.ts'
import { asPage, methodNotAllowed, SHOP_NAME, wantsHtml } from '../errors.ts'
import { toShopRequest, visitOf } from '../handler-mount.ts'
import { limitCartChanges, limitCodes, limitPurchases } from '../middleware/limits.ts'
import { neverStored } from '../middleware/never-stored.ts'
import { onlyDeliberate } from '../middleware/other-sites.ts'
import { signIn } from '../middleware/signed-in.ts'
import { buildCartPage } from '../page-models/cart-page.ts'
import type { Views } from '../views.ts'

export interface CartServices {
  payload: BasePayload
  views: Views
  carts: CartCookie
  publicUrl: string
}

type Fields = Record<string, unknown>
type Change = (cart: Cart, fields: Fields) => Cart | Promise<Cart>

/**
 * The cart's page and what its forms do. Each change leads back to the page; what is refused is told there, with
 * the cart as it was.
 */
export function cartRoutes(services: CartServices): Router {
  const { payload } = services
  const router = Router()
  const form = urlencoded({ extended: false, limit: '10kb' })
  router.use('/cart', neverStored)

  router.get('/cart', asPage, async (req, res) => {
    giveBuyerCookie(req, res, services)
    await showCart(services, res, { cart: await openCart(services, req, res) })
  })
  router.all('/cart', methodNotAllowed('GET', 'HEAD'))

  const change = (make: Change): RequestHandler[] => [form, changing(services, make)]
  const changes = limitCartChanges()
  router.post(
    '/cart/add',
    changes,
    change((cart, { item, quantity }) =>
      addToCart(payload, cart, { item: parseId(payload, item), quantity: parseQuantity(quantity) }),
    ),
  )
  router.post(
    '/cart/quantity',
    changes,
    change((cart, { item, quantity }) =>
      changeQuantity(payload, cart, {
        item: parseId(payload, item),
        quantity: parseQuantity(quantity ?? ''),
      }),
    ),
  )
  router.post(
    '/cart/remove',
    changes,
    change((cart, { item }) => removeFromCart(cart, parseId(payload, item))),
  )
  router.post(
    '/cart/code',
    limitCodes(),
    change((cart, { code }) => enterCode(payload, cart, textOf(code))),
  )
  router.post(
    '/cart/pay',
    onlyDeliberate(payload),
    signIn(payload),
    limitPurchases(),
    form,
    async (req: Request, res: Response) => {
      const cart = await openCart(services, req, res)
      await orShowCart(services, { req, res, cart }, async () => {
        const fields: Fields = { ...req.body }
        const started = await buyCart(payload, {
          cart,
          flow: parseFlow(fields.flow),
          buyerKey: buyerKeyOf(toShopRequest(req), visitOf(payload, req, res)),
          cancelPath: '/cart',
          shownTotal: parseTotal(fields.total),
        })
        services.carts.write(req, res, { ...cart, orderId: started.orderId })
        if (wantsHtml(req, res)) res.redirect(303, started.url ?? started.returnUrl)
        else res.json(started)
      })
    },
  )
  router.all(
    ['/cart/add', '/cart/quantity', '/cart/remove', '/cart/code', '/cart/pay'],
    methodNotAllowed('POST'),
  )
  return router
}

function changing(services: CartServices, make: Change): RequestHandler {
  return async (req, res) => {
    const cart = await openCart(services, req, res)
    await orShowCart(services, { req, res, cart }, async () => {
      const changed = await make(cart, { ...req.body })
      giveBuyerCookie(req, res, services)
      services.carts.write(req, res, changed)
      res.redirect(303, '/cart')
    })
  }
}

/** The browser's cart, without what has been paid for since. */
async function openCart({ payload, carts }: CartServices, req: Request, res: Response): Promise<Cart> {
  const cart = carts.read(req)
  if (cart.orderId === null) return cart
  const order = await findOrder(payload, { id: { equals: cart.orderId } })
  if (!order) return { ...cart, orderId: null }
  const lines = order.lines.map(({ soldItem, quantity }) => ({ item: soldItem, quantity }))
  return carts.takeOut(req, res, { id: order.id, status: order.status, lines })
}

/** People are told a refusal on the page itself; programs get it as JSON, and the page's script shows it. */
async function orShowCart(
  services: CartServices,
  { req, res, cart }: { req: Request; res: Response; cart: Cart },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ShopError) || !wantsHtml(req, res)) throw error
    res.status(error.status)
    await showCart(services, res, { cart, alert: error.message })
  }
}

async function showCart(
  { payload, views }: CartServices,
  res: Response,
  { cart, alert }: { cart: Cart; alert?: string },
): Promise<void> {
  const page = buildCartPage({ cart: await readCart(payload, cart), shopName: SHOP_NAME, alert })
  res.type('html').send(views.render('cart', page))
}

function textOf(value: unknown): string {
  if (typeof value === 'string' && value.length <= MAX_CODE_CHARS && !value.includes('\u0000')) return value
  throw new ShopError('invalid_input', 'That is no code of this shop.')
}

/** Longer ones no discount has. */
const MAX_CODE_CHARS = 500

function parseTotal(text: unknown): number | null {
  if (text === undefined) return null
  if (typeof text === 'string' && /^\d{1,12}$/.test(text)) return Number(text)
  throw new ShopError('invalid_input', 'total must be a whole number.')
}

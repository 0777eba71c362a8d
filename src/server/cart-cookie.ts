import { createHmac, timingSafeEqual } from 'node:crypto'
import { parse } from 'cookie'
import type { Request, Response } from 'express'
import {
  type Cart,
  EMPTY_CART,
  hasBeenPaid,
  type Id,
  MAX_CART_LINES,
  MAX_CART_QUANTITY,
  type OrderStatus,
  withoutSold,
} from 'payload-stripe-shop/storefront'

const NAME = 'shop_cart'
const MONTH_MS = 30 * 24 * 60 * 60 * 1000
/** Browsers drop a cookie of more than 4096 bytes, its name and attributes included. */
const MAX_CHARS = 3_800
const MAX_CODE_CHARS = 500

/** An order that may have been made of the cart. */
interface SoldOrder {
  id: Id
  status: OrderStatus
  lines: readonly { item: Id; quantity: number }[]
}

/** Keeps a cart in the shopper's browser, signed, so that what comes back is what was given out. */
export class CartCookie {
  readonly #secret: string
  readonly #isHttps: boolean

  constructor({ secret, isHttps }: { secret: string; isHttps: boolean }) {
    this.#secret = secret
    this.#isHttps = isHttps
  }

  /** The cart of this browser; an empty one where there is none, or one that was not signed here. */
  read(req: Request): Cart {
    return this.decode(parse(req.get('cookie') ?? '')[NAME] ?? '') ?? EMPTY_CART
  }

  write(req: Request, res: Response, cart: Cart): void {
    const options = {
      httpOnly: true,
      sameSite: 'lax' as const,
      secure: this.#isHttps || req.secure,
      path: '/',
    }
    if (cart.lines.length === 0 && cart.orderId === null) res.clearCookie(NAME, options)
    else res.cookie(NAME, this.encode(cart), { ...options, maxAge: MONTH_MS })
  }

  /** Takes out of the cart what was paid for with it. Answers the cart as it is then. */
  takeOut(req: Request, res: Response, order: SoldOrder): Cart {
    const cart = this.read(req)
    const isSold = hasBeenPaid(order.status) || order.status === 'processing'
    if (!isSold || cart.orderId === null || String(cart.orderId) !== String(order.id)) return cart
    const sold = order.lines.map(({ item, quantity }) => ({ soldItem: String(item), quantity }))
    const left = withoutSold(cart, sold)
    this.write(req, res, left)
    return left
  }

  encode({ lines, code, orderId }: Cart): string {
    const content = [lines.map(({ item, quantity }) => [item, quantity]), code, orderId]
    const body = Buffer.from(JSON.stringify(content)).toString('base64url')
    return `${body}.${this.#sign(body)}`
  }

  /** Null for whatever was not signed here, or cannot be a cart. */
  decode(text: string): Cart | null {
    const [body, signature, ...more] = text.split('.')
    if (text.length > MAX_CHARS || !body || !signature || more.length > 0) return null
    const expected = Buffer.from(this.#sign(body))
    const given = Buffer.from(signature)
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null
    return cartOf(parseJson(Buffer.from(body, 'base64url').toString()))
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#secret).update(`cart:${body}`).digest('base64url')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What was signed by an older version of the shop may have another form. */
function cartOf(content: unknown): Cart | null {
  if (!Array.isArray(content)) return null
  const [pairs, code, orderId] = content
  if (!Array.isArray(pairs) || pairs.length > MAX_CART_LINES || !pairs.every(isLine)) return null
  if (code !== null && (typeof code !== 'string' || code.length > MAX_CODE_CHARS)) return null
  if (orderId !== null && !isCount(orderId)) return null
  return { lines: pairs.map(([item, quantity]) => ({ item, quantity })), code, orderId }
}

function isLine(pair: unknown): boolean {
  if (!Array.isArray(pair)) return false
  const [item, quantity] = pair
  return isCount(item) && isCount(quantity) && quantity <= MAX_CART_QUANTITY
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}

import { createHmac, timingSafeEqual } from 'node:crypto'
import { type BasePayload, parseCookies } from 'payload'
import { isPossibleId, toDocumentId } from '../database/database.ts'
import { type Cart, EMPTY_CART, MAX_CART_LINES, MAX_CART_QUANTITY } from '../shop/cart/cart.ts'
import type { Id } from '../shop/records.ts'
import { shopOf } from '../shop/shop.ts'
import type { ShopRequest } from './handler.ts'

const NAME = 'shop_cart'
const MONTH_SECONDS = 30 * 24 * 60 * 60
/** Browsers drop a cookie of more than 4096 bytes, its name and attributes included. */
const MAX_CHARS = 3_800
const MAX_CODE_CHARS = 500

/** The cart that the browser keeps; an empty one where it keeps none, or one that was not signed here. */
export function readCartCookie({ headers }: ShopRequest, payload: BasePayload): Cart {
  return decodeCart(payload, parseCookies(headers as Headers).get(NAME) ?? '') ?? EMPTY_CART
}

/** A `Set-Cookie` by which the browser keeps the cart, signed, so that what comes back is what was given out. */
export function cartCookie({ url }: ShopRequest, payload: BasePayload, cart: Cart): string {
  const isEmpty = cart.lines.length === 0 && cart.orderId === null
  const content = isEmpty ? '; Max-Age=0' : `${encodeCart(payload, cart)}; Max-Age=${MONTH_SECONDS}`
  const isHttps = [url, shopOf(payload).publicUrl].some((address) => address.startsWith('https:'))
  return `${NAME}=${content}; Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`
}

export function encodeCart(payload: BasePayload, { lines, code, orderId }: Cart): string {
  const content = [lines.map(({ item, quantity }) => [item, quantity]), code, orderId]
  const body = Buffer.from(JSON.stringify(content)).toString('base64url')
  return `${body}.${sign(payload, body)}`
}

/** Null for whatever was not signed here, or cannot be a cart. */
export function decodeCart(payload: BasePayload, text: string): Cart | null {
  const [body, signature, ...more] = text.split('.')
  if (text.length > MAX_CHARS || !body || !signature || more.length > 0) return null
  const expected = Buffer.from(sign(payload, body))
  const given = Buffer.from(signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null
  return cartOf(payload, parseJson(Buffer.from(body, 'base64url').toString()))
}

function sign({ secret }: BasePayload, body: string): string {
  return createHmac('sha256', secret).update(`cart:${body}`).digest('base64url')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A cookie signed by an older version of the shop may have another form. */
function cartOf(payload: BasePayload, content: unknown): Cart | null {
  if (!Array.isArray(content)) return null
  const [pairs, code, orderId] = content
  if (!Array.isArray(pairs) || pairs.length > MAX_CART_LINES) return null
  if (!pairs.every((pair) => isLine(payload, pair))) return null
  if (code !== null && (typeof code !== 'string' || code.length > MAX_CODE_CHARS)) return null
  if (orderId !== null && !isId(payload, 'orders', orderId)) return null
  return { lines: pairs.map(([item, quantity]) => ({ item, quantity })), code, orderId }
}

function isLine(payload: BasePayload, pair: unknown): boolean {
  if (!Array.isArray(pair)) return false
  const [item, quantity] = pair
  const isQuantity = Number.isSafeInteger(quantity) && quantity > 0 && quantity <= MAX_CART_QUANTITY
  return isQuantity && isId(payload, 'items', item)
}

/** An id as the database has it: a number on one, text on another. */
function isId(payload: BasePayload, collection: 'items' | 'orders', value: unknown): value is Id {
  if (typeof value !== 'number' && typeof value !== 'string') return false
  const isOfKind = toDocumentId(payload, { collection, id: String(value) }) === value
  return isOfKind && isPossibleId(payload, { collection, id: value })
}

import { createHmac, timingSafeEqual } from 'node:crypto'
import { type BasePayload, parseCookies } from 'payload'
import { isPossibleId, toDocumentId } from '../database/database.ts'
import { sumOf } from '../domain/money.ts'
import { type Cart, EMPTY_CART, MAX_CART_LINES, MAX_CART_QUANTITY } from '../shop/cart/cart.ts'
import { installationIdOf } from '../shop/installation.ts'
import type { Id } from '../shop/records.ts'
import { shopOf } from '../shop/shop.ts'
import type { ShopRequest } from './handler.ts'

const NAME = 'shop_cart'
const MONTH_SECONDS = 30 * 24 * 60 * 60
/** Browsers drop a cookie of more than 4096 bytes, its name and attributes included. */
const MAX_CHARS = 3_800
const MAX_CODE_CHARS = 500

/** The cart that the browser keeps; an empty one where it keeps none, or one that was not signed here. */
export async function readCartCookie({ headers }: ShopRequest, payload: BasePayload): Promise<Cart> {
  const text = parseCookies(headers as Headers).get(NAME) ?? ''
  return decodeCart(await signerOf(payload), text) ?? EMPTY_CART
}

/** A `Set-Cookie` by which the browser keeps the cart, signed, so that what comes back is what was given out. */
export async function cartCookie({ url }: ShopRequest, payload: BasePayload, cart: Cart): Promise<string> {
  const isEmpty = cart.lines.length === 0 && cart.orderId === null
  const content = isEmpty
    ? '; Max-Age=0'
    : `${encodeCart(await signerOf(payload), cart)}; Max-Age=${MONTH_SECONDS}`
  const isHttps = [url, shopOf(payload).publicUrl].some((address) => address.startsWith('https:'))
  return `${NAME}=${content}; Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`
}

const IN_COOKIES = new RegExp(`(?:^|; *)${NAME}=([\\w-]+)\\.`)

/**
 * How many pieces are in the cart of a header `Cookie`, as the cart itself says: to be shown to whoever sends it, and good
 * for nothing else, since nobody has looked at its signature.
 */
export function countInCookie(cookies: string | undefined): number {
  const body = cookies?.includes(NAME) ? IN_COOKIES.exec(cookies)?.[1] : undefined
  if (body === undefined || body.length > MAX_CHARS) return 0
  const content = parseJson(Buffer.from(body, 'base64url').toString())
  const [pairs] = Array.isArray(content) ? content : []
  if (!Array.isArray(pairs) || pairs.length > MAX_CART_LINES) return 0
  const quantities = pairs.map((pair) => (Array.isArray(pair) ? pair[1] : null))
  return quantities.every(isQuantity) ? sumOf(quantities) : 0
}

/** A cart names an order of this database, and is nothing to a copy of it. */
export interface CartSigner {
  payload: BasePayload
  installation: string
}

async function signerOf(payload: BasePayload): Promise<CartSigner> {
  return { payload, installation: await installationIdOf(payload) }
}

export function encodeCart(signer: CartSigner, { lines, code, orderId, shippingRate = null }: Cart): string {
  const content = [lines.map(({ item, quantity }) => [item, quantity]), code, orderId]
  if (shippingRate !== null) content.push(shippingRate)
  const body = Buffer.from(JSON.stringify(content)).toString('base64url')
  return `${body}.${sign(signer, body)}`
}

/** Null for whatever was not signed here, or cannot be a cart. */
export function decodeCart(signer: CartSigner, text: string): Cart | null {
  const [body, signature, ...more] = text.split('.')
  if (text.length > MAX_CHARS || !body || !signature || more.length > 0) return null
  const expected = Buffer.from(sign(signer, body))
  const given = Buffer.from(signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null
  return cartOf(signer.payload, parseJson(Buffer.from(body, 'base64url').toString()))
}

function sign({ payload, installation }: CartSigner, body: string): string {
  return createHmac('sha256', payload.secret).update(`cart:${installation}:${body}`).digest('base64url')
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
  const [pairs, code, orderId, shippingRate = null] = content
  if (!Array.isArray(pairs) || pairs.length > MAX_CART_LINES) return null
  if (!pairs.every((pair) => isLine(payload, pair))) return null
  if (code !== null && (typeof code !== 'string' || code.length > MAX_CODE_CHARS)) return null
  if (orderId !== null && !isId(payload, 'orders', orderId)) return null
  if (shippingRate !== null && !isId(payload, 'shipping-rates', shippingRate)) return null
  const lines = pairs.map(([item, quantity]) => ({ item, quantity }))
  return { lines, code, orderId, ...(shippingRate !== null && { shippingRate }) }
}

function isLine(payload: BasePayload, pair: unknown): boolean {
  if (!Array.isArray(pair)) return false
  const [item, quantity] = pair
  return isQuantity(quantity) && isId(payload, 'items', item)
}

function isQuantity(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= MAX_CART_QUANTITY
}

/** An id as the database has it: a number on one, text on another. */
function isId(
  payload: BasePayload,
  collection: 'items' | 'orders' | 'shipping-rates',
  value: unknown,
): value is Id {
  if (typeof value !== 'number' && typeof value !== 'string') return false
  const isOfKind = toDocumentId(payload, { collection, id: String(value) }) === value
  return isOfKind && isPossibleId(payload, { collection, id: value })
}

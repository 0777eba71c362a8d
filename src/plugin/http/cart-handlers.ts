import type { BasePayload } from 'payload'
import { hasBeenPaid } from '../domain/order-status.ts'
import type { Buyer } from '../shop/buyer.ts'
import {
  addToCart as add,
  type Cart,
  changeQuantity,
  chooseDelivery,
  enterCode,
  removeFromCart as remove,
  withoutSold,
} from '../shop/cart/cart.ts'
import { buyCart } from '../shop/cart/cart-purchase.ts'
import { findOrder } from '../shop/orders/order-records.ts'
import type { StartedPayment } from '../shop/payments/answer.ts'
import { answerJson, leadTo } from './answers.ts'
import { buyerKeyOf } from './buyer-key.ts'
import { cartCookie, readCartCookie } from './cart-cookie.ts'
import { type Fields, readFields } from './fields.ts'
import type { Handler, ShopRequest, Visit } from './handler.ts'
import { assertDeliberate, assertOwnSite } from './other-sites.ts'
import { parseCode, parseId, parseQuantity, parseShipping, parseTotal } from './parameters.ts'
import { buyerOf, flowOf } from './payment-handlers.ts'

/** Where the shop shows the cart. */
const CART_PATH = '/cart'

interface OpenCart {
  cart: Cart
  /** A `Set-Cookie` for the browser where its own cart has become another; null where it has not. */
  cookie: string | null
}

/** The browser's cart, without what has been paid for since. For the page that shows it. */
export async function openCart(request: ShopRequest, { payload }: Pick<Visit, 'payload'>): Promise<OpenCart> {
  const kept = await readCartCookie(request, payload)
  const cart = await withoutPaid(payload, kept)
  return { cart, cookie: cart === kept ? null : await cartCookie(request, payload, cart) }
}

async function withoutPaid(payload: BasePayload, cart: Cart): Promise<Cart> {
  if (cart.orderId === null) return cart
  const order = await findOrder(payload, { id: { equals: cart.orderId } })
  if (!order) return { ...cart, orderId: null }
  const isSold = hasBeenPaid(order.status) || order.status === 'processing'
  return isSold ? withoutSold(cart, order.lines) : cart
}

type Change = (
  payload: BasePayload,
  cart: Cart,
  sent: { fields: Fields; buyer: Buyer },
) => Cart | Promise<Cart>

/** `item`, `quantity`: adds to what there is of the item. */
export const addToCart = changing((payload, cart, { fields: { item, quantity }, buyer }) =>
  add(payload, cart, { item: parseId(payload, item), quantity: parseQuantity(quantity) }, buyer),
)

/** `item`, `quantity`: from now on that many of the item. */
export const changeCart = changing((payload, cart, { fields: { item, quantity = '' }, buyer }) =>
  changeQuantity(payload, cart, { item: parseId(payload, item), quantity: parseQuantity(quantity) }, buyer),
)

/** `item` */
export const removeFromCart = changing((payload, cart, { fields: { item } }) =>
  remove(cart, parseId(payload, item)),
)

/** `code`: a discount's; an empty one takes it off. */
export const enterCartCode = changing((payload, cart, { fields: { code }, buyer }) =>
  enterCode(payload, cart, parseCode(code), buyer),
)

/** `shipping`: the way of delivery. */
export const chooseCartDelivery = changing((payload, cart, { fields: { shipping }, buyer }) =>
  chooseDelivery(payload, cart, parseShipping(payload, shipping), buyer),
)

/** Every change leads back to the cart's page. */
function changing(change: Change): Handler {
  return async (request, visit) => {
    const { payload } = visit
    assertOwnSite(request.headers, payload)
    const { cart } = await openCart(request, visit)
    const changed = await change(payload, cart, {
      fields: await readFields(request),
      buyer: buyerOf(request, visit),
    })
    return keeping(leadTo(CART_PATH), await cartCookie(request, payload, changed))
  }
}

interface StartedCart {
  started: StartedPayment
  cookie: string
}

/** `flow`, and the `total` that the shopper was shown: starts a payment for all that is in the cart. */
async function startCart(request: ShopRequest, visit: Visit): Promise<StartedCart> {
  const { payload } = visit
  assertDeliberate(request.headers, payload)
  const fields = await readFields(request)
  const { cart } = await openCart(request, visit)
  const started = await buyCart(payload, {
    cart,
    flow: flowOf(fields, visit),
    buyerKey: buyerKeyOf(request, visit),
    cancelPath: CART_PATH,
    buyer: buyerOf(request, visit),
    shownTotal: parseTotal(fields.total),
  })
  return { started, cookie: await cartCookie(request, payload, { ...cart, orderId: started.orderId }) }
}

export const payCart: Handler = async (request, visit) => {
  const { started, cookie } = await startCart(request, visit)
  return keeping(answerJson(started), cookie)
}

/** The same for a page's form: leads the browser to where it pays. */
export const payCartByForm: Handler = async (request, visit) => {
  const { started, cookie } = await startCart(request, visit)
  return keeping(leadTo(started.url ?? started.returnUrl), cookie)
}

function keeping(response: Response, cookie: string): Response {
  response.headers.append('Set-Cookie', cookie)
  return response
}

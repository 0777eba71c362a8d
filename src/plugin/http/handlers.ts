import { accounting } from './accounting-handler.ts'
import {
  addToCart,
  changeCart,
  chooseCartDelivery,
  enterCartCode,
  payCart,
  payCartByForm,
  removeFromCart,
} from './cart-handlers.ts'
import { order, ordersOfItem } from './order-handlers.ts'
import { buy, buyByForm, pay, payByForm } from './payment-handlers.ts'
import { refund } from './refund-handler.ts'
import { webhook } from './webhook-handler.ts'

/**
 * The shop over HTTP, for whatever server speaks Fetch. Payload's endpoints are one mount of these and Express is
 * another; a route of Next is a third, as `app/buy/[id]/route.ts`:
 *
 * ```ts
 * import config from '@payload-config'
 * import { getPayload } from 'payload'
 * import { handlers, ShopError } from 'payload-stripe-shop/storefront'
 *
 * export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }) {
 *   const payload = await getPayload({ config })
 *   const { user } = await payload.auth({ headers: request.headers })
 *   const address = request.headers.get('x-forwarded-for')
 *   try {
 *     return await handlers.buy(request, { payload, user, params: await params, address })
 *   } catch (error) {
 *     if (!(error instanceof ShopError)) throw error
 *     const { code, message, status } = error
 *     return Response.json({ error: { code, message } }, { status })
 *   }
 * }
 * ```
 *
 * How often an address may ask is the server's to limit.
 */
export const handlers = {
  buy,
  buyByForm,
  pay,
  payByForm,
  order,
  ordersOfItem,
  addToCart,
  changeCart,
  removeFromCart,
  enterCartCode,
  chooseCartDelivery,
  payCart,
  payCartByForm,
  refund,
  accounting,
  webhook,
}

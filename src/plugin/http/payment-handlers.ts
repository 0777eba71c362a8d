import type { Buyer } from '../shop/buyer.ts'
import type { StartedPayment } from '../shop/payments/answer.ts'
import { buyItem } from '../shop/payments/item-purchase.ts'
import { payOrder } from '../shop/payments/order-payment.ts'
import { shopOf } from '../shop/shop.ts'
import { actorOf } from './actor.ts'
import { answerJson, leadTo } from './answers.ts'
import { buyerKeyOf } from './buyer-key.ts'
import { type Fields, readFields } from './fields.ts'
import type { Handler, ShopRequest, Visit } from './handler.ts'
import { authorizeOrder } from './order-handlers.ts'
import { assertDeliberate } from './other-sites.ts'
import { parseFlow, parseId, parseQuantity, parseShipping } from './parameters.ts'

type Start = (request: ShopRequest, visit: Visit) => Promise<StartedPayment>

/** Starts a payment for the item `params.id`: `quantity`, `flow`, `shipping`. An `Idempotency-Key` makes a caller's repeats one order. */
const startItem: Start = async (request, visit) => {
  assertDeliberate(request.headers, visit.payload)
  const fields = await readFields(request)
  return buyItem(visit.payload, {
    itemId: parseId(visit.payload, visit.params.id),
    quantity: parseQuantity(fields.quantity),
    flow: flowOf(fields, visit),
    shippingRate: parseShipping(visit.payload, fields.shipping),
    buyerKey: buyerKeyOf(request, visit),
    buyer: buyerOf(request, visit),
  })
}

/** Starts a payment for the order `params.id`: `flow`, and in the address the `token` of those who are no staff. */
const startOrder: Start = async (request, visit) => {
  assertDeliberate(request.headers, visit.payload)
  const flow = flowOf(await readFields(request), visit)
  const { payload, locale = null } = visit
  return payOrder(payload, { orderId: await authorizeOrder(request, visit), flow, locale })
}

export function buyerOf(request: ShopRequest, visit: Visit): Buyer {
  return { ...actorOf(request, visit), locale: visit.locale ?? null }
}

export function flowOf(fields: Fields, { payload, flow }: Visit) {
  return parseFlow(fields.flow, flow ?? shopOf(payload).flow)
}

export const buy = answering(startItem)
export const pay = answering(startOrder)
/** The same for a page's form: leads the browser to where it pays. */
export const buyByForm = leading(startItem)
export const payByForm = leading(startOrder)

function answering(start: Start): Handler {
  return async (request, visit) => answerJson(await start(request, visit))
}

function leading(start: Start): Handler {
  return async (request, visit) => {
    const { url, returnUrl } = await start(request, visit)
    return leadTo(url ?? returnUrl)
  }
}

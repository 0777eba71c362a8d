import { ordersOfItem as findOrdersOfItem, readOrderJson } from '../shop/orders/look-up.ts'
import { assertMaySeeOrder, assertStaff } from '../shop/orders/order-access.ts'
import type { Id } from '../shop/records.ts'
import { answerJson } from './answers.ts'
import { readQuery } from './fields.ts'
import type { Handler, ShopRequest, Visit } from './handler.ts'
import { parseId, parsePageOfOrders } from './parameters.ts'

/** The order `params.id`, for staff and for whoever has its `token`. */
export const order: Handler = async (request, visit) =>
  answerJson(await readOrderJson(visit.payload, await authorizeOrder(request, visit)))

/** Every order that contains the item `params.id`, newest first, for staff: `limit`, `after`. */
export const ordersOfItem: Handler = async (request, { payload, user, params }) => {
  assertStaff(user)
  const itemId = parseId(payload, params.id)
  return answerJson(await findOrdersOfItem(payload, { itemId, ...parsePageOfOrders(readQuery(request)) }))
}

/** The id of the order in the path, if the caller may see it: staff, their API keys, or the order's own token. */
export async function authorizeOrder(request: Pick<ShopRequest, 'url'>, visit: Visit): Promise<Id> {
  const { payload, user, params } = visit
  const orderId = parseId(payload, params.id, 'orders')
  await assertMaySeeOrder(payload, { orderId, user, token: readQuery(request).token })
  return orderId
}

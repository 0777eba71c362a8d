import { ordersOfItem as findOrdersOfItem, readOrderJson } from '../shop/orders/look-up.ts'
import { assertMaySeeOrder, assertStaff } from '../shop/orders/order-access.ts'
import type { Id } from '../shop/records.ts'
import { actorOf } from './actor.ts'
import { answerJson } from './answers.ts'
import { readQuery } from './fields.ts'
import type { Handler, ShopRequest, Visit } from './handler.ts'
import { parseId, parsePageOfOrders } from './parameters.ts'

/** The order `params.id`, for staff and for whoever has its `token`. */
export const order: Handler = async (request, visit) =>
  answerJson(await readOrderJson(visit.payload, await authorizeOrder(request, visit)))

/** Every order that contains the item `params.id`, newest first, for staff: `limit`, `after`. */
export const ordersOfItem: Handler = async (request, visit) => {
  const { payload, user, params } = visit
  assertStaff(user)
  const itemId = parseId(payload, params.id)
  const wanted = { itemId, ...parsePageOfOrders(readQuery(request)) }
  return answerJson(await findOrdersOfItem(payload, wanted, actorOf(request, visit)))
}

/** The id of the order in the path, if the caller may see it: staff, their API keys, or the order's own token. */
export async function authorizeOrder(
  request: Pick<ShopRequest, 'url' | 'headers'>,
  visit: Visit,
): Promise<Id> {
  const { payload, params } = visit
  const orderId = parseId(payload, params.id, 'orders')
  await assertMaySeeOrder(payload, { orderId, ...actorOf(request, visit), token: readQuery(request).token })
  return orderId
}

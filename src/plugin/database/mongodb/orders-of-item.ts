import type { BasePayload } from 'payload'
import { readPlace, writePlace } from '../order-places.ts'
import type { ListedOrder, WantedOrders } from '../shop-database.ts'
import { collectionOf } from './connection.ts'
import { idTypeOf, isPossibleId, storedId } from './ids.ts'

/** By an index of `preparation.ts`; ids that are no ObjectIds need not ascend with time. */
export async function listOrdersOfItem(
  payload: BasePayload,
  { itemId, limit, after }: WantedOrders,
): Promise<ListedOrder[]> {
  const isById = idTypeOf(payload, 'orders') === 'objectId'
  const orders = await collectionOf(payload, 'orders')
    .find(
      { 'lines.soldItem': itemId, ...(after !== null && olderThan(payload, after)) },
      {
        projection: { createdAt: 1 },
        sort: isById ? { _id: -1 } : { createdAt: -1, _id: -1 },
        limit,
      },
    )
    .toArray()
  return orders.map(({ _id, createdAt }) => {
    const id = isById ? String(_id) : (_id as unknown as string | number)
    return { id, place: isById ? String(id) : writePlace({ createdAt, id: String(id) }) }
  })
}

function olderThan(payload: BasePayload, after: string): Record<string, unknown> {
  const place = readPlace(after)
  if (!place) return { _id: { $lt: storedId(payload, { collection: 'orders', id: after }) } }
  const { createdAt } = place
  const _id = { $lt: storedId(payload, { collection: 'orders', id: place.id }) }
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id }] }
}

export function isPlace(payload: BasePayload, text: string): boolean {
  const id = idTypeOf(payload, 'orders') === 'objectId' ? text : readPlace(text)?.id
  return id !== undefined && isPossibleId(payload, { collection: 'orders', id })
}

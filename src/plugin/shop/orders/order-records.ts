import type { BasePayload, PayloadRequest, Where } from 'payload'
import { outOfTrash } from '../../database/catalogue-terms.ts'
import { ShopError } from '../../domain/errors.ts'
import { slugOf } from '../../slugs.ts'
import type { Id, OrderRecord } from '../records.ts'

/** The orders without their payments and history, which the admin panel joins in and nothing here needs. */
const NO_JOINS = { joins: false as unknown as undefined }

export function findOrder(
  payload: BasePayload,
  where: Where,
  req?: PayloadRequest,
): Promise<OrderRecord | null> {
  return payload.db.findOne<OrderRecord>({
    collection: slugOf(payload, 'orders'),
    where,
    ...NO_JOINS,
    ...(req && { req }),
  })
}

/** In the order of `ids`; null for one that is not there. */
export async function findOrders(req: PayloadRequest, ids: readonly Id[]): Promise<(OrderRecord | null)[]> {
  const { docs } = await req.payload.db.find<OrderRecord>({
    collection: slugOf(req.payload, 'orders'),
    where: { id: { in: [...ids] } },
    pagination: false,
    limit: 0,
    ...NO_JOINS,
    req,
  })
  const byId = new Map(docs.map((order) => [String(order.id), order]))
  return ids.map((id) => byId.get(String(id)) ?? null)
}

/** Throws `not_found` (404) when there is no such order. */
export async function readOrder(payload: BasePayload, id: Id): Promise<OrderRecord> {
  const order = await findOrder(payload, { and: [{ id: { equals: id } }, ...outOfTrash(payload, 'orders')] })
  if (!order) throw new ShopError('not_found', 'There is no such order.')
  return order
}

/**
 * A draft's prices become what they are now; from here on they stay. Written whole, as it was read in this transaction:
 * Payload writes a document with rows of its own as an insert, which the project's required fields must be part of.
 */
export async function freezeOrder(req: PayloadRequest, order: OrderRecord): Promise<void> {
  const { id, ...data } = order
  await req.payload.db.updateOne({
    collection: slugOf(req.payload, 'orders'),
    id,
    data,
    req,
    returning: false,
  })
}

/** Lets the same purchase begin anew, with another order. */
export async function releaseKey(payload: BasePayload, id: Id): Promise<void> {
  const data = { buyKey: null }
  await payload.db.updateOne({ collection: slugOf(payload, 'orders'), id, data, req: {}, returning: false })
}

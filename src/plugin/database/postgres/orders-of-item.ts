import type { BasePayload } from 'payload'
import type { Id } from '../../domain/id.ts'
import { readPlace, writePlace } from '../order-places.ts'
import type { ListedOrder, WantedOrders } from '../shop-database.ts'
import { postgresOf, run } from './connection.ts'
import { isPossibleId } from './ids.ts'
import { idTypeOf, lineTableOf, tableOf } from './schema.ts'

/** By the index of `adapter.ts` on the lines where ids ascend with time; by time where they do not. */
export function listOrdersOfItem(payload: BasePayload, wanted: WantedOrders): Promise<ListedOrder[]> {
  return idTypeOf(payload, 'orders') === 'int4' ? listById(payload, wanted) : listByTime(payload, wanted)
}

export function isPlace(payload: BasePayload, text: string): boolean {
  const id = idTypeOf(payload, 'orders') === 'int4' ? text : readPlace(text)?.id
  return id !== undefined && isPossibleId(payload, { collection: 'orders', id })
}

async function listById(
  payload: BasePayload,
  { itemId, limit, after }: WantedOrders,
): Promise<ListedOrder[]> {
  const rows = await run(
    postgresOf(payload).drizzle,
    `select distinct _parent_id as id from ${lineTableOf(payload)}
      where sold_item = $1 ${after === null ? '' : 'and _parent_id < $3::int'}
      order by _parent_id desc limit $2`,
    [itemId, limit, ...(after === null ? [] : [after])],
  )
  return rows.map(({ id }) => ({ id: id as Id, place: String(id) }))
}

async function listByTime(
  payload: BasePayload,
  { itemId, limit, after }: WantedOrders,
): Promise<ListedOrder[]> {
  const place = after === null ? null : readPlace(after)
  const type = idTypeOf(payload, 'orders')
  const rows = await run(
    postgresOf(payload).drizzle,
    `select orders.id, to_json(orders.created_at) as "createdAt" from ${tableOf(payload, 'orders')} as orders
      where exists (select 1 from ${lineTableOf(payload)} as lines
          where lines._parent_id = orders.id and lines.sold_item = $1)
        ${place ? `and (orders.created_at, orders.id) < ($3::timestamptz, $4::${type})` : ''}
      order by orders.created_at desc, orders.id desc limit $2`,
    [itemId, limit, ...(place ? [place.createdAt.toISOString(), place.id] : [])],
  )
  return rows.map(({ id, createdAt }) => ({
    id: id as Id,
    place: writePlace({ createdAt: new Date(String(createdAt)), id: String(id) }),
  }))
}

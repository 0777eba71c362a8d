import type pg from 'pg'
import { ITEM_PRICE_MINOR } from './shop.ts'

/** How many orders there are when look-ups are measured: a small shop's, then a large one's. */
export const FEW_ORDERS = 1_000
export const MANY_ORDERS = 100_000

/** Which items the orders of the look-ups hold: ids. */
export interface LookUpItems {
  inEvery: number
  inOneOfTen: number
  inTheOthers: number
}

/** Makes the paid orders, of two lines each, from number `after` + 1 to number `upTo`. */
export async function fillOrders(
  client: pg.Client,
  { inEvery, inOneOfTen, inTheOthers }: LookUpItems,
  { after, upTo }: { after: number; upTo: number },
): Promise<void> {
  await client.query(
    `with new_orders as (
       insert into orders (status, currency, number, subtotal, total, paid_at)
       select 'paid', 'usd', 'bench-' || n, 2 * $4::int, 2 * $4::int, now() from generate_series($5::int + 1, $6) n
       returning id, substr(number, 7)::int as n
     )
     insert into orders_lines (_order, _parent_id, id, item_id, sold_item, name, quantity, unit_amount, amount)
     select place, new_orders.id, md5(new_orders.id || '-' || place), item, item::text, 'Item', 1, $4, $4
     from new_orders, lateral (values (1, $1::int), (2, case when n % 10 = 0 then $2::int else $3::int end))
       as lines (place, item)`,
    [inEvery, inOneOfTen, inTheOthers, ITEM_PRICE_MINOR, after, upTo],
  )
  // What autovacuum does in a shop that gets its orders one by one.
  await client.query('vacuum analyze orders, orders_lines')
}

/** Makes drafts of two lines, as staff would. Answers their ids. */
export async function addDrafts(client: pg.Client, itemIds: number[], count: number): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `with new_orders as (
       insert into orders (status, currency, number, subtotal, total)
       select 'draft', 'usd', nextval('stripe_shop_order_number')::text, 2 * $2::int, 2 * $2::int
       from generate_series(1, $3)
       returning id
     ), new_lines as (
       insert into orders_lines (_order, _parent_id, id, item_id, sold_item, name, quantity, unit_amount, amount)
       select place, new_orders.id, md5('draft' || new_orders.id || '-' || place), item, item::text, 'Item', 1, $2, $2
       from new_orders, unnest($1::int[]) with ordinality as lines (item, place)
     )
     select id from new_orders`,
    [itemIds, ITEM_PRICE_MINOR, count],
  )
  return rows.map(({ id }) => id)
}

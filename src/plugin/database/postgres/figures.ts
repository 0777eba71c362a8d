import type { BasePayload } from 'payload'
import type { AskedFigures, Figures } from '../shop-database.ts'
import { postgresOf, run } from './connection.ts'
import { condition } from './purchase-statements.ts'
import { tableOf } from './schema.ts'

/** One statement, each part of which has an index, or a table of a row for each item. */
export async function readFigures(
  payload: BasePayload,
  { dayStart, weekStart, few }: AskedFigures,
): Promise<Figures> {
  const orders = tableOf(payload, 'orders')
  const text = `with paid as (
      select currency, total, paid_at >= $1::timestamptz as is_today from ${orders} as orders
      where paid_at >= $2::timestamptz
    ), sales as (
      select currency, coalesce(sum(total) filter (where is_today), 0)::float8 as today,
        count(*) filter (where is_today)::int as "ordersToday", sum(total)::float8 as week,
        count(*)::int as "ordersThisWeek"
      from paid group by currency order by sum(total) desc
    )
    select coalesce((select json_agg(sales) from sales), '[]') as sales,
      (select count(*)::int from ${orders} where fulfilment = 'to_pack'
        and status in ('paid', 'partially_refunded')) as "toPack",
      (select count(*)::int from ${orders} where review is not null and review <> '') as "toReview",
      (select json_build_object('count', count(*)::int, 'answerBy', min(answer_by))
        from ${tableOf(payload, 'disputes')} where status like '%needs_response') as disputes,
      array(
        select items.id::text from ${tableOf(payload, 'inventory')} as inventory
        join ${tableOf(payload, 'items')} as items on items.id::text = inventory.item ${condition(payload, 'items')}
        where inventory.available <= $3 order by inventory.available, items.id limit 100
      ) as "lowStock",
      (select count(*)::int from ${tableOf(payload, 'stripe-sync')} where status = 'failed') as "failedSyncs"`
  const [row] = await run(postgresOf(payload).drizzle, text, [
    dayStart.toISOString(),
    weekStart.toISOString(),
    few,
  ])
  return row as unknown as Figures
}

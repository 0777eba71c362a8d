import type { BasePayload } from 'payload'
import type { AskedFigures, Figures } from '../shop-database.ts'
import { postgresOf, run } from './connection.ts'
import { condition } from './purchase-statements.ts'
import { idTypeOf, tableOf } from './schema.ts'

/** One statement, each part of which has an index. */
export async function readFigures(payload: BasePayload, { dayStarts, few }: AskedFigures): Promise<Figures> {
  const [row] = await run(postgresOf(payload).drizzle, figuresText(payload, few), [
    dayStarts.map((start) => start.toISOString()),
  ])
  return row as unknown as Figures
}

/** `few` stands in the text: only a constant lets PostgreSQL take the index of those of which few are left. */
export function figuresText(payload: BasePayload, few: number): string {
  const orders = tableOf(payload, 'orders')
  return `with sales as (
      select width_bucket(paid_at, $1::timestamptz[]) - 1 as day, currency, sum(total)::float8 as amount,
        count(*)::int as orders
      from ${orders} where paid_at >= ($1::timestamptz[])[1] group by 1, 2 order by 1, 2
    )
    select coalesce((select json_agg(sales) from sales), '[]') as sales,
      (select count(*)::int from ${orders} where fulfilment = 'to_pack'
        and status in ('paid', 'partially_refunded')) as "toPack",
      (select count(*)::int from ${orders} where review is not null and review <> '') as "toReview",
      (select json_build_object('count', count(*)::int, 'answerBy', min(answer_by))
        from ${tableOf(payload, 'disputes')} where status like '%needs_response') as disputes,
      array(
        select items.id::text from ${tableOf(payload, 'inventory')} as inventory
        join ${tableOf(payload, 'items')} as items
          on items.id = inventory.item::${idTypeOf(payload, 'items')} ${condition(payload, 'items')}
        where inventory.available <= ${few} order by inventory.available, items.id limit 100
      ) as "lowStock",
      (select count(*)::int from ${tableOf(payload, 'stripe-sync')} where status = 'failed') as "failedSyncs"`
}

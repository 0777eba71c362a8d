import type { BasePayload, PayloadRequest } from 'payload'
import type { Id } from '../../domain/id.ts'
import { type Stock, type SyncedRow, UNLIMITED } from '../shop-database.ts'
import { postgresOf, run, runWithin } from './connection.ts'

/** Rejects when the database cannot be reached. */
export async function ping(payload: BasePayload): Promise<void> {
  await run(postgresOf(payload).drizzle, 'select 1')
}

/**
 * The orders with a line of the item, newest first (ids ascend with time), at most `limit`, older than `before`.
 * By an index on the lines, so that it costs the same in a small shop and a large one.
 */
export async function findOrderIdsOfItem(
  payload: BasePayload,
  { itemId, limit, before }: { itemId: string; limit: number; before: string | null },
): Promise<Id[]> {
  const rows = await run(
    postgresOf(payload).drizzle,
    `select distinct _parent_id as id from orders_lines
      where sold_item = $1 and _parent_id < coalesce($3::int, 2147483647)
      order by _parent_id desc limit $2`,
    [itemId, limit, before],
  )
  return rows.map(({ id }) => id as Id)
}

export async function readSynced(payload: BasePayload, keys: readonly string[]): Promise<SyncedRow[]> {
  const rows = await run(
    postgresOf(payload).drizzle,
    `select account_id as "accountId", mode, kind, document, title, status, object_id as "objectId", terms
      from stripe_sync where key = any($1::text[])`,
    [keys],
  )
  return rows as unknown as SyncedRow[]
}

/** How many paid orders had each of the discounts. */
export async function countRedemptions(
  { payload, req }: { payload: BasePayload; req?: PayloadRequest },
  discounts: readonly string[],
): Promise<Map<string, number>> {
  if (discounts.length === 0) return new Map()
  const text = `select discount, count(*)::int as count from discount_redemptions
    where discount = any($1::text[]) group by discount`
  const rows = req
    ? await runWithin(req, text, [discounts])
    : await run(postgresOf(payload).drizzle, text, [discounts])
  return new Map(rows.map(({ discount, count }) => [discount as string, count as number]))
}

export async function readStocks(req: PayloadRequest, items: readonly string[]): Promise<Stock[]> {
  const rows = await runWithin(
    req,
    'select item, quantity::int, available::int from inventory where item = any($1::text[])',
    [items],
  )
  const byItem = new Map(rows.map(({ item, ...stock }) => [item, stock as unknown as Stock]))
  return items.map((item) => byItem.get(item) ?? UNLIMITED)
}

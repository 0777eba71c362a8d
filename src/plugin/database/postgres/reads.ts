import type { BasePayload, PayloadRequest } from 'payload'
import { type Stock, type SyncedRow, UNLIMITED } from '../shop-database.ts'
import { postgresOf, run, runWithin } from './connection.ts'
import { tableOf } from './schema.ts'

/** Rejects when the database cannot be reached. */
export async function ping(payload: BasePayload): Promise<void> {
  await run(postgresOf(payload).drizzle, 'select 1')
}

export async function readSynced(payload: BasePayload, keys: readonly string[]): Promise<SyncedRow[]> {
  const rows = await run(
    postgresOf(payload).drizzle,
    `select account_id as "accountId", mode, kind, document, title, status, object_id as "objectId", terms
      from ${tableOf(payload, 'stripe-sync')} where key = any($1::text[])`,
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
  const redemptions = tableOf(payload, 'discount-redemptions')
  const text = `select discount, count(*)::int as count from ${redemptions}
    where discount = any($1::text[]) group by discount`
  const rows = req
    ? await runWithin(req, text, [discounts])
    : await run(postgresOf(payload).drizzle, text, [discounts])
  return new Map(rows.map(({ discount, count }) => [discount as string, count as number]))
}

export async function readStocks(req: PayloadRequest, items: readonly string[]): Promise<Stock[]> {
  const rows = await runWithin(
    req,
    `select item, quantity::int, available::int from ${tableOf(req.payload, 'inventory')}
      where item = any($1::text[])`,
    [items],
  )
  const byItem = new Map(rows.map(({ item, ...stock }) => [item, stock as unknown as Stock]))
  return items.map((item) => byItem.get(item) ?? UNLIMITED)
}

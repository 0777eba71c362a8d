import type { BasePayload, PayloadRequest } from 'payload'
import { type Stock, type SyncedRow, UNLIMITED } from '../shop-database.ts'
import { collectionOf, mongoOf } from './connection.ts'
import { within } from './transactions.ts'

export async function ping(payload: BasePayload): Promise<void> {
  await mongoOf(payload).connection.db?.admin().ping()
}

export async function readSynced(payload: BasePayload, keys: readonly string[]): Promise<SyncedRow[]> {
  const rows = await collectionOf(payload, 'stripe-sync')
    .find({ key: { $in: [...keys] } })
    .toArray()
  return rows as unknown as SyncedRow[]
}

export async function countRedemptions(
  { payload, req }: { payload: BasePayload; req?: PayloadRequest },
  discounts: readonly string[],
): Promise<Map<string, number>> {
  if (discounts.length === 0) return new Map()
  const rows = await collectionOf(payload, 'discount-redemptions')
    .aggregate<{ _id: string; count: number }>(
      [
        { $match: { discount: { $in: [...discounts] } } },
        { $group: { _id: '$discount', count: { $sum: 1 } } },
      ],
      await within(req),
    )
    .toArray()
  return new Map(rows.map(({ _id, count }) => [_id, count]))
}

export async function readStocks(req: PayloadRequest, items: readonly string[]): Promise<Stock[]> {
  const stocks = await findStocks(req.payload, items, req)
  return items.map((item) => stocks.get(item) ?? UNLIMITED)
}

export async function findStocks(
  payload: BasePayload,
  items: readonly string[],
  req?: PayloadRequest,
): Promise<Map<string, Stock>> {
  const rows = await collectionOf(payload, 'inventory')
    .find({ item: { $in: [...items] } }, await within(req))
    .toArray()
  return new Map(rows.map(({ item, quantity = null, available = null }) => [item, { quantity, available }]))
}

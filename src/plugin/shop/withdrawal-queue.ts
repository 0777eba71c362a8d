import type { PayloadRequest } from 'payload'
import { findItemsOnSale } from './orders/items-on-sale.ts'
import type { OrderRecord } from './records.ts'
import { SYNC_QUEUE } from './sync/queue.ts'

/** The task that ends the payments of an item that is not sold any more. */
export const WITHDRAWAL = 'stripe-shop-withdrawal'

/** `since` is when the item was taken off sale, an ISO date. */
export type Withdrawal = { item: string; since: string }

export async function queueWithdrawal(
  req: PayloadRequest,
  input: Withdrawal,
  waitUntil?: Date,
): Promise<void> {
  const job = { task: WITHDRAWAL, queue: SYNC_QUEUE, input, req, ...(waitUntil && { waitUntil }) }
  await req.payload.jobs.queue(job as never)
}

/** For an order that can be paid again: what was taken off sale meanwhile cannot. */
export async function withdrawUnsold(req: PayloadRequest, { lines }: OrderRecord): Promise<void> {
  const items = [...new Set(lines.map(({ soldItem }) => soldItem))]
  const onSale = await findItemsOnSale({ payload: req.payload, req }, items)
  const since = new Date().toISOString()
  for (const item of items) if (!onSale.has(item)) await queueWithdrawal(req, { item, since })
}

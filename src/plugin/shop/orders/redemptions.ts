import type { PayloadRequest } from 'payload'
import { countRedemptions, lockName } from '../../database/database.ts'
import type { OrderRecord } from '../records.ts'

/**
 * Counts a paid order against its discount's `maxRedemptions`, one order at a time, and answers a sentence for staff
 * when it was used more often than it may be. In the transaction that settles the order; the discount's own row is
 * left alone, because who deletes it holds it and waits for the order.
 */
export async function recordRedemption(req: PayloadRequest, order: OrderRecord): Promise<string[]> {
  const copy = order.discountCopy
  if (!copy) return []
  const { payload } = req
  await lockName(req, `redemptions of ${copy.id}`)
  const data = { discount: String(copy.id), order: String(order.id) }
  await payload.db.create({ collection: 'discount-redemptions', data, req, returning: false })
  const discount = await payload.db.findOne<{ id: number; maxRedemptions?: number | null }>({
    collection: 'discounts',
    where: { id: { equals: copy.id } },
    req,
  })
  const limit = discount?.maxRedemptions ?? null
  if (limit === null) return []
  const count = (await countRedemptions({ payload, req }, [data.discount])).get(data.discount) ?? 0
  return count > limit
    ? [`The discount “${copy.name}” was used by ${count} orders, of at most ${limit}.`]
    : []
}

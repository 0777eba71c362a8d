import type { BasePayload } from 'payload'
import { slugOf } from '../../slugs.ts'
import { inForce } from '../catalogue-terms.ts'
import type { AskedFigures, DaySales, Figures } from '../shop-database.ts'
import { collectionOf } from './connection.ts'

export async function readFigures(payload: BasePayload, { dayStarts, few }: AskedFigures): Promise<Figures> {
  const orders = collectionOf(payload, 'orders')
  const [sales, toPack, toReview, disputes, lowStock, failedSyncs] = await Promise.all([
    findSales(payload, dayStarts),
    orders.countDocuments({ fulfilment: 'to_pack', status: { $in: ['paid', 'partially_refunded'] } }),
    orders.countDocuments({ review: { $nin: [null, ''] } }),
    collectionOf(payload, 'disputes')
      .find({ status: /needs_response$/ })
      .sort({ answerBy: 1 })
      .toArray(),
    findLowStock(payload, few),
    collectionOf(payload, 'stripe-sync').countDocuments({ status: 'failed' }),
  ])
  const [first] = disputes.flatMap(({ answerBy }) => (answerBy ? [new Date(answerBy)] : []))
  return {
    sales,
    toPack,
    toReview,
    disputes: { count: disputes.length, answerBy: first?.toISOString() ?? null },
    lowStock,
    failedSyncs,
  }
}

function findSales(payload: BasePayload, dayStarts: AskedFigures['dayStarts']): Promise<DaySales[]> {
  const begunBefore = { $filter: { input: dayStarts, cond: { $lte: ['$$this', '$paidAt'] } } }
  return collectionOf(payload, 'orders')
    .aggregate<DaySales>([
      { $match: { paidAt: { $gte: dayStarts[0] } } },
      {
        $group: {
          _id: { day: { $subtract: [{ $size: begunBefore }, 1] }, currency: '$currency' },
          amount: { $sum: '$total' },
          orders: { $sum: 1 },
        },
      },
      { $sort: { _id: 1 } },
      { $project: { _id: 0, day: '$_id.day', currency: '$_id.currency', amount: 1, orders: 1 } },
    ])
    .toArray()
}

async function findLowStock(payload: BasePayload, few: number): Promise<string[]> {
  const rows = await collectionOf(payload, 'inventory')
    .find({ available: { $lte: few, $ne: null } })
    .sort({ available: 1 })
    .limit(100)
    .toArray()
  const ids = rows.map(({ item }) => String(item))
  const { docs } = await payload.db.find<{ id: string }>({
    collection: slugOf(payload, 'items'),
    where: { and: [{ id: { in: ids } }, ...inForce(payload, 'items')] },
    pagination: false,
  })
  const published = new Set(docs.map(({ id }) => String(id)))
  return ids.filter((id) => published.has(id))
}

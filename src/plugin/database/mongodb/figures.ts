import type { BasePayload } from 'payload'
import { slugOf } from '../../slugs.ts'
import { inForce } from '../catalogue-terms.ts'
import type { AskedFigures, Figures } from '../shop-database.ts'
import { collectionOf } from './connection.ts'

export async function readFigures(
  payload: BasePayload,
  { dayStart, weekStart, few }: AskedFigures,
): Promise<Figures> {
  const orders = collectionOf(payload, 'orders')
  const isToday = { $gte: ['$paidAt', dayStart] }
  const [sales, toPack, toReview, disputes, lowStock, failedSyncs] = await Promise.all([
    orders
      .aggregate<Figures['sales'][number]>([
        { $match: { paidAt: { $gte: weekStart } } },
        {
          $group: {
            _id: '$currency',
            today: { $sum: { $cond: [isToday, '$total', 0] } },
            ordersToday: { $sum: { $cond: [isToday, 1, 0] } },
            week: { $sum: '$total' },
            ordersThisWeek: { $sum: 1 },
          },
        },
        { $sort: { week: -1 } },
        { $addFields: { currency: '$_id' } },
        { $project: { _id: 0 } },
      ])
      .toArray(),
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

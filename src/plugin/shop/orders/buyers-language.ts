import type { BasePayload } from 'payload'
import { slugOf } from '../../slugs.ts'
import type { Id, PaymentRecord } from '../records.ts'

/** The language that an order was last paid in, such as `de`; null where nobody asked for one. */
export async function findBuyersLanguage(payload: BasePayload, order: Id): Promise<string | null> {
  const { docs } = await payload.db.find<PaymentRecord>({
    collection: slugOf(payload, 'payments'),
    where: { order: { equals: order } },
    sort: ['-createdAt', '-id'],
    limit: 1,
    pagination: false,
  })
  return docs[0]?.params.locale ?? null
}

import type { BasePayload, CollectionSlug, TypedUser } from 'payload'
import { type HostData, readDefaults, requiredHostFields } from '../../database/host-fields.ts'
import { slugOf } from '../../slugs.ts'
import type { Id } from '../records.ts'
import { shopOf } from '../shop.ts'

/** The project's own fields of an order that a shopper makes. */
export async function readOrderData(
  payload: BasePayload,
  { itemIds, user }: { itemIds: readonly Id[]; user: TypedUser | null },
): Promise<HostData> {
  const { orderData } = shopOf(payload)
  const defaults = await readDefaults(payload, 'orders')
  if (!orderData) return defaults
  const { docs } = await payload.find({
    collection: slugOf(payload, 'items') as CollectionSlug,
    where: { id: { in: [...itemIds] } },
    depth: 0,
    limit: itemIds.length,
    pagination: false,
  })
  const items = docs as unknown as Record<string, unknown>[]
  return { ...defaults, ...(await orderData({ items, user, payload })) }
}

/** Whoever buys fills in none of the project's fields. */
export function assertHostFields(payload: BasePayload): void {
  const [ofPayment] = requiredHostFields(payload, 'payments')
  if (ofPayment !== undefined)
    throw new Error(
      `stripeShop: payments have the required field "${ofPayment}" without a defaultValue (option overrides.payments), so that no payment could be written.`,
    )
  const [ofOrder] = requiredHostFields(payload, 'orders')
  if (ofOrder !== undefined && !shopOf(payload).orderData)
    throw new Error(
      `stripeShop: orders have the required field "${ofOrder}" without a defaultValue, and shoppers fill in none; give it one, or answer it with the option orderData.`,
    )
}

import type { CollectionBeforeDeleteHook, PayloadRequest } from 'payload'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'

/** Only an order that no payment was ever started for can be deleted: the rest is bookkeeping. */
export const guardDeletion: CollectionBeforeDeleteHook = async ({ collection, id, req }) => {
  const order = await req.payload.db.findOne<{ id: number; status?: string }>({
    collection: collection.slug,
    where: { id: { equals: id } },
    req,
  })
  if (order && order.status !== 'draft') {
    throw new ShopError('frozen', `An order that is ${order.status} cannot be deleted.`)
  }
  if (order && (await hasLostPayment(req, id))) {
    throw new ShopError('frozen', 'Stripe has not said yet what became of a payment. Try again in a minute.')
  }
}

/** A payment was started and nobody knows whether Stripe made it: a draft again, that still holds what it needs. */
async function hasLostPayment({ payload }: PayloadRequest, orderId: Id): Promise<boolean> {
  const lost = await payload.db.findOne({
    collection: slugOf(payload, 'payments'),
    where: { and: [{ order: { equals: orderId } }, { status: { equals: 'starting' } }] },
  })
  return Boolean(lost)
}

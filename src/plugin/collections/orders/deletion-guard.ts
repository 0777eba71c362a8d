import type { CollectionBeforeDeleteHook } from 'payload'
import { ShopError } from '../../domain/errors.ts'

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
}

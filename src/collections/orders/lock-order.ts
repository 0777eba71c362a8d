import type { CollectionBeforeOperationHook, PayloadRequest, Where } from 'payload'
import { lockDocument } from '../../database.ts'

/**
 * Takes the order's row before Payload reads it. An update reads, merges and writes the whole document:
 * without the lock a note saved beside a settlement would turn the paid order back to open.
 */
export const lockOrder: CollectionBeforeOperationHook = async ({ args, collection, operation, req }) => {
  if (operation !== 'update' && operation !== 'delete') return args
  const { id, where } = args as { id?: number | string; where?: Where }
  if (id !== undefined && id !== null) {
    await lockDocument(req, { collection: collection.slug, id })
    return args
  }
  if (!where) return args
  const ids = await findIds(req, where)
  for (const each of ids) await lockDocument(req, { collection: collection.slug, id: each })
  // What comes to fit only after this was not locked, and must not be read.
  return { ...args, where: { and: [where, { id: { in: ids } }] } }
}

/** In one order everywhere, so that two updates of many orders cannot wait for each other. */
async function findIds(req: PayloadRequest, where: Where): Promise<(number | string)[]> {
  const { docs } = await req.payload.find({
    collection: 'orders',
    where,
    sort: 'id',
    pagination: false,
    depth: 0,
    joins: false,
    select: { number: true },
    req,
  })
  return docs.map(({ id }) => id)
}

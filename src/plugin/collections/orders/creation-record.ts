import type { CollectionAfterChangeHook } from 'payload'
import { slugOf } from '../../slugs.ts'

export const recordCreation: CollectionAfterChangeHook = async ({ doc, operation, req }) => {
  if (operation === 'create') {
    await req.payload.db.create({
      collection: slugOf(req.payload, 'order-history'),
      data: { order: doc.id, to: doc.status, reason: 'created' },
      req,
      returning: false,
    })
  }
  return doc
}

import type { CollectionAfterChangeHook } from 'payload'

export const recordCreation: CollectionAfterChangeHook = async ({ doc, operation, req }) => {
  if (operation === 'create') {
    await req.payload.db.create({
      collection: 'order-history',
      data: { order: doc.id, to: doc.status, reason: 'created' },
      req,
      returning: false,
    })
  }
  return doc
}

import type { CollectionAfterChangeHook } from 'payload'
import { announce } from './announcements.ts'

/** Tells whoever waits for it that the goods are on their way, in the transaction that says so. */
export const shipmentHooks: { afterChange: CollectionAfterChangeHook } = {
  afterChange: async ({ doc, previousDoc, operation, req }) => {
    const isNews = doc.fulfilment === 'shipped' && previousDoc?.fulfilment !== 'shipped'
    if (operation === 'update' && isNews) await announce(req, 'orderShipped', doc.id)
    return doc
  },
}

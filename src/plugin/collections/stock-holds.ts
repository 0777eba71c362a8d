import type { CollectionConfig } from 'payload'
import { nobody } from './access.ts'

/**
 * What an order holds of an item's stock while somebody pays for it: taken off `available` when the payment is started,
 * and off the stock when it is paid. Nothing is written for an unlimited item.
 */
export const stockHolds: CollectionConfig = {
  slug: 'stock-holds',
  admin: { hidden: true },
  lockDocuments: false,
  access: { read: nobody, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'order', type: 'text', required: true, index: true },
    { name: 'item', type: 'text', required: true, index: true },
    { name: 'quantity', type: 'number', required: true },
  ],
}

import type { CollectionConfig } from 'payload'
import { nobody } from './access.ts'

/**
 * What is left of each item, and how much of it nobody holds. Kept outside the item, because a sale that wrote the item
 * would write an unpublished draft over the published version. Written by the item's `stock` field, by holds and by
 * sales only. Both are null for an unlimited item.
 */
export const inventory: CollectionConfig = {
  slug: 'inventory',
  admin: { hidden: true },
  lockDocuments: false,
  access: { read: nobody, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'item', type: 'text', required: true, unique: true, index: true },
    { name: 'quantity', type: 'number' },
    { name: 'available', type: 'number' },
  ],
}

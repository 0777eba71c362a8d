import type { CollectionConfig } from 'payload'
import { nobody } from './access.ts'

/**
 * What each item cost, and since when: the law wants to see the lowest price of the 30 days before a reduction. Written
 * with the item, whoever saves it; only what was published.
 */
export const priceHistory: CollectionConfig = {
  slug: 'price-history',
  admin: { hidden: true },
  lockDocuments: false,
  access: { read: nobody, create: nobody, update: nobody, delete: nobody },
  indexes: [{ fields: ['item', 'since'] }],
  fields: [
    { name: 'item', type: 'text', required: true },
    { name: 'price', type: 'number', required: true },
    { name: 'currency', type: 'text', required: true },
    { name: 'since', type: 'date', required: true },
  ],
}

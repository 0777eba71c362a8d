import type { CollectionConfig } from 'payload'
import { nobody } from '../access.ts'

/**
 * One row for each order that used a discount, or holds one use of it while somebody pays. Rows of their own, because a
 * counter on the discount would be overwritten by whoever is editing it.
 */
export const discountRedemptions: CollectionConfig = {
  slug: 'discount-redemptions',
  admin: { hidden: true },
  lockDocuments: false,
  access: { read: nobody, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'discount', type: 'text', required: true, index: true },
    { name: 'order', type: 'text', required: true, unique: true, index: true },
    { name: 'isHold', type: 'checkbox', defaultValue: false },
  ],
}

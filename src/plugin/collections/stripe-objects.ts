import type { CollectionConfig } from 'payload'
import { nobody } from './access.ts'

/**
 * Which object in Stripe stands for a discount or a tax as it was sold, in each Stripe account (by its own id, not
 * by its key) and mode. Kept outside the documents: ids of one account or mode are never used in another.
 */
export const stripeObjects: CollectionConfig = {
  slug: 'stripe-objects',
  admin: { hidden: true },
  lockDocuments: false,
  access: { read: nobody, create: nobody, update: nobody, delete: nobody },
  fields: [
    // Account, mode and everything about the object that Stripe does not let change.
    { name: 'key', type: 'text', required: true, unique: true, index: true },
    // Stored before Stripe is asked, so that a repeat after a lost answer makes nothing twice.
    { name: 'idempotencyKey', type: 'text', required: true },
    { name: 'objectId', type: 'text', index: true },
  ],
}

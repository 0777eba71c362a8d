import type { CollectionConfig } from 'payload'
import { nobody } from './access.ts'

/**
 * One row for each name that this database has had, the newest for what it is now: the id tells its orders from those
 * of another installation on the same Stripe account.
 */
export const installation: CollectionConfig = {
  slug: 'shop-installation',
  admin: { hidden: true },
  lockDocuments: false,
  access: { read: nobody, create: nobody, update: nobody, delete: nobody },
  fields: [
    // The name.
    { name: 'key', type: 'text', required: true, unique: true, index: true },
    { name: 'installationId', type: 'text', required: true },
  ],
}

import type { CollectionConfig } from 'payload'
import { nobody } from './access.ts'

export const OUTBOX_KINDS = ['orderPaid', 'orderRefunded', 'orderEnded'] as const

/**
 * What the host project is still to be told, written in the transaction that made it true. `waiting` until its
 * callback has ended well; `failed` once it was tried too often.
 */
export const outbox: CollectionConfig = {
  slug: 'shop-outbox',
  admin: { hidden: true },
  lockDocuments: false,
  access: { read: nobody, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'eventId', type: 'text', required: true, unique: true, index: true },
    { name: 'kind', type: 'select', required: true, options: [...OUTBOX_KINDS] },
    { name: 'order', type: 'relationship', relationTo: 'orders', index: true },
    { name: 'status', type: 'select', required: true, index: true, options: ['waiting', 'done', 'failed'] },
    { name: 'attempts', type: 'number', required: true },
    { name: 'runAt', type: 'date', required: true, index: true },
    { name: 'reason', type: 'text' },
  ],
}

import type { CollectionConfig } from 'payload'
import { nobody } from './access.ts'

/** What there is to tell of an order. */
export const ORDER_NEWS = [
  'orderPaid',
  'orderRefunded',
  'orderEnded',
  'orderReviewed',
  'orderShipped',
] as const

/**
 * What the host project is still to be told of an order, written in the transaction that made it true, and mails that
 * still have to be sent. `waiting` until its callback has ended well; `failed` once it was tried too often.
 */
export const outbox: CollectionConfig = {
  slug: 'shop-outbox',
  admin: { hidden: true },
  lockDocuments: false,
  access: { read: nobody, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'eventId', type: 'text', required: true, unique: true, index: true },
    { name: 'kind', type: 'select', required: true, options: [...ORDER_NEWS, 'mail'] },
    { name: 'order', type: 'relationship', relationTo: 'orders', index: true },
    // Emptied once it is sent: it may hold a link that logs somebody in.
    { name: 'mail', type: 'json' },
    { name: 'status', type: 'select', required: true, index: true, options: ['waiting', 'done', 'failed'] },
    { name: 'attempts', type: 'number', required: true },
    { name: 'runAt', type: 'date', required: true, index: true },
    { name: 'reason', type: 'text' },
  ],
}

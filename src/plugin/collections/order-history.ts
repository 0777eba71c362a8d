import type { CollectionConfig } from 'payload'
import { ORDER_STATUSES } from '../domain/order-status.ts'
import { nobody, ofReadableOrders } from './access.ts'

const options = ORDER_STATUSES.map((status) => ({ label: status.replaceAll('_', ' '), value: status }))

/** Every move of every order, in order. Only ever added to, and only by the shop. */
export const orderHistory: CollectionConfig = {
  slug: 'order-history',
  labels: { singular: 'History entry', plural: 'History entries' },
  admin: { hidden: true, useAsTitle: 'to' },
  lockDocuments: false,
  access: { read: ofReadableOrders, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'order', type: 'relationship', relationTo: 'orders', index: true },
    { name: 'from', type: 'select', options },
    { name: 'to', type: 'select', options, required: true },
    { name: 'reason', type: 'text' },
  ],
}

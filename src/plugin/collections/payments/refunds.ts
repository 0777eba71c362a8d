import type { CollectionConfig } from 'payload'
import { nobody, ofReadableOrders } from '../access.ts'
import { MONEY_COMPONENTS } from '../money-components.ts'

/**
 * What can become of a refund. `requested`: written here, Stripe asked or about to be asked. The others are
 * Stripe's own: `pending` and `succeeded` are money given back, `failed` and `canceled` came to nothing.
 */
export const REFUND_STATUSES = [
  'requested',
  'requires_action',
  'pending',
  'succeeded',
  'failed',
  'canceled',
] as const

const readOnly = { readOnly: true } as const

/** One document for each refund, whether staff made it here or in Stripe's Dashboard. */
export const refunds: CollectionConfig = {
  slug: 'refunds',
  labels: { singular: 'Refund', plural: 'Refunds' },
  admin: {
    group: 'Sales',
    useAsTitle: 'refundId',
    defaultColumns: ['order', 'amount', 'status', 'reason', 'createdAt'],
  },
  defaultSort: '-createdAt',
  disableDuplicate: true,
  lockDocuments: false,
  access: { read: ofReadableOrders, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'order', type: 'relationship', relationTo: 'orders', index: true, admin: readOnly },
    { name: 'refundId', type: 'text', label: 'In Stripe', unique: true, index: true, admin: readOnly },
    {
      name: 'status',
      type: 'select',
      required: true,
      index: true,
      options: REFUND_STATUSES.map((status) => ({ label: status.replaceAll('_', ' '), value: status })),
      admin: readOnly,
    },
    {
      name: 'amount',
      type: 'number',
      required: true,
      admin: {
        ...readOnly,
        components: MONEY_COMPONENTS,
      },
    },
    { name: 'currency', type: 'text', required: true, admin: readOnly },
    { name: 'reason', type: 'text', admin: readOnly },
    {
      name: 'requestedBy',
      type: 'text',
      admin: { ...readOnly, description: 'Empty if it was made in Stripe’s Dashboard.' },
    },
    { name: 'attempt', type: 'text', required: true, index: true, admin: { ...readOnly, hidden: true } },
    { name: 'request', type: 'text', unique: true, index: true, admin: { hidden: true } },
    { name: 'idempotencyKey', type: 'text', admin: { hidden: true }, access: { read: () => false } },
  ],
}

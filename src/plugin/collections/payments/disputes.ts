import type { CollectionConfig } from 'payload'
import { nobody, ofReadableOrders } from '../access.ts'
import { MONEY_COMPONENTS } from '../money-components.ts'

const readOnly = { readOnly: true } as const

/** One document for each time that the bank of whoever paid asks for the money back, or about it. As Stripe has it. */
export const disputes: CollectionConfig = {
  slug: 'disputes',
  labels: { singular: 'Dispute', plural: 'Disputes' },
  admin: {
    group: 'Sales',
    useAsTitle: 'disputeId',
    defaultColumns: ['order', 'status', 'amount', 'answerBy', 'reason', 'createdAt'],
  },
  defaultSort: '-createdAt',
  disableDuplicate: true,
  lockDocuments: false,
  access: { read: ofReadableOrders, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'order', type: 'relationship', relationTo: 'orders', index: true, admin: readOnly },
    { name: 'disputeId', type: 'text', label: 'In Stripe', required: true, unique: true, admin: readOnly },
    { name: 'status', type: 'text', required: true, index: true, admin: readOnly },
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
      name: 'answerBy',
      type: 'date',
      admin: {
        ...readOnly,
        date: { pickerAppearance: 'dayAndTime' },
        description: 'The deadline for an answer, which is given in Stripe’s Dashboard.',
      },
    },
    { name: 'attempt', type: 'text', required: true, index: true, admin: { ...readOnly, hidden: true } },
    { name: 'readAt', type: 'date', required: true, admin: { ...readOnly, hidden: true } },
  ],
}

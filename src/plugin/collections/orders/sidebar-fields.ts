import type { Field } from 'payload'
import { ORDER_STATUSES } from '../../domain/order-status.ts'

const readOnly = { readOnly: true } as const

/** How the order stands, beside every tab. */
export const sidebarFields: Field[] = [
  {
    name: 'status',
    type: 'select',
    required: true,
    defaultValue: 'draft',
    index: true,
    options: ORDER_STATUSES.map((status) => ({ label: status.replaceAll('_', ' '), value: status })),
    admin: {
      ...readOnly,
      position: 'sidebar',
      // With a condition, whatever it is, GraphQL does not ask everybody for what only the shop may say.
      condition: () => true,
      components: { Cell: 'payload-stripe-shop/rsc#StatusCell' },
    },
  },
  {
    name: 'number',
    type: 'text',
    unique: true,
    index: true,
    admin: { ...readOnly, position: 'sidebar' },
  },
  {
    name: 'paymentLink',
    type: 'ui',
    admin: {
      position: 'sidebar',
      components: { Field: 'payload-stripe-shop/rsc#PaymentLink' },
    },
  },
  {
    name: 'refundOrder',
    type: 'ui',
    admin: {
      position: 'sidebar',
      disableListColumn: true,
      components: { Field: 'payload-stripe-shop/rsc#RefundOrder' },
    },
  },
  {
    name: 'review',
    type: 'textarea',
    admin: {
      position: 'sidebar',
      description: 'Why somebody should look at this order. Clear it when done.',
    },
  },
  { name: 'note', type: 'textarea', admin: { position: 'sidebar', description: 'For staff only.' } },
  {
    name: 'paidAt',
    type: 'date',
    index: true,
    admin: { ...readOnly, position: 'sidebar', date: { pickerAppearance: 'dayAndTime' } },
  },
  {
    name: 'buyKey',
    type: 'text',
    unique: true,
    index: true,
    admin: { hidden: true },
    access: { read: () => false },
  },
]

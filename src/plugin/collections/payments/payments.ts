import type { CollectionConfig } from 'payload'
import { PAYMENT_FLOWS } from '../../domain/payment-flows.ts'
import { nobody, ofReadableOrders } from '../access.ts'
import { MONEY_COMPONENTS } from '../money-components.ts'
import { stripeLinks } from './stripe-links-field.ts'

/**
 * What can become of one attempt to pay. `starting`: written, Stripe asked or about to be asked, its answer
 * not yet stored. `open`: Stripe has a session or intent that can be paid. `processing`: authorised, the
 * money on its way. `paid`, `failed`, `expired`, `canceled`: ended (money that comes later still makes it paid).
 */
export const PAYMENT_STATUSES = [
  'starting',
  'open',
  'processing',
  'paid',
  'failed',
  'expired',
  'canceled',
] as const

const readOnly = { readOnly: true } as const
const choices = (values: readonly string[]) => values.map((value) => ({ label: value, value }))

/** One document for each attempt to pay an order, written before Stripe is asked. */
export const payments: CollectionConfig = {
  slug: 'payments',
  labels: { singular: 'Payment', plural: 'Payments' },
  admin: {
    group: 'Sales',
    useAsTitle: 'attempt',
    defaultColumns: ['order', 'status', 'flow', 'amount', 'account', 'createdAt'],
    pagination: { defaultLimit: 25 },
    listSearchableFields: ['sessionId', 'intentId', 'attempt'],
    description: 'Every attempt to pay an order, as Stripe knows it.',
  },
  defaultSort: '-createdAt',
  disableDuplicate: true,
  lockDocuments: false,
  access: { read: ofReadableOrders, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'order', type: 'relationship', relationTo: 'orders', index: true, admin: readOnly },
    {
      type: 'row',
      fields: [
        {
          name: 'status',
          type: 'select',
          required: true,
          index: true,
          options: choices(PAYMENT_STATUSES),
          admin: {
            ...readOnly,
            width: '33%',
            components: { Cell: 'payload-stripe-shop/rsc#StatusCell' },
          },
        },
        {
          name: 'flow',
          type: 'select',
          required: true,
          options: choices(PAYMENT_FLOWS),
          admin: { ...readOnly, width: '33%' },
        },
        {
          name: 'account',
          type: 'text',
          label: 'Stripe account',
          required: true,
          admin: { ...readOnly, width: '33%' },
        },
      ],
    },
    {
      type: 'row',
      fields: [
        {
          name: 'amount',
          type: 'number',
          required: true,
          admin: {
            ...readOnly,
            width: '33%',
            components: MONEY_COMPONENTS,
          },
        },
        {
          name: 'amountReceived',
          type: 'number',
          label: 'Received',
          admin: {
            ...readOnly,
            width: '33%',
            description: 'What Stripe has collected.',
            components: { Field: 'payload-stripe-shop/client#MoneyField' },
          },
        },
        {
          name: 'expiresAt',
          type: 'date',
          admin: { ...readOnly, width: '33%', date: { pickerAppearance: 'dayAndTime' } },
        },
      ],
    },
    { name: 'currency', type: 'text', required: true, admin: { ...readOnly, condition: () => false } },
    {
      name: 'reason',
      type: 'text',
      admin: {
        ...readOnly,
        description: 'Why it ended.',
        condition: ({ reason }: { reason?: unknown }) => Boolean(reason),
      },
    },
    {
      type: 'row',
      fields: [
        { name: 'sessionId', type: 'text', label: 'Checkout Session', index: true, admin: readOnly },
        { name: 'intentId', type: 'text', label: 'Payment Intent', index: true, admin: readOnly },
      ],
    },
    { name: 'attempt', type: 'text', required: true, unique: true, index: true, admin: readOnly },
    stripeLinks,
    { name: 'url', type: 'text', admin: { hidden: true }, access: { read: () => false } },
    { name: 'clientSecret', type: 'text', admin: { hidden: true }, access: { read: () => false } },
    { name: 'params', type: 'json', admin: { hidden: true }, access: { read: () => false } },
    { name: 'idempotencyKey', type: 'text', admin: { hidden: true }, access: { read: () => false } },
    { name: 'isLiveMode', type: 'checkbox', admin: { ...readOnly, hidden: true } },
  ],
}

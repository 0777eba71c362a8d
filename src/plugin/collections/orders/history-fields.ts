import type { Field } from 'payload'
import { stripeLinks } from '../payments/stripe-links-field.ts'
import { amount } from './amount-field.ts'
import { guardDispute } from './frozen-fields.ts'

const readOnly = { readOnly: true } as const

/** What the holder of the card's bank says of the payment; the newest dispute, where there were several. */
const dispute: Field = {
  name: 'dispute',
  type: 'group',
  hooks: { beforeValidate: [guardDispute] },
  admin: { condition: (data) => Boolean(data?.dispute?.status) },
  fields: [
    {
      type: 'row',
      fields: [
        { name: 'status', type: 'text', admin: { ...readOnly, width: '25%' } },
        { ...amount('amount', 'Amount'), defaultValue: undefined } as Field,
        { name: 'reason', type: 'text', admin: { ...readOnly, width: '25%' } },
        { name: 'disputeId', type: 'text', label: 'In Stripe', admin: { ...readOnly, width: '25%' } },
      ],
    },
  ],
}

/** How the order was paid, refunded and moved. */
export const historyFields: Field[] = [
  stripeLinks,
  {
    name: 'refundOrder',
    type: 'ui',
    admin: {
      disableListColumn: true,
      components: { Field: 'payload-stripe-shop/rsc#RefundOrder' },
    },
  },
  dispute,
  {
    name: 'payments',
    type: 'join',
    collection: 'payments',
    on: 'order',
    defaultSort: '-createdAt',
    admin: { allowCreate: false, defaultColumns: ['createdAt', 'status', 'flow', 'amount', 'account'] },
  },
  {
    name: 'refunds',
    type: 'join',
    collection: 'refunds',
    on: 'order',
    defaultSort: '-createdAt',
    admin: { allowCreate: false, defaultColumns: ['amount', 'status', 'reason', 'requestedBy', 'createdAt'] },
  },
  {
    name: 'history',
    type: 'join',
    collection: 'order-history',
    on: 'order',
    defaultSort: 'createdAt',
    defaultLimit: 50,
    admin: { allowCreate: false, defaultColumns: ['createdAt', 'from', 'to', 'reason'] },
  },
]

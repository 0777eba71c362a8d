import type { Field } from 'payload'
import { stripeLinks } from '../payments/stripe-links-field.ts'

/** How the order was paid, refunded and moved. */
export const historyFields: Field[] = [
  stripeLinks,
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
    name: 'disputes',
    type: 'join',
    collection: 'disputes',
    on: 'order',
    defaultSort: '-createdAt',
    admin: { allowCreate: false, defaultColumns: ['status', 'amount', 'answerBy', 'reason', 'disputeId'] },
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

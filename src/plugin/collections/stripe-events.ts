import type { CollectionConfig } from 'payload'
import { nobody, ofAll } from './access.ts'

/**
 * Events as Stripe sent them, without secrets, once for each account and id. `received`: stored, not yet
 * applied. `applied`, `ignored` (not ours, nothing to do, or nothing that could be done: see `reason`): done, a repeat
 * changes nothing. `failed`: the next delivery tries again, or the sweep.
 */
export const stripeEvents: CollectionConfig = {
  slug: 'stripe-events',
  labels: { singular: 'Stripe event', plural: 'Stripe events' },
  admin: {
    group: 'Sales',
    useAsTitle: 'eventId',
    defaultColumns: ['type', 'account', 'status', 'reason', 'createdAt'],
  },
  defaultSort: '-createdAt',
  disableDuplicate: true,
  lockDocuments: false,
  access: { read: ofAll(['orders'], ['admin', 'support']), create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'key', type: 'text', required: true, unique: true, index: true, admin: { hidden: true } },
    { name: 'account', type: 'text', required: true },
    { name: 'eventId', type: 'text', required: true, index: true },
    { name: 'type', type: 'text', required: true, index: true },
    {
      name: 'status',
      type: 'select',
      required: true,
      index: true,
      options: ['received', 'applied', 'ignored', 'failed'],
    },
    { name: 'reason', type: 'text' },
    {
      name: 'retry',
      label: 'Try again',
      type: 'ui',
      admin: {
        disableListColumn: true,
        components: { Field: 'payload-stripe-shop/rsc#RetryEvent' },
      },
    },
    {
      name: 'body',
      type: 'json',
      admin: { components: { Field: 'payload-stripe-shop/rsc#JsonText' } },
    },
  ],
}

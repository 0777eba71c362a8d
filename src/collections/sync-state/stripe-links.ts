import type { CollectionConfig } from 'payload'
import { nobody, staff } from '../access.ts'

export const LINK_KINDS = ['product', 'coupon', 'tax_rate'] as const
/**
 * `pending`: being brought into step, or to be tried again. `synced`: Stripe has it as it was when it was last
 * saved. `failed`: Stripe refuses it, and will until the document or the account changes.
 */
export const LINK_STATUSES = ['pending', 'synced', 'failed'] as const

const readOnly = { readOnly: true } as const

/**
 * Which object in Stripe stands for a document, for each Stripe account (by its own id, not by its key) and
 * mode. Kept outside the documents: no draft overwrites it, and no id of one account is ever used in another.
 */
export const stripeLinks: CollectionConfig = {
  slug: 'stripe-links',
  labels: { singular: 'Stripe object', plural: 'Stripe sync' },
  admin: {
    group: 'Catalogue',
    useAsTitle: 'title',
    defaultColumns: ['title', 'document', 'status', 'reason', 'accountName', 'objectId', 'syncedAt'],
    listSearchableFields: ['title', 'document', 'objectId'],
    description: 'How items, discounts and taxes stand with Stripe. Filter by status to see what failed.',
  },
  defaultSort: '-updatedAt',
  disableDuplicate: true,
  lockDocuments: false,
  access: { read: staff, create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'title', type: 'text', admin: readOnly },
    {
      name: 'document',
      type: 'text',
      required: true,
      index: true,
      admin: { ...readOnly, components: { Cell: '/src/admin/sync/document-cell.tsx#DocumentCell' } },
    },
    { name: 'kind', type: 'select', required: true, options: [...LINK_KINDS], admin: readOnly },
    {
      name: 'status',
      type: 'select',
      required: true,
      index: true,
      options: [...LINK_STATUSES],
      admin: readOnly,
    },
    {
      name: 'reason',
      type: 'text',
      admin: { ...readOnly, description: 'What Stripe said, where it is not in step.' },
    },
    { name: 'accountName', type: 'text', required: true, admin: readOnly },
    { name: 'accountId', type: 'text', required: true, admin: readOnly },
    { name: 'mode', type: 'select', required: true, options: ['test', 'live'], admin: readOnly },
    { name: 'objectId', type: 'text', index: true, admin: readOnly },
    { name: 'priceId', type: 'text', admin: readOnly },
    { name: 'promotionCodeId', type: 'text', admin: readOnly },
    {
      name: 'terms',
      type: 'text',
      admin: {
        ...readOnly,
        description: 'What Stripe cannot change afterwards; another value needs a new object.',
      },
    },
    { name: 'syncedAt', type: 'date', admin: { ...readOnly, date: { pickerAppearance: 'dayAndTime' } } },
    // Counts the objects made for the document, written before each is asked for: ids and idempotency keys carry
    // it. `madeGeneration` is the last one whose outcome is known.
    { name: 'generation', type: 'number', required: true, admin: { hidden: true } },
    { name: 'madeGeneration', type: 'number', required: true, admin: { hidden: true } },
    { name: 'key', type: 'text', required: true, unique: true, index: true, admin: { hidden: true } },
  ],
}

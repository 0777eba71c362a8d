import type { CollectionConfig } from 'payload'
import { nobody, ofAll } from '../access.ts'

export const SYNCED_COLLECTIONS = ['items', 'discounts', 'taxes'] as const
/**
 * `pending`: being brought into step, or to be tried again. `synced`: Stripe has it as it was last saved.
 * `failed`: Stripe refuses it, and will until the document or the account changes.
 */
export const SYNC_STATUSES = ['pending', 'synced', 'failed'] as const

const readOnly = { readOnly: true } as const

/**
 * Which object in Stripe stands for a document, for each Stripe account (by its own id, not by its key) and
 * mode. Kept outside the documents: no draft overwrites it, and no id of one account is ever used in another.
 */
export const stripeSync: CollectionConfig = {
  slug: 'stripe-sync',
  labels: { singular: 'Stripe object', plural: 'Stripe sync' },
  admin: {
    group: 'Catalogue',
    useAsTitle: 'title',
    defaultColumns: ['title', 'kind', 'status', 'reason', 'accountName', 'objectId', 'updatedAt'],
    listSearchableFields: ['title', 'objectId'],
    description: 'The state of items, discounts and taxes in Stripe. Filter by status to see what failed.',
  },
  defaultSort: '-updatedAt',
  disableDuplicate: true,
  lockDocuments: false,
  access: { read: ofAll(SYNCED_COLLECTIONS), create: nobody, update: nobody, delete: nobody },
  fields: [
    { name: 'title', type: 'text', admin: readOnly },
    { name: 'kind', type: 'select', required: true, options: [...SYNCED_COLLECTIONS], admin: readOnly },
    { name: 'document', type: 'text', required: true, index: true, admin: readOnly },
    {
      name: 'status',
      type: 'select',
      required: true,
      index: true,
      options: [...SYNC_STATUSES],
      admin: readOnly,
    },
    {
      name: 'reason',
      type: 'text',
      admin: { ...readOnly, description: 'What Stripe said, if it is not in step.' },
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
      admin: { ...readOnly, description: 'Fixed once it is in Stripe: another value needs another object.' },
    },
    // A hash of what Stripe was last made to match.
    { name: 'fingerprint', type: 'text', admin: { hidden: true } },
    // Counts the objects made for the document, written before each is asked for: ids and idempotency keys carry
    // it. `madeGeneration` is the last one whose outcome is known.
    { name: 'generation', type: 'number', required: true, admin: { hidden: true } },
    { name: 'madeGeneration', type: 'number', required: true, admin: { hidden: true } },
    { name: 'key', type: 'text', required: true, unique: true, index: true, admin: { hidden: true } },
  ],
}

import type { CollectionConfig } from 'payload'
import { catalogueStaff, staff } from '../access.ts'
import { editedInBulk } from '../bulk-edit.ts'
import { lockRows } from '../row-locks.ts'
import { TEXT_CELL } from '../spreadsheet-cells.ts'
import { syncField, syncFilter } from '../sync-state/sync-field.ts'
import { guardTax } from './tax-guard.ts'

/** A tax that orders can have; a tax rate in Stripe. */
export const taxes: CollectionConfig = {
  slug: 'taxes',
  labels: { singular: 'Tax', plural: 'Taxes' },
  admin: {
    group: 'Catalogue',
    useAsTitle: 'displayName',
    defaultColumns: ['displayName', 'percentage', 'inclusive', 'appliesByDefault', 'active', 'stripeSync'],
    components: syncFilter,
    listSearchableFields: ['displayName', 'jurisdiction', 'country'],
  },
  defaultSort: 'displayName',
  disableDuplicate: true,
  access: { read: staff, create: catalogueStaff, update: catalogueStaff, delete: catalogueStaff },
  hooks: { beforeOperation: [lockRows], beforeValidate: [guardTax] },
  fields: editedInBulk(
    ['country', 'state', 'jurisdiction', 'description', 'appliesByDefault', 'active'],
    [
      {
        name: 'displayName',
        type: 'text',
        required: true,
        maxLength: 50,
        custom: TEXT_CELL,
        admin: { description: 'What shoppers see, such as VAT.' },
      },
      {
        type: 'row',
        fields: [
          {
            name: 'percentage',
            type: 'number',
            required: true,
            min: 0,
            max: 100,
            admin: { width: '50%', step: 0.0001, description: 'Up to four decimals.' },
          },
          {
            // Required by the guard, not by Payload: a required checkbox that nobody touched would silently be false.
            name: 'inclusive',
            type: 'checkbox',
            admin: {
              width: '50%',
              components: { Field: 'payload-stripe-shop/client#InclusiveField' },
            },
          },
        ],
      },
      {
        type: 'row',
        fields: [
          {
            name: 'country',
            type: 'text',
            maxLength: 2,
            admin: { width: '33%', description: 'Two letters, such as DE.' },
          },
          { name: 'state', type: 'text', admin: { width: '33%' } },
          { name: 'jurisdiction', type: 'text', maxLength: 50, admin: { width: '33%' } },
        ],
      },
      { name: 'description', type: 'textarea', admin: { description: 'For staff; shoppers do not see it.' } },
      {
        name: 'appliesByDefault',
        type: 'checkbox',
        defaultValue: false,
        admin: { position: 'sidebar', description: 'Added to every order that a shopper places.' },
      },
      { name: 'active', type: 'checkbox', defaultValue: true, admin: { position: 'sidebar' } },
      syncField,
      {
        name: 'metadata',
        type: 'json',
        admin: {
          description: 'Your own keys and texts, one pair per line. Stored on the tax rate in Stripe.',
          components: { Field: 'payload-stripe-shop/client#MetadataField' },
        },
      },
    ],
  ),
}

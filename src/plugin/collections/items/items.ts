import type { CollectionBeforeOperationHook, CollectionConfig } from 'payload'
import { MAX_AMOUNT_MINOR } from '../../domain/currencies.ts'
import { catalogueStaff, onSaleOrStaff } from '../access.ts'
import { editedInBulk } from '../bulk-edit.ts'
import { currencyField } from '../currency-field.ts'
import { FIRST_FIELD } from '../first-field.ts'
import { MONEY_COMPONENTS, moneyRowComponents } from '../money-components.ts'
import { lockRows } from '../row-locks.ts'
import { MONEY_CELL, NUMBER_CELL, TEXT_CELL } from '../spreadsheet-cells.ts'
import { syncField, syncFilter } from '../sync-state/sync-field.ts'
import { nameMinorUnits } from './price-field.ts'
import { noteAutosave, readStock, removeStock, writeStock } from './stock-hooks.ts'

/** The stock belongs to the item, whatever version of it: there is nothing to compare. */
const IN_NO_VERSION = { Diff: 'payload-stripe-shop/client#NoDiff' }

const HIDDEN = { hidden: true, disableListColumn: true, disableListFilter: true, components: IN_NO_VERSION }

/** What is sold. A draft can be prepared beside the published version; the stock belongs to neither. */
export function items({ currencies }: { currencies: readonly string[] }): CollectionConfig {
  return {
    slug: 'items',
    admin: {
      group: 'Catalogue',
      useAsTitle: 'name',
      defaultColumns: ['name', 'price', 'stock', '_status', 'stripeSync', 'updatedAt'],
      components: syncFilter,
      pagination: { defaultLimit: 25 },
      listSearchableFields: ['name'],
    },
    defaultSort: 'name',
    versions: { drafts: true, maxPerDoc: 50 },
    access: {
      read: onSaleOrStaff,
      readVersions: catalogueStaff,
      create: catalogueStaff,
      update: catalogueStaff,
      delete: catalogueStaff,
    },
    hooks: {
      beforeOperation: [lockRows, copyAsDraft, noteAutosave],
      afterRead: [readStock],
      afterChange: [writeStock],
      afterDelete: [removeStock],
    },
    fields: editedInBulk(
      // Payload offers a rich text there, and shows no field for it.
      ['name', 'images', 'isShipped'],
      [
        {
          name: 'name',
          type: 'text',
          required: true,
          index: true,
          maxLength: 250,
          custom: TEXT_CELL,
          admin: FIRST_FIELD,
        },
        {
          type: 'row',
          admin: { components: moneyRowComponents('price') },
          fields: [
            {
              name: 'price',
              type: 'number',
              required: true,
              min: 1,
              max: MAX_AMOUNT_MINOR,
              validate: nameMinorUnits,
              custom: MONEY_CELL,
              admin: {
                description: 'For one, such as 19.99.',
                components: MONEY_COMPONENTS,
              },
            },
            currencyField({ currencies, required: true }),
          ],
        },
        { name: 'description', type: 'richText' },
        {
          name: 'isShipped',
          type: 'checkbox',
          defaultValue: true,
          label: 'Needs delivery',
          admin: { position: 'sidebar', description: 'Off for what is not sent, such as a download.' },
        },
        { name: 'images', type: 'upload', relationTo: 'media', hasMany: true, maxRows: 8 },
        {
          name: 'stock',
          type: 'number',
          virtual: true,
          min: 0,
          validate: nameWholeStock,
          custom: NUMBER_CELL,
          admin: {
            position: 'sidebar',
            description: 'What is left. Empty: unlimited. Shared by draft and published version.',
            components: {
              Field: 'payload-stripe-shop/client#StockField',
              Cell: 'payload-stripe-shop/rsc#StockCell',
              ...IN_NO_VERSION,
            },
          },
        },
        {
          name: 'available',
          type: 'number',
          virtual: true,
          admin: { ...HIDDEN, readOnly: true },
        },
        syncField,
        {
          name: 'stockSeen',
          type: 'number',
          virtual: true,
          admin: HIDDEN,
        },
      ],
    ),
  }
}

/** Two of the same are never on sale because somebody made a copy to work on, whoever made it and however. */
const copyAsDraft: CollectionBeforeOperationHook = ({ args, operation }) =>
  operation === 'create' && 'duplicateFromID' in args && args.duplicateFromID !== undefined
    ? { ...args, draft: true }
    : args

function nameWholeStock(value: unknown): true | string {
  if (value === null || value === undefined) return true
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000_000
    ? true
    : 'stock must be a whole number, 0 or more, or empty for unlimited.'
}

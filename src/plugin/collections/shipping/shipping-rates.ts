import type { CollectionConfig } from 'payload'
import { COUNTRIES, countryTexts } from '../../domain/countries.ts'
import { MAX_AMOUNT_MINOR } from '../../domain/currencies.ts'
import { catalogueStaff, staff } from '../access.ts'
import { editedInBulk } from '../bulk-edit.ts'
import { currencyField } from '../currency-field.ts'
import { MONEY_COMPONENTS } from '../money-components.ts'
import { lockRows } from '../row-locks.ts'
import { TEXT_CELL } from '../spreadsheet-cells.ts'
import { guardShippingRate } from './shipping-rate-guard.ts'

/** A way of delivery, and what it costs. Sent with each payment: there is nothing of it to keep in step in Stripe. */
export function shippingRates({ currencies }: { currencies: readonly string[] }): CollectionConfig {
  return {
    slug: 'shipping-rates',
    labels: { singular: 'Delivery option', plural: 'Delivery' },
    admin: {
      group: 'Catalogue',
      useAsTitle: 'name',
      defaultColumns: ['name', 'amount', 'freeFrom', 'countries', 'active'],
      listSearchableFields: ['name'],
    },
    defaultSort: 'name',
    access: { read: staff, create: catalogueStaff, update: catalogueStaff, delete: catalogueStaff },
    hooks: { beforeOperation: [lockRows], beforeValidate: [guardShippingRate] },
    fields: editedInBulk(
      ['countries', 'active'],
      [
        {
          name: 'name',
          type: 'text',
          required: true,
          maxLength: 100,
          custom: TEXT_CELL,
          admin: { description: 'What shoppers see, such as Parcel within Germany.' },
        },
        {
          type: 'row',
          fields: [
            currencyField({ currencies, required: true }),
            {
              name: 'amount',
              type: 'number',
              required: true,
              min: 0,
              max: MAX_AMOUNT_MINOR,
              admin: {
                description: 'Such as 4.90, taxes included; 0 costs nothing.',
                components: MONEY_COMPONENTS,
              },
            },
            {
              name: 'freeFrom',
              type: 'number',
              min: 0,
              max: MAX_AMOUNT_MINOR,
              admin: {
                description: 'It costs nothing from this price of the goods on. Empty: never.',
                components: MONEY_COMPONENTS,
              },
            },
          ],
        },
        {
          name: 'countries',
          type: 'select',
          hasMany: true,
          options: COUNTRIES.map((code) => ({ value: code, label: countryTexts(code) })),
          admin: { description: 'Where it goes. Empty: everywhere.' },
        },
        {
          type: 'row',
          fields: [
            {
              name: 'minDays',
              type: 'number',
              min: 1,
              max: 365,
              label: 'Days at least',
              admin: { width: '50%', description: 'Business days, as the payment page shows them.' },
            },
            {
              name: 'maxDays',
              type: 'number',
              min: 1,
              max: 365,
              label: 'Days at most',
              admin: { width: '50%' },
            },
          ],
        },
        { name: 'active', type: 'checkbox', defaultValue: true, admin: { position: 'sidebar' } },
      ],
    ),
  }
}

import type { CollectionConfig, Field } from 'payload'
import { isAbsent } from '../../domain/field-problem.ts'
import { catalogueStaff, staff } from '../access.ts'
import { editedInBulk } from '../bulk-edit.ts'
import { currencyField } from '../currency-field.ts'
import { FIRST_FIELD } from '../first-field.ts'
import { MONEY_COMPONENTS, moneyRowComponents } from '../money-components.ts'
import { lockRows } from '../row-locks.ts'
import { TEXT_CELL } from '../spreadsheet-cells.ts'
import { syncField, syncFilter } from '../sync-state/sync-field.ts'
import { type DiscountRules, guardDiscount } from './discount-guard.ts'

type Form = { percentOff?: unknown; amountOff?: unknown; duration?: unknown }

/** What takes a percentage or an amount off an order; a coupon in Stripe. */
export function discounts({ currencies, timeZone }: DiscountRules): CollectionConfig {
  return {
    slug: 'discounts',
    admin: {
      group: 'Catalogue',
      useAsTitle: 'name',
      defaultColumns: ['name', 'percentOff', 'amountOff', 'currency', 'code', 'active', 'stripeSync'],
      components: syncFilter,
      listSearchableFields: ['name', 'code'],
    },
    defaultSort: 'name',
    disableDuplicate: true,
    access: { read: staff, create: catalogueStaff, update: catalogueStaff, delete: catalogueStaff },
    hooks: { beforeOperation: [lockRows], beforeValidate: [guardDiscount({ currencies, timeZone })] },
    fields: editedInBulk(
      ['redeemBy', 'active'],
      [
        { name: 'name', type: 'text', required: true, maxLength: 40, custom: TEXT_CELL, admin: FIRST_FIELD },
        {
          type: 'row',
          admin: { components: moneyRowComponents('amountOff') },
          fields: valueFields(currencies),
        },
        { type: 'row', fields: durationFields },
        {
          name: 'code',
          type: 'text',
          custom: TEXT_CELL,
          admin: {
            description: 'What shoppers type: letters, digits and dashes, in upper or lower case.',
          },
        },
        {
          type: 'row',
          fields: [
            {
              name: 'maxRedemptions',
              type: 'number',
              min: 1,
              admin: { width: '50%', description: 'How many orders may use it. Empty: no limit.' },
            },
            {
              name: 'redeemBy',
              type: 'date',
              admin: {
                width: '50%',
                // Payload's own form for a day leaves out the year.
                date: { pickerAppearance: 'dayOnly', displayFormat: 'd MMM yyyy' },
                description: {
                  en: `Good to the end of this day (${timeZone}).`,
                  de: `Gilt bis zum Ende dieses Tages (${timeZone}).`,
                  ru: `Действует до конца этого дня (${timeZone}).`,
                },
              },
            },
          ],
        },
        { name: 'active', type: 'checkbox', defaultValue: true, admin: { position: 'sidebar' } },
        syncField,
        {
          name: 'metadata',
          type: 'json',
          admin: {
            description: 'Your own keys and texts, one pair per line. Stored on the coupon in Stripe.',
            components: { Field: 'payload-stripe-shop/client#MetadataField' },
          },
        },
        { name: 'codeKey', type: 'text', unique: true, index: true, admin: { hidden: true } },
      ],
    ),
  }
}

/** The form shows only the kind of value that has been started: a percentage or an amount. */
function valueFields(currencies: readonly string[]): Field[] {
  const isAmount = ({ percentOff }: Form) => isAbsent(percentOff)
  const currency = currencyField({ currencies })
  return [
    {
      name: 'percentOff',
      type: 'number',
      admin: {
        width: '33%',
        step: 0.01,
        description: 'Up to two decimals. Leave empty for a fixed amount.',
        condition: ({ amountOff }: Form) => isAbsent(amountOff),
      },
    },
    {
      name: 'amountOff',
      type: 'number',
      admin: {
        width: '33%',
        description: 'Such as 5.00. Leave empty for a percentage.',
        condition: isAmount,
        components: MONEY_COMPONENTS,
      },
    },
    { ...currency, admin: { ...currency.admin, width: '33%', condition: isAmount } },
  ]
}

const durationFields: Field[] = [
  {
    name: 'duration',
    type: 'select',
    required: true,
    options: ['once', 'repeating', 'forever'],
    admin: {
      width: '50%',
      description: 'How long it would apply to a subscription. Orders are paid once.',
      components: { afterInput: ['payload-stripe-shop/client#ClearMonths'] },
    },
  },
  {
    name: 'durationInMonths',
    type: 'number',
    min: 1,
    admin: { width: '50%', condition: ({ duration }: Form) => duration === 'repeating' },
  },
]

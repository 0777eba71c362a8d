import type { Field, RelationshipFieldValidation } from 'payload'
import { relationship } from 'payload/shared'
import { onlyInForce } from '../../database/catalogue-terms.ts'
import { MAX_TAXES } from '../../domain/tax-rules.ts'
import { currencyField } from '../currency-field.ts'
import { billed, inNoForm } from './amount-field.ts'

/** Once a payment has been started, an order keeps what was sold and for how much. */
const isKept = ({ status }: { status?: unknown }) => status !== undefined && status !== 'draft'

/** What was sold stays valid, whatever has become of the item, the discount or the tax since: none may be in the trash. */
const ofKept: RelationshipFieldValidation = (value, options) =>
  isKept((options.data ?? {}) as { status?: unknown }) || relationship(value as never, options as never)

/** What is bought, and what it comes to: put together in a draft, kept as copies afterwards. */
export function billFields(currencies: readonly string[]): Field[] {
  return [
    {
      name: 'lines',
      type: 'array',
      required: true,
      minRows: 1,
      maxRows: 100,
      labels: { singular: 'Line', plural: 'Lines' },
      admin: {
        components: {
          Field: 'payload-stripe-shop/client#DraftOnlyArray',
        },
      },
      fields: [
        {
          type: 'row',
          fields: [
            {
              name: 'item',
              type: 'relationship',
              relationTo: 'items',
              admin: { width: '50%', allowCreate: false, allowEdit: false },
              validate: ofKept,
              filterOptions: ({ data, req }) => isKept(data ?? {}) || onlyInForce(req.payload, 'items'),
            },
            {
              name: 'quantity',
              type: 'number',
              required: true,
              min: 1,
              max: 99,
              defaultValue: 1,
              admin: { width: '50%' },
            },
            { name: 'name', type: 'text', admin: { readOnly: true, condition: inNoForm } },
          ],
        },
        billed('unitAmount', 'Unit price'),
        billed('amount', 'Amount'),
        { name: 'soldItem', type: 'text', index: true, admin: { hidden: true } },
      ],
    },
    {
      type: 'row',
      fields: [
        {
          name: 'discount',
          type: 'relationship',
          relationTo: 'discounts',
          validate: ofKept,
          admin: {
            width: '50%',
            allowCreate: false,
            components: { Field: 'payload-stripe-shop/client#DraftOnlyRelationship' },
          },
        },
        {
          name: 'taxes',
          type: 'relationship',
          relationTo: 'taxes',
          hasMany: true,
          validate: ofKept,
          maxRows: MAX_TAXES,
          admin: {
            width: '50%',
            allowCreate: false,
            description: 'Applied to every line; at most five.',
            components: { Field: 'payload-stripe-shop/client#DraftOnlyRelationship' },
          },
        },
      ],
    },
    {
      name: 'shippingRate',
      type: 'relationship',
      relationTo: 'shipping-rates',
      label: 'Delivery',
      validate: ofKept,
      filterOptions: ({ data }) => isKept(data ?? {}) || { active: { equals: true } },
      admin: {
        allowCreate: false,
        description: 'Empty: the cheapest one, where something is to be sent.',
        components: { Field: 'payload-stripe-shop/client#DraftOnlyRelationship' },
      },
    },
    {
      name: 'liveTotals',
      type: 'ui',
      admin: {
        disableListColumn: true,
        components: { Field: 'payload-stripe-shop/client#LiveTotals' },
      },
    },
    {
      name: 'keptLines',
      type: 'ui',
      admin: {
        disableListColumn: true,
        components: { Field: 'payload-stripe-shop/rsc#KeptLines' },
      },
    },
    keptCurrency(currencies),
    billed('subtotal', 'Subtotal'),
    billed('discountAmount', 'Discount'),
    billed('taxAmount', 'Tax'),
    billed('shippingAmount', 'Delivery'),
    billed('total', 'Total'),
    billed('amountRefunded', 'Refunded'),
    { name: 'discountCopy', type: 'json', admin: { hidden: true } },
    { name: 'taxCopies', type: 'json', admin: { hidden: true } },
    { name: 'shippingCopy', type: 'json', admin: { hidden: true } },
  ]
}

function keptCurrency(currencies: readonly string[]): Field {
  const field = currencyField({ currencies, readOnly: true })
  return { ...field, admin: { ...field.admin, condition: inNoForm } }
}

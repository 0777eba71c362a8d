import type { CollectionConfig, Field } from 'payload'
import { ORDER_STATUSES } from '../../domain/order-status.ts'
import { MAX_TAXES } from '../../domain/tax-rules.ts'
import { orderStaff, staff } from '../access.ts'
import { currencyField } from '../currency-field.ts'
import { lockRows } from '../lock-rows.ts'
import { stripeLinks } from '../payments/stripe-links-field.ts'
import type { TaxRoundingOf } from './draft-order.ts'
import { guardDeletion } from './guard-deletion.ts'
import { guardDispute, guardFrozenFields } from './guard-frozen-fields.ts'
import { keepReferences } from './keep-references.ts'
import { numberOrder } from './number-order.ts'
import { previewEndpoint } from './preview-endpoint.ts'
import { priceDraftLines } from './price-draft-lines.ts'
import { recordCreation } from './record-creation.ts'

/** Once a payment has been started, an order keeps what was sold and for how much. */
const isKept = ({ status }: { status?: unknown }) => status !== undefined && status !== 'draft'

/** For fields that the form shows together, as a bill. */
const inNoForm = () => false

/** An amount in the minor unit of the order's currency. Written by the shop, shown as money. */
function amount(name: string, label: string): Field {
  return {
    name,
    type: 'number',
    defaultValue: 0,
    label,
    admin: {
      readOnly: true,
      width: '25%',
      components: {
        Field: 'payload-stripe-shop/client#MoneyField',
        Cell: 'payload-stripe-shop/client#MoneyCell',
      },
    },
  }
}

/** An amount that the form shows as part of the bill. */
function billed(name: string, label: string): Field {
  const field = amount(name, label)
  return { ...field, admin: { ...field.admin, condition: inNoForm } } as Field
}

const readOnly = { readOnly: true } as const

/** What somebody buys: one or more lines, paid as a whole. Its life is the table in `domain/order-status.ts`. */
export function orders({
  currencies,
  taxRoundingOf,
}: {
  currencies: readonly string[]
  taxRoundingOf: TaxRoundingOf
}): CollectionConfig {
  return {
    slug: 'orders',
    admin: {
      group: 'Sales',
      useAsTitle: 'number',
      defaultColumns: ['number', 'status', 'total', 'customerEmail', 'createdAt', 'paidAt'],
      pagination: { defaultLimit: 25 },
      listSearchableFields: ['number', 'customerEmail', 'customerName'],
    },
    defaultSort: '-createdAt',
    disableDuplicate: true,
    lockDocuments: false,
    access: { read: staff, create: orderStaff, update: orderStaff, delete: orderStaff },
    hooks: {
      beforeOperation: [keepReferences, lockRows],
      beforeChange: [guardFrozenFields, priceDraftLines(taxRoundingOf), numberOrder],
      afterChange: [recordCreation],
      beforeDelete: [guardDeletion],
    },
    endpoints: [previewEndpoint(taxRoundingOf)],
    fields: [
      {
        type: 'tabs',
        tabs: [
          { label: 'Order', fields: orderFields(currencies) },
          { label: 'Customer', fields: customerFields },
          { label: 'Payments and history', fields: historyFields },
        ],
      },
      {
        name: 'status',
        type: 'select',
        required: true,
        defaultValue: 'draft',
        index: true,
        options: ORDER_STATUSES.map((status) => ({ label: status.replaceAll('_', ' '), value: status })),
        admin: {
          ...readOnly,
          position: 'sidebar',
          components: { Cell: 'payload-stripe-shop/rsc#StatusCell' },
        },
      },
      {
        name: 'number',
        type: 'text',
        unique: true,
        index: true,
        admin: { ...readOnly, position: 'sidebar' },
      },
      {
        name: 'paymentLink',
        type: 'ui',
        admin: {
          position: 'sidebar',
          components: { Field: 'payload-stripe-shop/rsc#PaymentLink' },
        },
      },
      {
        name: 'review',
        type: 'textarea',
        admin: {
          position: 'sidebar',
          description: 'Why somebody should look at this order. Clear it when done.',
        },
      },
      { name: 'note', type: 'textarea', admin: { position: 'sidebar', description: 'For staff only.' } },
      {
        name: 'paidAt',
        type: 'date',
        admin: { ...readOnly, position: 'sidebar', date: { pickerAppearance: 'dayAndTime' } },
      },
      {
        name: 'buyKey',
        type: 'text',
        unique: true,
        index: true,
        admin: { hidden: true },
        access: { read: () => false },
      },
    ],
  }
}

function orderFields(currencies: readonly string[]): Field[] {
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
              // What was sold stays valid, whatever has become of the item since.
              filterOptions: ({ data }) => isKept(data ?? {}) || { _status: { equals: 'published' } },
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
            { name: 'name', type: 'text', admin: { ...readOnly, condition: inNoForm } },
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
    billed('total', 'Total'),
    billed('amountRefunded', 'Refunded'),
    { name: 'discountCopy', type: 'json', admin: { hidden: true } },
    { name: 'taxCopies', type: 'json', admin: { hidden: true } },
  ]
}

function keptCurrency(currencies: readonly string[]): Field {
  const field = currencyField({ currencies, readOnly: true })
  return { ...field, admin: { ...field.admin, condition: inNoForm } }
}

const customerFields: Field[] = [
  { name: 'customerName', type: 'text', admin: readOnly },
  { name: 'customerEmail', type: 'text', index: true, admin: readOnly },
  { name: 'customerPhone', type: 'text', admin: readOnly },
  {
    name: 'billingAddress',
    type: 'json',
    admin: { ...readOnly, components: { Field: 'payload-stripe-shop/rsc#AddressField' } },
  },
  {
    name: 'shippingAddress',
    type: 'json',
    admin: { ...readOnly, components: { Field: 'payload-stripe-shop/rsc#AddressField' } },
  },
]

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

const historyFields: Field[] = [
  stripeLinks,
  {
    name: 'refundOrder',
    type: 'ui',
    admin: {
      disableListColumn: true,
      components: { Field: 'payload-stripe-shop/client#RefundOrder' },
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

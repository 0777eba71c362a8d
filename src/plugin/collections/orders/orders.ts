import type { CollectionConfig } from 'payload'
import { orderStaff, staff } from '../access.ts'
import { editedInBulk } from '../bulk-edit.ts'
import { lockRows } from '../row-locks.ts'
import { billFields } from './bill-fields.ts'
import { recordCreation } from './creation-record.ts'
import { customerFields } from './customer-fields.ts'
import { guardDeletion } from './deletion-guard.ts'
import type { TaxRoundingOf } from './draft-order.ts'
import { priceDraftLines } from './draft-prices.ts'
import { guardFrozenFields } from './frozen-fields.ts'
import { fulfilmentFields } from './fulfilment-fields.ts'
import { guardFulfilment } from './fulfilment-guard.ts'
import { historyFields } from './history-fields.ts'
import { keepReferences } from './kept-references.ts'
import { guardLineIds } from './line-ids.ts'
import { numberOrder } from './order-number.ts'
import { SEARCH, searchField } from './order-search.ts'
import { previewEndpoint } from './preview-endpoint.ts'
import { guardReadable } from './readable-references.ts'
import { sidebarFields } from './sidebar-fields.ts'

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
      defaultColumns: ['number', 'status', 'fulfilment', 'total', 'customerEmail', 'createdAt', 'paidAt'],
      pagination: { defaultLimit: 25 },
      listSearchableFields: [SEARCH],
      components: {
        beforeListTable: ['payload-stripe-shop/rsc#OrderFilters', 'payload-stripe-shop/rsc#AccountingForm'],
      },
    },
    defaultSort: '-createdAt',
    disableDuplicate: true,
    lockDocuments: false,
    access: { read: staff, create: orderStaff, update: orderStaff, delete: orderStaff },
    hooks: {
      beforeOperation: [keepReferences, lockRows, guardReadable],
      beforeChange: [
        guardFrozenFields,
        guardFulfilment,
        guardLineIds,
        priceDraftLines(taxRoundingOf),
        numberOrder,
      ],
      afterChange: [recordCreation],
      beforeDelete: [guardDeletion],
    },
    endpoints: [previewEndpoint(taxRoundingOf)],
    fields: editedInBulk(
      ['review', 'note', 'fulfilment'],
      [
        {
          type: 'tabs',
          tabs: [
            { label: 'Order', fields: billFields(currencies) },
            { label: 'Customer', fields: customerFields },
            { label: 'Delivery', fields: fulfilmentFields },
            { label: 'Payments and history', fields: historyFields },
          ],
        },
        ...sidebarFields,
        searchField,
      ],
    ),
  }
}

import type { CollectionConfig } from 'payload'
import { orderStaff, staff } from '../access.ts'
import { lockRows } from '../lock-rows.ts'
import { billFields } from './bill-fields.ts'
import { customerFields } from './customer-fields.ts'
import type { TaxRoundingOf } from './draft-order.ts'
import { guardDeletion } from './guard-deletion.ts'
import { guardFrozenFields } from './guard-frozen-fields.ts'
import { historyFields } from './history-fields.ts'
import { keepReferences } from './keep-references.ts'
import { numberOrder } from './number-order.ts'
import { previewEndpoint } from './preview-endpoint.ts'
import { priceDraftLines } from './price-draft-lines.ts'
import { recordCreation } from './record-creation.ts'
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
          { label: 'Order', fields: billFields(currencies) },
          { label: 'Customer', fields: customerFields },
          { label: 'Payments and history', fields: historyFields },
        ],
      },
      ...sidebarFields,
    ],
  }
}

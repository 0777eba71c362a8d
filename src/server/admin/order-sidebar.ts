import type { CollectionConfig } from 'payload'

/** Puts a part of the shop's own beside an order in the panel, under the customer's link. */
export function addToSidebar(
  orders: CollectionConfig,
  { name, component }: { name: string; component: string },
): CollectionConfig {
  const fields = [...orders.fields]
  const after = fields.findIndex((field) => 'name' in field && field.name === 'paymentLink') + 1
  fields.splice(after, 0, {
    name,
    type: 'ui',
    admin: { position: 'sidebar', disableListColumn: true, components: { Field: component } },
  })
  return { ...orders, fields }
}

export function withPackingSlips(orders: CollectionConfig): CollectionConfig {
  return addToSidebar(orders, {
    name: 'packingSlip',
    component: '/src/server/admin/packing-slip.tsx#PackingSlip',
  })
}

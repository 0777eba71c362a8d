import type { CollectionConfig, UIField } from 'payload'

/** How a document stands with Stripe: for each account beside its form, and as a column of the list. */
export const syncField: UIField = {
  name: 'stripeSync',
  type: 'ui',
  label: 'In Stripe',
  admin: {
    position: 'sidebar',
    components: {
      Field: '/src/plugin/admin/sync/sync-state.tsx#SyncState',
      Cell: '/src/plugin/admin/sync/sync-cell.tsx#SyncCell',
    },
  },
}

/** Above the list, the way to what is not in step. */
export const syncFilter: NonNullable<NonNullable<CollectionConfig['admin']>['components']> = {
  beforeListTable: ['/src/plugin/admin/sync/sync-filter.tsx#SyncFilter'],
}

import type { UIField } from 'payload'

/** How a document stands with Stripe, for each account, beside its form. */
export const syncField: UIField = {
  name: 'stripeSync',
  type: 'ui',
  admin: {
    position: 'sidebar',
    disableListColumn: true,
    components: { Field: '/src/admin/sync/sync-state.tsx#SyncState' },
  },
}

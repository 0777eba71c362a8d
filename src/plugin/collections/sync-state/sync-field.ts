import type { CollectionConfig, UIField } from 'payload'

/** The state of a document in Stripe: for each account beside its form, and as a column of the list. */
export const syncField: UIField = {
  name: 'stripeSync',
  type: 'ui',
  label: 'In Stripe',
  admin: {
    position: 'sidebar',
    components: {
      Field: 'payload-stripe-shop/client#SyncState',
      Cell: 'payload-stripe-shop/rsc#SyncCell',
    },
  },
}

/** Above the list, the way to what is not in step. */
export const syncFilter: NonNullable<NonNullable<CollectionConfig['admin']>['components']> = {
  beforeListTable: ['payload-stripe-shop/rsc#SyncFilter'],
}

'use client'

import { ArrayField, RelationshipField, useFormFields } from '@payloadcms/ui'
import type { ArrayFieldClientComponent, RelationshipFieldClientComponent } from 'payload'

// Not conditions and not access rules: those would leave the values out of what the form sends, or drop what
// somebody sends and answer 200. The guard of the order refuses it; the form only does not offer it.

function useIsDraft(): boolean {
  return useFormFields(([fields]) => (fields.status?.value ?? 'draft') === 'draft')
}

/** Rows to be put together until a payment is started. */
export const DraftOnlyArray: ArrayFieldClientComponent = (props) => {
  const isDraft = useIsDraft()
  return isDraft ? <ArrayField {...props} /> : null
}

/** A choice to be made until a payment is started. */
export const DraftOnlyRelationship: RelationshipFieldClientComponent = (props) => {
  const isDraft = useIsDraft()
  return isDraft ? <RelationshipField {...props} /> : null
}

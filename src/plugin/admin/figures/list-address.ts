import type { BasePayload } from 'payload'
import { formatAdminURL } from 'payload/shared'
import { slugOf } from '../../slugs.ts'

type Query = Record<string, string>

/** Of a collection's list in the panel, as `query` filters it. */
export function addressOf(payload: BasePayload, collection: string, query: Query): string {
  const path = formatAdminURL({
    adminRoute: payload.config.routes.admin,
    path: `/collections/${slugOf(payload, collection)}`,
    includeBasePath: true,
  })
  return `${path}?${new URLSearchParams(query)}`
}

/** The first condition of a list's filter. */
export const filter = (field: string, operator: string, value: string): Query => ({
  [`where[or][0][and][0][${field}][${operator}]`]: value,
})

import type { BasePayload, CollectionSlug, PayloadRequest, TypedUser } from 'payload'
import { onSaleOrStaff } from '../collections/access.ts'
import { toDocumentId } from '../database/database.ts'
import type { Id } from '../domain/id.ts'
import { slugOf } from '../slugs.ts'

/** Who buys, as far as the project's own rules and languages ask. */
export interface Buyer {
  /** Null for a stranger. */
  user?: TypedUser | null
  /** A project's access rule can go by them. */
  headers?: Headers | null
  /** One of the project's locales; null for the default one, and where the project has none. */
  locale?: string | null
}

/**
 * Those of the items, by their ids as text, that the buyer may read: what one may not see is not sold to him. The shop's
 * own rule asks for nothing but what every sale asks for, so only a project's rule costs a query.
 */
export async function findReadable(
  payload: BasePayload,
  items: readonly string[],
  { user = null, headers }: Buyer,
): Promise<ReadonlySet<string>> {
  const collection = slugOf(payload, 'items') as CollectionSlug
  if (payload.collections[collection]?.config.access.read === onSaleOrStaff) return new Set(items)
  const { docs } = await payload.find({
    collection,
    where: { id: { in: items.map((item) => toDocumentId(payload, { collection: 'items', id: item })) } },
    depth: 0,
    select: {},
    limit: items.length,
    pagination: false,
    overrideAccess: false,
    user,
    ...(headers && { req: { headers } as Partial<PayloadRequest> }),
  })
  return new Set(docs.map(({ id }: { id: Id }) => String(id)))
}

import {
  type BasePayload,
  type CollectionSlug,
  combineQueries,
  createLocalReq,
  executeAccess,
  type PayloadRequest,
  type TypedUser,
  type Where,
} from 'payload'
import { isPossibleId, toDocumentId } from '../database/database.ts'
import type { Id } from '../domain/id.ts'
import { slugOf } from '../slugs.ts'
import { OWN_RULES } from './access.ts'

/** On whose behalf something is done, as far as a project's access rules ask. */
export interface Actor {
  /** Null for a stranger. */
  user?: TypedUser | null
  /** A rule can go by them. */
  headers?: Headers | null
  /** The request whose transaction it is done in. */
  req?: PayloadRequest
}

interface Wanted {
  collection: 'items' | 'orders' | 'discounts' | 'taxes'
  ids: readonly Id[]
  /** What is to be done with them. Default: `read`. */
  operation?: 'read' | 'update'
}

/**
 * Those of the documents, by their ids as text, that the project's access rule allows. The shop's own rules go by the
 * role alone, which whoever calls this has looked at, so only a project's rule costs a query.
 */
export async function findAllowed(
  payload: BasePayload,
  { collection: name, ids, operation = 'read' }: Wanted,
  actor: Actor,
): Promise<ReadonlySet<string>> {
  const texts = ids.map(String)
  const collection = slugOf(payload, name) as CollectionSlug
  const rule = payload.collections[collection]?.config.access[operation]
  if (!rule || OWN_RULES.has(rule)) return new Set(texts)
  const req = actor.req ?? (await requestOf(payload, actor))
  const allowed = await executeAccess({ disableErrors: true, req }, rule)
  const possible = texts
    .map((id) => toDocumentId(payload, { collection: name, id }))
    .filter((id) => isPossibleId(payload, { collection: name, id }))
  if (allowed === false || possible.length === 0) return new Set()
  const { docs } = await payload.find({
    collection,
    where: combineQueries({ id: { in: possible } }, allowed as Where | true),
    trash: true,
    depth: 0,
    select: {},
    joins: false as unknown as undefined,
    limit: possible.length,
    pagination: false,
    req,
  })
  return new Set(docs.map(({ id }: { id: Id }) => String(id)))
}

function requestOf(payload: BasePayload, { user, headers }: Actor): Promise<PayloadRequest> {
  return createLocalReq(
    { ...(user && { user }), ...(headers && { req: { headers } as Partial<PayloadRequest> }) },
    payload as Parameters<typeof createLocalReq>[1],
  )
}

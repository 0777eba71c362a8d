import type { CollectionBeforeOperationHook } from 'payload'
import { isStaff } from '../access.ts'

/** How much one request can ask for. Staff's is what the panel's largest page needs, several times over. */
const BOUNDS = { stranger: { limit: 100, depth: 2 }, staff: { limit: 1_000, depth: 10 } }

type Asked = {
  id?: unknown
  limit?: number
  depth?: number
  pagination?: boolean
  sort?: string | string[]
  joins?: Record<string, false | { limit?: number }>
  currentDepth?: number
}

/**
 * Bounds what one request over REST or GraphQL reads: `limit=0` is everything to Payload, and everything with all
 * that it names keeps the process busy for seconds. Nobody's server code is bounded, nor what Payload reads for itself
 * to fill in a document.
 */
export const boundLists: CollectionBeforeOperationHook = ({ args, operation, overrideAccess, req }) => {
  const asked = args as Asked
  const isAsked =
    operation === 'read' ||
    operation === 'readDistinct' ||
    operation === 'create' ||
    operation === 'update' ||
    operation === 'delete'
  if (overrideAccess || req.payloadAPI === 'local' || !isAsked || asked.currentDepth !== undefined)
    return args
  const most = isStaff(req.user) ? BOUNDS.staff : BOUNDS.stranger
  const bounded = { ...asked, depth: Math.min(asked.depth ?? req.payload.config.defaultDepth, most.depth) }
  if (asked.joins) bounded.joins = boundJoins(asked.joins, most.limit)
  const isList = (operation === 'read' || operation === 'readDistinct') && asked.id === undefined
  if (isList) {
    const isEverything = asked.limit === 0 || (asked.limit === undefined && asked.pagination === false)
    if (isEverything) bounded.limit = most.limit
    else if (asked.limit !== undefined) bounded.limit = Math.min(asked.limit, most.limit)
  }
  return bounded as unknown as typeof args
}

function boundJoins(joins: NonNullable<Asked['joins']>, most: number): NonNullable<Asked['joins']> {
  const bound = (limit: number | undefined) =>
    limit === undefined ? limit : limit === 0 ? most : Math.min(limit, most)
  return Object.fromEntries(
    Object.entries(joins).map(([path, join]) => [path, join && { ...join, limit: bound(join.limit) }]),
  ) as NonNullable<Asked['joins']>
}

/**
 * Gives every list a total order: of documents with the same name, or made at the same time, a database answers one
 * on two pages and another on none.
 */
export const orderTotally: CollectionBeforeOperationHook = ({ args, collection, operation }) => {
  const asked = args as Asked
  if (operation !== 'read' || asked.id !== undefined || asked.currentDepth !== undefined) return args
  const sort = [asked.sort ?? collection.defaultSort ?? '-createdAt'].flat().filter((each) => each !== '')
  if (sort.some((each) => each.replace(/^-/, '') === 'id')) return args
  const last = sort.at(-1)?.startsWith('-') ? '-id' : 'id'
  return { ...asked, sort: [...sort, last] } as unknown as typeof args
}

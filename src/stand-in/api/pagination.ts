import type { Work } from '../stand-in.ts'
import type { DocOf, Kind, Stored } from '../store/records.ts'
import { invalidParam, noSuch } from './errors.ts'
import type { Params } from './form.ts'

export interface ListObject<T> {
  object: 'list'
  data: T[]
  has_more: boolean
  url: string
}

/** Documentation: between 1 and 100, which the schema checks, and 10 unless given. */
const DEFAULT_LIMIT = 10

interface PageOptions<K extends Kind> {
  kind: K
  url: string
  where?: { field: string; value: unknown } | undefined
  keep?: (stored: Stored<K>) => boolean
}

/** One page, newest first, by Stripe's cursors `starting_after` and `ending_before`. */
export function listPage<K extends Kind>(
  work: Work,
  params: Params,
  { kind, url, where, keep }: PageOptions<K>,
): ListObject<DocOf<K>> {
  const limit = (params.limit as number | undefined) ?? DEFAULT_LIMIT
  const oldestFirst = params.ending_before !== undefined
  const cursorName = oldestFirst ? 'ending_before' : 'starting_after'
  const cursor = params[cursorName] as string | undefined
  if (oldestFirst && params.starting_after !== undefined) {
    throw invalidParam(
      'ending_before',
      'You may only specify one of these parameters: ending_before, starting_after.',
    )
  }
  const at = cursor === undefined ? undefined : work.tx.find(kind, cursor)
  if (cursor !== undefined && !at) throw noSuch(kind, cursor, cursorName)
  const isCreatedInRange = readCreatedFilter(params.created)
  const found = work.tx.list(kind, {
    where: where && typeof where.value === 'string' ? { field: where.field, value: where.value } : undefined,
    after: at?.sequence,
    oldestFirst,
    keep: (stored) => isCreatedInRange(stored.doc.created) && (keep?.(stored) ?? true),
    limit: limit + 1,
  })
  const page = found.slice(0, limit).map(({ doc }) => doc)
  return { object: 'list', data: oldestFirst ? page.reverse() : page, has_more: found.length > limit, url }
}

/** The same for a list that lives inside one object, oldest first, as line items are. */
export function slicePage<T extends { id: string }>(all: T[], params: Params, url: string): ListObject<T> {
  const limit = (params.limit as number | undefined) ?? DEFAULT_LIMIT
  const after = params.starting_after as string | undefined
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
  if (after !== undefined && start === 0) throw noSuch('item', after, 'starting_after')
  return { object: 'list', data: all.slice(start, start + limit), has_more: all.length > start + limit, url }
}

function readCreatedFilter(created: unknown): (seconds: number) => boolean {
  if (created === undefined) return () => true
  if (typeof created !== 'object') return (seconds) => seconds === Number(created)
  const { gt, gte, lt, lte } = created as Record<string, number | undefined>
  return (seconds) =>
    (gt === undefined || seconds > gt) &&
    (gte === undefined || seconds >= gte) &&
    (lt === undefined || seconds < lt) &&
    (lte === undefined || seconds <= lte)
}

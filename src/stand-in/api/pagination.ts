import type { Work } from '../stand-in.ts'
import type { DocOf, Kind, Stored } from '../store/records.ts'
import { SEQUENCES_PER_SECOND } from '../store/transaction.ts'
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
  /** By names of `FILTERS`; what is undefined was not asked for. */
  where?: Record<string, unknown>
  /** Only these are looked at. */
  ids?: readonly string[] | undefined
  keep?: (stored: Stored<K>) => boolean
  /** Nothing older than this is there any more; seconds. */
  oldest?: number
}

/** One page, newest first, by Stripe's cursors `starting_after` and `ending_before`. */
export function listPage<K extends Kind>(
  work: Work,
  params: Params,
  { kind, url, where, ids, keep, oldest = 0 }: PageOptions<K>,
): ListObject<DocOf<K>> {
  const { limit, oldestFirst, after } = readCursor(work, params, kind)
  const created = readCreatedRange(params.created)
  const from = Math.max(created.from, oldest)
  const found = work.tx.list(kind, {
    where: where as NonNullable<Parameters<typeof work.tx.list>[1]['where']>,
    ids,
    after: firstAfter(after, { ...created, from, oldestFirst }),
    oldestFirst,
    // Nothing on the far side of the range is looked at.
    until: ({ doc }) => (oldestFirst ? doc.created <= created.to : doc.created >= from),
    keep: (stored) =>
      stored.doc.created >= from && stored.doc.created <= created.to && (keep?.(stored) ?? true),
    limit: limit + 1,
  })
  const page = found.slice(0, limit).map(({ doc }) => doc)
  return { object: 'list', data: oldestFirst ? page.reverse() : page, has_more: found.length > limit, url }
}

function readCursor(work: Work, params: Params, kind: Kind) {
  const { limit = DEFAULT_LIMIT, ending_before: before, starting_after: start } = params
  if (before !== undefined && start !== undefined) {
    throw invalidParam(
      'ending_before',
      'You may only specify one of these parameters: ending_before, starting_after.',
    )
  }
  const oldestFirst = before !== undefined
  const id = (oldestFirst ? before : start) as string | undefined
  const at = id === undefined ? undefined : work.tx.find(kind, id)
  if (id !== undefined && !at) throw noSuch(kind, id, oldestFirst ? 'ending_before' : 'starting_after')
  return { limit: limit as number, oldestFirst, after: at?.sequence }
}

interface CreatedRange {
  /** Seconds, both ends included. */
  from: number
  to: number
}

function readCreatedRange(created: unknown): CreatedRange {
  if (created === undefined) return { from: 0, to: Infinity }
  if (typeof created !== 'object') return { from: Number(created), to: Number(created) }
  const { gt, gte, lt, lte } = created as Record<string, number | undefined>
  return {
    from: Math.max(gte ?? 0, gt === undefined ? 0 : gt + 1),
    to: Math.min(lte ?? Infinity, lt === undefined ? Infinity : lt - 1),
  }
}

/**
 * Where the walk begins: behind the cursor, and newest first not before the end of the range. An object's
 * sequence is the real time of its creation, which the stand-in's clock is never behind.
 */
function firstAfter(
  cursor: number | undefined,
  { to, oldestFirst }: CreatedRange & { oldestFirst: boolean },
): number | undefined {
  if (oldestFirst || !Number.isFinite(to)) return cursor
  return Math.min(cursor ?? Infinity, (to + 1) * SEQUENCES_PER_SECOND)
}

/** The same for a list that lives inside one object, oldest first, as line items are. */
export function slicePage<T extends { id: string }>(all: T[], params: Params, url: string): ListObject<T> {
  const limit = (params.limit as number | undefined) ?? DEFAULT_LIMIT
  const after = params.starting_after as string | undefined
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
  if (after !== undefined && start === 0) throw noSuch('item', after, 'starting_after')
  return { object: 'list', data: all.slice(start, start + limit), has_more: all.length > start + limit, url }
}

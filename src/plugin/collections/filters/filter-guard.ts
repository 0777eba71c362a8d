import {
  type BasePayload,
  type CollectionBeforeOperationHook,
  type CollectionSlug,
  executeAccess,
  type SanitizedCollectionConfig,
} from 'payload'
import { ShopError } from '../../domain/errors.ts'
import { findTarget } from './filter-paths.ts'
import { findFilterProblem } from './filter-values.ts'

/** What a caller asks for, as Payload's REST leaves it: what is no number is still the text that was sent. */
type Asked = {
  where?: unknown
  sort?: unknown
  joins?: unknown
  limit?: unknown
  page?: unknown
  depth?: unknown
}

const FILTERED: ReadonlySet<string> = new Set([
  'read',
  'readDistinct',
  'count',
  'countVersions',
  'create',
  'update',
  'delete',
])

/**
 * Refuses a filter that Payload would read as another one, or as none: `amountOff equals abc` finds what has no
 * amount, an empty `or` finds everything, and the same request may be a deletion. For every caller whom access rules
 * hold for, over REST, GraphQL and the Local API alike.
 */
export const guardFilters: CollectionBeforeOperationHook = async (hook) => {
  const { args, collection, operation, overrideAccess, req } = hook
  if (overrideAccess || !FILTERED.has(operation)) return args
  const asked = withoutEmpty(args as Asked)
  try {
    assertAsked(req.payload, collection, asked, {
      mayBeEmpty: operation !== 'update' && operation !== 'delete',
    })
  } catch (error) {
    // Payload refuses whoever may not ask at all, without a word of which fields there are.
    if (await mayAsk(hook)) throw error
  }
  return asked as typeof args
}

/** Payload checks access only after this hook. */
async function mayAsk({
  args,
  collection,
  operation,
  req,
}: Parameters<CollectionBeforeOperationHook>[0]): Promise<boolean> {
  const { id, data } = args as { id?: string | number; data?: unknown }
  const isWriting = operation === 'create' || operation === 'update' || operation === 'delete'
  const access = collection.access[isWriting ? operation : 'read']
  return (
    (await executeAccess({ ...(id !== undefined && { id }), data, disableErrors: true, req }, access)) !==
    false
  )
}

const WORDS = ['where', 'sort', 'limit', 'page', 'depth'] as const

/** As a form has it: a field that is empty says nothing. */
function withoutEmpty(args: Asked): Asked {
  const empty = WORDS.filter((word) => isEmpty(args[word]))
  return empty.length === 0
    ? args
    : { ...args, ...Object.fromEntries(empty.map((word) => [word, undefined])) }
}

const isEmpty = (value: unknown) =>
  value === '' || (Array.isArray(value) && value.length === 1 && value[0] === '')

type Strictness = { mayBeEmpty: boolean }

function assertAsked(
  payload: BasePayload,
  collection: SanitizedCollectionConfig,
  { where, sort, joins, limit, page, depth }: Asked,
  strictness: Strictness,
): void {
  assertCount('limit', limit)
  assertCount('page', page)
  assertCount('depth', depth)
  assertSort(payload, collection, sort)
  assertJoins(payload, collection, joins)
  if (where !== undefined && where !== null) assertWhere(payload, collection, where, strictness)
}

const MAX_COUNT = 2_147_483_647

function assertCount(name: string, value: unknown): void {
  if (value === undefined || value === null) return
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT) return
  throw new ShopError('invalid_input', `"${name}" must be a whole number.`)
}

function assertSort(payload: BasePayload, collection: SanitizedCollectionConfig, sort: unknown): void {
  if (sort === undefined || sort === null) return
  for (const each of Array.isArray(sort) ? sort : [sort]) {
    const target = typeof each === 'string' ? findTarget(payload, collection, each.replace(/^-/, '')) : null
    if (!target) throw new ShopError('invalid_input', `There is nothing to sort by in ${said(each)}.`)
  }
}

function assertJoins(payload: BasePayload, collection: SanitizedCollectionConfig, joins: unknown): void {
  if (joins === undefined || joins === null || joins === false) return
  if (!isObject(joins)) throw new ShopError('invalid_input', '"joins" must be an object.')
  for (const [path, wanted] of Object.entries(joins)) {
    const target = findTarget(payload, collection, path)
    const join = target?.kind === 'field' && target.field.type === 'join' ? target.field : null
    if (!join) throw new ShopError('invalid_input', `There is no join ${said(path)}.`)
    if (wanted === false) continue
    if (!isObject(wanted)) throw new ShopError('invalid_input', `"joins.${path}" must be an object.`)
    const related = typeof join.collection === 'string' ? configOf(payload, join.collection) : undefined
    if (related) assertAsked(payload, related, withoutEmpty(wanted), { mayBeEmpty: true })
  }
}

const configOf = ({ collections }: BasePayload, slug: string) => collections[slug as CollectionSlug]?.config

function assertWhere(
  payload: BasePayload,
  collection: SanitizedCollectionConfig,
  where: unknown,
  strictness: Strictness,
): void {
  if (!isObject(where)) throw new ShopError('invalid_input', 'A filter must be an object.')
  const entries = Object.entries(where)
  if (entries.length === 0 && !strictness.mayBeEmpty)
    throw new ShopError('invalid_input', 'The filter is empty.')
  for (const [path, wanted] of entries) {
    if (/^(and|or)$/i.test(path)) assertAll(payload, collection, { path, wanted }, strictness)
    else assertConstraint(payload, collection, { path, wanted })
  }
}

type Entry = { path: string; wanted: unknown }

function assertAll(
  payload: BasePayload,
  collection: SanitizedCollectionConfig,
  { path, wanted }: Entry,
  strictness: Strictness,
): void {
  if (!Array.isArray(wanted)) throw new ShopError('invalid_input', `"${path}" of a filter must be a list.`)
  // All of none is everything, which is what a reader without a filter gets; one of none is nothing.
  if (wanted.length === 0 && (path.toLowerCase() === 'or' || !strictness.mayBeEmpty)) {
    throw new ShopError('invalid_input', `"${path}" of a filter is empty.`)
  }
  for (const each of wanted) assertWhere(payload, collection, each, strictness)
}

function assertConstraint(
  payload: BasePayload,
  collection: SanitizedCollectionConfig,
  { path, wanted }: Entry,
): void {
  const target = findTarget(payload, collection, path)
  if (!target) throw new ShopError('invalid_input', `There is no field ${said(path)} to filter by.`)
  if (!isObject(wanted) || Object.keys(wanted).length === 0) {
    throw new ShopError('invalid_input', `The filter of "${path}" needs an operator, such as "equals".`)
  }
  for (const [operator, value] of Object.entries(wanted)) {
    const related = operator === 'contains' && isObject(value) ? relatedOf(payload, target) : undefined
    if (related) {
      assertWhere(payload, related, value, { mayBeEmpty: false })
      continue
    }
    const problem = findFilterProblem(payload, target, { operator, value })
    if (problem) throw new ShopError('invalid_input', `The filter of "${path}" ${problem}.`)
  }
}

/** Whose documents a nested filter is about. */
function relatedOf(
  payload: BasePayload,
  target: NonNullable<ReturnType<typeof findTarget>>,
): SanitizedCollectionConfig | undefined {
  if (target.kind !== 'field') return undefined
  const { field } = target
  if (field.type === 'join' && typeof field.collection === 'string')
    return configOf(payload, field.collection)
  const isMany = (field.type === 'relationship' || field.type === 'upload') && field.hasMany
  return isMany && typeof field.relationTo === 'string' ? configOf(payload, field.relationTo) : undefined
}

/** What a caller wrote, as much of it as a message can hold. */
function said(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 60))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

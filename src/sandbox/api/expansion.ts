import { lineItemsOf } from '../resources/line-items.ts'
import type { Work } from '../sandbox.ts'
import type { Kind } from '../store/records.ts'
import { ApiError } from './errors.ts'

type Fields = Record<string, unknown>

/** Which field of an object holds the id of what: the `string | …` unions of the SDK's types. */
const REFERENCES: Record<string, Record<string, Kind>> = {
  'checkout.session': { payment_intent: 'payment_intent' },
  payment_intent: { latest_charge: 'charge', payment_method: 'payment_method' },
  charge: { balance_transaction: 'balance_transaction', payment_intent: 'payment_intent' },
  balance_transaction: { source: 'charge' },
  product: { default_price: 'price' },
  price: { product: 'product' },
}

/** Fields that are there only when asked for. */
const INCLUDED: Record<string, Record<string, (work: Work, object: Fields) => unknown>> = {
  'checkout.session': {
    line_items: (work, session) => lineItemsOf(work, session.id as string, { limit: 10 }),
  },
}

/** Fields that hold objects already, whose own fields can be expanded. */
const NESTED: Record<string, readonly string[]> = {
  item: ['price'],
}

const MAX_LEVELS = 4

/** Answers a copy of `object` with the paths of `expand[]` filled in. */
export function expandObject(work: Work, object: object, expand: unknown): object {
  if (expand === undefined) return object
  const paths = Array.isArray(expand) ? expand : [expand]
  let expanded: unknown = object
  for (const path of paths) {
    const levels = String(path).split('.')
    if (levels.length > MAX_LEVELS + 1) {
      throw new ApiError(
        `You cannot expand more than ${MAX_LEVELS} levels of a property. (Property: ${path})`,
        {
          param: 'expand',
        },
      )
    }
    expanded = expandPath(work, expanded, levels, String(path))
  }
  return expanded as object
}

function expandPath(work: Work, value: unknown, levels: string[], path: string): unknown {
  const [level, ...rest] = levels
  if (level === undefined || value === null || value === undefined) return value
  const object = value as Fields
  const type = String(object.object)
  if (type === 'list') {
    if (level !== 'data') throw cannotExpand(path, `data.${path}`)
    return { ...object, data: (object.data as unknown[]).map((entry) => expandPath(work, entry, rest, path)) }
  }
  const field = readField(work, object, type, level)
  if (field === undefined) throw cannotExpand(path)
  return { ...object, [level]: expandPath(work, field.value, rest, path) }
}

function readField(work: Work, object: Fields, type: string, level: string): { value: unknown } | undefined {
  const kind = REFERENCES[type]?.[level]
  const value = object[level]
  if (kind) return { value: typeof value === 'string' ? (work.tx.find(kind, value)?.doc ?? value) : value }
  if (NESTED[type]?.includes(level)) return { value }
  const include = INCLUDED[type]?.[level]
  // Already there when a longer path through the same field came first.
  return include && { value: value === undefined ? include(work, object) : value }
}

function cannotExpand(path: string, instead?: string): ApiError {
  const hint = instead ? ` You may want to try expanding '${instead}' instead.` : ''
  return new ApiError(`This property cannot be expanded (${path}).${hint}`, { param: 'expand' })
}

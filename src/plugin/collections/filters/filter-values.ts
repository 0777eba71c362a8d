import type { BasePayload, CollectionSlug, FlattenedField, Option } from 'payload'
import { isPossibleId, toDocumentId } from '../../database/database.ts'
import { isDate, isNumber } from '../value-types.ts'
import type { FilterTarget } from './filter-paths.ts'

const EQUALITY = ['equals', 'not_equals', 'in', 'not_in', 'exists'] as const
const ORDER = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'] as const
const SEARCH = ['like', 'not_like', 'contains'] as const
const PLACE = ['near', 'within', 'intersects'] as const

type Kind = {
  operators: readonly string[]
  /** What one value must be, in words: "must be …". */
  wanted: string
  isValue: (value: unknown) => boolean
}

/**
 * What can be asked of a field, and with which values. Payload takes every operator for every field: some end in an
 * error of the database, and a value of the wrong type is read as "is empty".
 */
export function findFilterProblem(
  payload: BasePayload,
  target: FilterTarget,
  { operator, value }: { operator: string; value: unknown },
): string | null {
  const kind = kindOf(payload, target)
  if (!kind?.operators.includes(operator)) return `cannot be filtered by "${operator}"`
  if (operator === 'exists') return isTruthValue(value) ? null : 'can only exist or not: true or false'
  if (operator === 'in' || operator === 'not_in') {
    const values = typeof value === 'string' ? value.split(',') : value
    const isList = Array.isArray(values) && (values.length > 0 || operator === 'in')
    return isList && values.every((each) => isNothing(each) || kind.isValue(each))
      ? null
      : `must be a list, each of which ${kind.wanted}`
  }
  if (isComparison(operator) && isNothing(value)) return null
  if (operator === 'contains' && Array.isArray(value)) {
    return isOfMany(target) && value.length > 0 && value.every(kind.isValue) ? null : `each ${kind.wanted}`
  }
  return kind.isValue(value) ? null : kind.wanted
}

const isComparison = (operator: string) => operator === 'equals' || operator === 'not_equals'

/** Asks for what is empty, on purpose: nobody mistypes it. */
const isNothing = (value: unknown) => value === null || value === 'null'

const isTruthValue = (value: unknown) => typeof value === 'boolean' || /^(true|false)$/i.test(String(value))
const isText = (value: unknown) => typeof value === 'string'
const isScalar = (value: unknown) => isText(value) || typeof value === 'number' || typeof value === 'boolean'

const TEXT: Kind = { operators: [...EQUALITY, ...ORDER, ...SEARCH], wanted: 'must be text', isValue: isText }
const NUMBER: Kind = {
  // Payload takes "like" of a number for "equals"; the panel's search sends it.
  operators: [...EQUALITY, ...ORDER, 'like'],
  wanted: 'must be a number',
  isValue: (value) => isNumber(value) && Number.isFinite(Number(value)),
}
const DATE: Kind = { operators: [...EQUALITY, ...ORDER], wanted: 'must be a date', isValue: isDate }
const TRUTH: Kind = { operators: EQUALITY, wanted: 'must be true or false', isValue: isTruthValue }
const JSON_VALUE: Kind = {
  operators: ['equals', 'not_equals', 'in', 'not_in', 'exists', 'like', 'contains'],
  wanted: 'must be a text, a number, or true or false',
  isValue: isScalar,
}
const WHOLE_JSON: Kind = { operators: ['exists'], wanted: 'must be true or false', isValue: isTruthValue }
const POINT: Kind = {
  operators: [...EQUALITY, ...PLACE],
  wanted: 'must be a place',
  isValue: (value) => isText(value) || (typeof value === 'object' && value !== null),
}

function kindOf(payload: BasePayload, target: FilterTarget): Kind | null {
  if (target.kind === 'id') return idKind(payload, [target.collection])
  if (target.kind === 'rowId') return TEXT
  if (target.kind === 'related') return { operators: EQUALITY, wanted: 'must be an id', isValue: isScalar }
  if (target.kind === 'json') return JSON_VALUE
  return fieldKind(payload, target.field)
}

function fieldKind(payload: BasePayload, field: FlattenedField): Kind | null {
  switch (field.type) {
    case 'text':
    case 'textarea':
    case 'email':
    case 'code':
      return TEXT
    case 'number':
      return NUMBER
    case 'date':
      return DATE
    case 'checkbox':
      return TRUTH
    case 'select':
    case 'radio':
      return optionKind(field.options, isOfMany({ kind: 'field', field }))
    case 'json':
    case 'richText':
      return WHOLE_JSON
    case 'point':
      return POINT
    case 'relationship':
    case 'upload':
      return relationKind(payload, field.relationTo, isOfMany({ kind: 'field', field }))
    case 'join':
      return relationKind(payload, field.collection, true)
    default:
      return null
  }
}

function optionKind(options: Option[], isMany: boolean): Kind {
  const values = options.map((option) => (typeof option === 'string' ? option : option.value))
  return {
    operators: isMany ? [...EQUALITY, 'contains'] : EQUALITY,
    wanted: `must be one of ${values.join(', ')}`,
    isValue: (value) => isText(value) && values.includes(String(value)),
  }
}

function relationKind(payload: BasePayload, related: string | string[], isMany: boolean): Kind {
  const { operators, wanted, isValue } = idKind(payload, [related].flat())
  const isPair = (value: unknown) => {
    const { relationTo, value: id } = (value ?? {}) as Record<string, unknown>
    return (
      Array.isArray(related) && related.includes(String(relationTo)) && isId(payload, String(relationTo), id)
    )
  }
  return {
    operators: isMany ? [...operators, 'contains'] : operators,
    wanted,
    isValue: (value) => isValue(value) || isPair(value),
  }
}

function idKind(payload: BasePayload, collections: readonly string[]): Kind {
  return {
    operators: [...EQUALITY, ...ORDER, 'like'],
    wanted: 'must be an id',
    isValue: (value) => collections.some((slug) => isId(payload, slug, value)),
  }
}

function isId(payload: BasePayload, slug: string, value: unknown): boolean {
  if (typeof value === 'object' && value !== null)
    return !Array.isArray(value) && /^[\da-f]{24}$/i.test(String(value))
  if (!isText(value) && typeof value !== 'number') return false
  const collection = slug as CollectionSlug
  const own = payload.collections[collection]?.customIDType
  if (own === 'number') return isNumber(value)
  if (own === 'text') return isText(value)
  // No document has the id 0, and "greater than 0" is all of them.
  if (payload.db.defaultIDType === 'number' && isSmallInteger(value)) return true
  const id = toDocumentId(payload, { collection, id: String(value) })
  return isPossibleId(payload, { collection, id })
}

/** What the smallest of the databases' kinds of ids can be compared with. */
function isSmallInteger(value: unknown): boolean {
  return isNumber(value) && Number.isInteger(Number(value)) && Math.abs(Number(value)) < 2 ** 31
}

function isOfMany(target: FilterTarget): boolean {
  return target.kind === 'field' && 'hasMany' in target.field && target.field.hasMany === true
}

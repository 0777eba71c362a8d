import type { CollectionBeforeOperationHook, FlattenedField } from 'payload'
import { ShopError } from '../domain/errors.ts'
import type { FieldProblem } from '../domain/field-problem.ts'
import { refuseProblems } from './problem-refusals.ts'

/**
 * Refuses what Payload would read as another value than was sent: it takes the digits at the beginning of a text for
 * the number (`"1,000"` is 1, `"12abc"` is 12), before any hook or rule of the field sees it, and stores whatever
 * stands in a text field. A text that is exactly a number is taken, an empty one is no value, as in a form.
 */
export const guardValueTypes: CollectionBeforeOperationHook = (hook) => {
  const { args, collection, operation, req } = hook
  if (operation !== 'create' && operation !== 'update') return args
  const { data } = args as { data?: unknown }
  if (!isObject(data)) throw new ShopError('invalid_input', 'The body must be a JSON object.')
  refuseProblems(problemsIn(collection.flattenedFields, data, ''), { collection: collection.slug, req })
  return args
}

/**
 * When a document was made and changed is the database's to say: the panel sends what it was shown, and it is left
 * aside. Orders refuse it by name instead (`orders/frozen-fields.ts`).
 */
export const ignoreSentTimes: CollectionBeforeOperationHook = ({ args, operation, overrideAccess }) => {
  if (overrideAccess || (operation !== 'create' && operation !== 'update')) return args
  const { data } = args as { data?: unknown }
  if (!isObject(data)) return args
  const { createdAt: _created, updatedAt: _updated, ...own } = data
  return { ...args, data: own } as typeof args
}

/**
 * A write may ask for some of the document in return, by `select`. Payload then hands no more than that to the hooks that
 * come after it, and what follows from the change would be lost: so the document is answered whole.
 */
export const answerWhole: CollectionBeforeOperationHook = ({ args, operation }) =>
  operation === 'create' || operation === 'update' ? ({ ...args, select: undefined } as typeof args) : args

function problemsIn(fields: readonly FlattenedField[], data: unknown, parent: string): FieldProblem[] {
  if (!isObject(data)) return []
  return fields.flatMap((field) => {
    const path = `${parent}${field.name}`
    return problemsOf(field, data[field.name], path)
  })
}

function problemsOf(field: FlattenedField, value: unknown, path: string): FieldProblem[] {
  if (value === undefined || value === null || value === '') return []
  if ('flattenedFields' in field) {
    const rows = Array.isArray(value)
      ? value.map((row, index) => [row, `${path}.${index}.`])
      : [[value, `${path}.`]]
    return rows.flatMap(([row, parent]) => problemsIn(field.flattenedFields, row, parent))
  }
  const values = 'hasMany' in field && field.hasMany && Array.isArray(value) ? value : [value]
  const problem = values.map((each) => problemOf(field, each)).find((found) => found !== null)
  return problem ? [{ field: path, message: `"${path}" ${problem}.` }] : []
}

function problemOf(field: FlattenedField, value: unknown): string | null {
  if (field.type === 'number') return isNumber(value) ? null : 'must be a number'
  if (field.type === 'date') return isDate(value) ? null : 'must be a date'
  if (field.type === 'richText') return isRichText(value) ? null : 'must be rich text'
  if (field.type !== 'text' && field.type !== 'textarea' && field.type !== 'email') return null
  if (typeof value !== 'string') return 'must be text'
  return field.required && value.trim() === '' ? 'is required' : null
}

/** A number as JSON writes it: no plus sign, no grouping, nothing after it. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

export function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value))
}

/** The years that the database and a calendar have in common. */
const MAX_YEAR = 9999

export function isDate(value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number' && !(value instanceof Date)) return false
  const date = new Date(value as string)
  return !Number.isNaN(date.getTime()) && date.getUTCFullYear() >= 0 && date.getUTCFullYear() <= MAX_YEAR
}

const isRichText = (value: unknown) => isObject(value) && isTree(value.root)

/** Lexical's nodes, each of which may have more of them below it. */
function isTree(node: unknown): boolean {
  if (!isObject(node)) return false
  const { children = [] } = node
  return Array.isArray(children) && children.every(isTree)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

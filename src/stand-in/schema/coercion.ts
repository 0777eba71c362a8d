import type { ParamSchema, SimpleType } from './param-schema.ts'

type Definitions = Record<string, ParamSchema>

const INTEGER = /^-?\d+$/
const NUMBER = /^-?\d+(\.\d+)?$/
const INDEX = /^\d+$/

/**
 * Turns a form's texts into what the schema expects of them: integers, numbers, booleans, lists that came as
 * maps of indices, lower-case currencies. What does not fit stays as it came, for the schema to refuse.
 * Answers a copy.
 */
export function coerceParams(value: unknown, schema: ParamSchema, definitions: Definitions): unknown {
  const whole = resolve(schema, definitions)
  if (typeof value === 'string') return coerceText(value, whole)
  if (typeof value !== 'object' || value === null) return value
  const types = typesOf(whole)
  if (types.includes('array') && (Array.isArray(value) || isIndexed(value))) {
    const items = Array.isArray(value) ? value : listByIndex(value)
    return items.map((item) => (whole.items ? coerceParams(item, whole.items, definitions) : item))
  }
  // A map whose keys are numbers was taken for a list when the form was parsed.
  const isMap = types.includes('object') && (!Array.isArray(value) || Boolean(whole.additionalProperties))
  return isMap ? coerceObject(value, whole, definitions) : value
}

function coerceObject(value: object, schema: ParamSchema, definitions: Definitions): object {
  const entries = Object.entries(value).map(([name, part]) => {
    const known =
      schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    const partSchema = known ?? (schema.additionalProperties || undefined)
    return [name, partSchema ? coerceParams(part, partSchema, definitions) : part]
  })
  return Object.fromEntries(entries)
}

function coerceText(text: string, schema: ParamSchema): unknown {
  const types = typesOf(schema)
  if (types.includes('integer') && INTEGER.test(text) && Number.isSafeInteger(Number(text)))
    return Number(text)
  if (types.includes('number') && NUMBER.test(text)) return Number(text)
  if (types.includes('boolean')) {
    const word = text.toLowerCase() // Stripe's Python library sends `True`.
    if (word === 'true' || word === 'false') return word === 'true'
  }
  return schema.format === 'currency' ? text.toLowerCase() : text
}

function resolve(schema: ParamSchema, definitions: Definitions): ParamSchema {
  if (!schema.$ref) return schema
  return { ...definitions[schema.$ref.slice('#/definitions/'.length)], ...schema }
}

/** The types that a value may have, those of alternatives included. */
export function typesOf({ type, anyOf }: ParamSchema): SimpleType[] {
  const own = type === undefined ? [] : Array.isArray(type) ? type : [type]
  return anyOf ? [...own, ...anyOf.flatMap(typesOf)] : own
}

function isIndexed(value: object): boolean {
  const names = Object.keys(value)
  return names.length > 0 && names.every((name) => INDEX.test(name))
}

function listByIndex(value: object): unknown[] {
  return Object.entries(value)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item)
}

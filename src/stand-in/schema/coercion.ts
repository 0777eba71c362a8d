import type { ParamSchema, SimpleType } from './param-schema.ts'

type Definitions = Record<string, ParamSchema>

const INTEGER = /^-?\d+$/
const NUMBER = /^-?\d+(\.\d+)?$/
const INDEX = /^\d+$/

/** What a value is coerced to, with its shared parts looked up. */
interface Shape {
  types: ReadonlySet<SimpleType>
  schema: ParamSchema
}

/** Each part of the schema is looked up once. */
const shapes = new WeakMap<ParamSchema, Shape>()

/**
 * Turns a form's texts into what the schema expects of them: integers, numbers, booleans, lists that came as
 * maps of indices, lower-case currencies. What does not fit stays as it came, for the schema to refuse.
 * Answers a copy.
 */
export function coerceParams(value: unknown, schema: ParamSchema, definitions: Definitions): unknown {
  const shape = shapes.get(schema) ?? lookUp(schema, definitions)
  if (typeof value === 'string') return coerceText(value, shape)
  if (typeof value !== 'object' || value === null) return value
  const { types, schema: whole } = shape
  if (types.has('array') && (Array.isArray(value) || isIndexed(value))) {
    const items = Array.isArray(value) ? value : listByIndex(value)
    return items.map((item) => (whole.items ? coerceParams(item, whole.items, definitions) : item))
  }
  // A map whose keys are numbers was taken for a list when the form was parsed.
  const isMap = types.has('object') && (!Array.isArray(value) || Boolean(whole.additionalProperties))
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

function coerceText(text: string, { types, schema }: Shape): unknown {
  if (types.has('integer') && INTEGER.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  if (types.has('number') && NUMBER.test(text)) return Number(text)
  if (types.has('boolean')) {
    const word = text.toLowerCase() // Stripe's Python library sends `True`.
    if (word === 'true' || word === 'false') return word === 'true'
  }
  return schema.format === 'currency' ? text.toLowerCase() : text
}

function lookUp(part: ParamSchema, definitions: Definitions): Shape {
  const schema = part.$ref ? { ...definitions[part.$ref.slice('#/definitions/'.length)], ...part } : part
  const shape = { schema, types: new Set(typesOf(schema)) }
  shapes.set(part, shape)
  return shape
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

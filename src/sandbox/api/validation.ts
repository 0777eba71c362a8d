import type { Params } from './form.ts'

const INTEGERS = new Set(['quantity', 'unit_amount', 'amount', 'expires_at', 'limit', 'created', 'gt', 'gte', 'lt', 'lte'])

/** Coerces the few values that need it, until the schema does. */
export function readParams(_operation: string, params: Params): Params {
  return walk(params) as Params
}

function walk(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => walk(entry))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, name === 'metadata' ? entry : walk(entry, key)]))
  if (value === 'true') return true
  if (value === 'false') return false
  return INTEGERS.has(name) ? Number(value) : value
}

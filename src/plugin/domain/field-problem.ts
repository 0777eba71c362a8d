/** What is wrong with one field of a document. The message names the field. */
export interface FieldProblem {
  field: string
  message: string
}

type Check = string | null

/** Collects the checks that found something; each is the end of a sentence that starts with the field. */
export function problemsOf(checks: readonly [field: string, problem: Check][]): FieldProblem[] {
  return checks.flatMap(([field, problem]) => (problem ? [{ field, message: `"${field}" ${problem}.` }] : []))
}

export function isAbsent(value: unknown): value is null | undefined | '' {
  return value === undefined || value === null || value === ''
}

export function textProblem(value: unknown, { required = false, maxLength }: TextRule): Check {
  if (isAbsent(value)) return required ? 'is required' : null
  if (typeof value !== 'string') return 'must be text'
  if (required && value.trim() === '') return 'is required'
  return value.length > maxLength ? `must have at most ${maxLength} characters` : null
}

interface TextRule {
  required?: boolean
  maxLength: number
}

export function flagProblem(value: unknown): Check {
  return isAbsent(value) || typeof value === 'boolean' ? null : 'must be true or false'
}

export function countProblem(value: unknown): Check {
  const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value > 0
  return isAbsent(value) || isCount ? null : 'must be a whole number of at least 1'
}

/** Stripe's limits for metadata (https://docs.stripe.com/metadata). */
const METADATA = { pairs: 50, keyLength: 40, valueLength: 500 }

export function metadataProblem(value: unknown): Check {
  if (isAbsent(value)) return null
  if (typeof value !== 'object' || Array.isArray(value)) return 'must be an object whose values are texts'
  const pairs = Object.entries(value)
  if (pairs.length > METADATA.pairs) return `must have at most ${METADATA.pairs} keys`
  for (const [key, text] of pairs) {
    const problem = pairProblem(key, text)
    if (problem) return problem
  }
  return null
}

function pairProblem(key: string, text: unknown): Check {
  if (key === '') return 'must not have an empty key'
  if (key.length > METADATA.keyLength) return `must have keys of at most ${METADATA.keyLength} characters`
  if (/[[\]]/.test(key)) return 'must not have square brackets in its keys'
  // Stripe reads an empty value as "remove this key".
  if (typeof text !== 'string' || text === '') return `must have a text under "${key}"`
  if (text.length > METADATA.valueLength) {
    return `must have a text of at most ${METADATA.valueLength} characters under "${key}"`
  }
  return null
}

import { ApiError } from '../api/errors.ts'

/** Source: documentation, "Metadata". */
const MAX_PAIRS = 50
const MAX_KEY_LENGTH = 40
const MAX_VALUE_LENGTH = 500

/** Merges as Stripe does: an empty value removes its key, an empty `metadata` removes all. */
export function mergeMetadata(before: Record<string, string>, sent: unknown, param = 'metadata') {
  if (sent === undefined) return before
  if (sent === '') return {}
  const merged: Record<string, string> = { ...before }
  for (const [key, value] of Object.entries(sent as Record<string, unknown>)) {
    if (value === '' || value === null) delete merged[key]
    else merged[key] = checkPair(key, value, param)
  }
  if (Object.keys(merged).length > MAX_PAIRS) {
    throw new ApiError(`You can only have up to ${MAX_PAIRS} metadata keys.`, { param })
  }
  return merged
}

function checkPair(key: string, value: unknown, param: string): string {
  const name = `${param}[${key}]`
  if (typeof value !== 'string')
    throw new ApiError(`Invalid string: metadata values must be strings.`, { param: name })
  if (key.length > MAX_KEY_LENGTH) {
    throw new ApiError(
      `Metadata keys can have up to ${MAX_KEY_LENGTH} characters, but you passed in a key that has ${key.length} characters. Invalid key: ${key}`,
      { param: name },
    )
  }
  if (value.length > MAX_VALUE_LENGTH) {
    throw new ApiError(
      `Metadata values can have up to ${MAX_VALUE_LENGTH} characters, but you passed in a value that has ${value.length} characters. Key: ${key}`,
      { param: name },
    )
  }
  return value
}

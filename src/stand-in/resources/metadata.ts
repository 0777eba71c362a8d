import { ApiError } from '../api/errors.ts'
import { readWhole } from '../api/read-params.ts'

/** Source: documentation, "Metadata". */
const MAX_PAIRS = 50

/**
 * Merges as Stripe does: an empty value removes its key, an empty `metadata` removes all. What one request may
 * carry, the schema has checked; what comes together over several is counted here.
 */
export function mergeMetadata(before: Record<string, string>, sent: unknown, param = 'metadata') {
  if (sent === undefined) return before
  if (sent === '') return {}
  const merged: Record<string, string> = { ...before }
  for (const [key, value] of Object.entries(readWhole(sent) as Record<string, unknown>)) {
    if (value === '' || value === null) delete merged[key]
    else merged[key] = String(value)
  }
  if (Object.keys(merged).length > MAX_PAIRS) {
    throw new ApiError(`You can only have up to ${MAX_PAIRS} metadata keys.`, { param })
  }
  return merged
}

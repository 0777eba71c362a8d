import { type PayloadRequest, ValidationError } from 'payload'
import type { FieldProblem } from '../domain/field-problem.ts'

/** Throws what the domain found as Payload's own validation error: 400 over REST, at the fields in the panel. */
export function refuseProblems(
  problems: readonly FieldProblem[],
  { collection, req }: { collection: string; req: PayloadRequest },
): void {
  if (problems.length === 0) return
  const errors = problems.map(({ field, message }) => ({ path: field, label: field, message }))
  throw new ValidationError({ collection, errors, req }, req.t)
}

/** Stripe allows 50 pairs of metadata; these many of them carry the shop's own marks. */
const OWN_METADATA_PAIRS = 2
const MAX_METADATA_PAIRS = 50

/** Leaves room for the shop's own marks, beyond what the domain checks of metadata. */
export function metadataRoomProblems(metadata: unknown): FieldProblem[] {
  const room = MAX_METADATA_PAIRS - OWN_METADATA_PAIRS
  if (!metadata || typeof metadata !== 'object' || Object.keys(metadata).length <= room) return []
  return [{ field: 'metadata', message: `"metadata" must have at most ${room} keys.` }]
}

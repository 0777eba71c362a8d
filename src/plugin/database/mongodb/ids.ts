import type { Id } from '../../domain/id.ts'

export function isPossibleId(id: Id): boolean {
  return typeof id === 'string' && /^[0-9a-f]{24}$/i.test(id)
}

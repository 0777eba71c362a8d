import type { BasePayload } from 'payload'
import { type Actor, findAllowed } from '../collections/allowed-documents.ts'

/** Who buys, as far as the project's own rules and languages ask. */
export interface Buyer extends Pick<Actor, 'user' | 'headers'> {
  /** One of the project's locales; null for the default one, and where the project has none. */
  locale?: string | null
}

/** Those of the items, by their ids as text, that the buyer may read: what one may not see is not sold to him. */
export function findReadable(
  payload: BasePayload,
  items: readonly string[],
  { user = null, headers = null }: Buyer,
): Promise<ReadonlySet<string>> {
  return findAllowed(payload, { collection: 'items', ids: items }, { user, headers })
}

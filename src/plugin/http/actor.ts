import type { Actor } from '../collections/allowed-documents.ts'
import type { ShopRequest, Visit } from './handler.ts'

/** Who calls, for a project's rules. A server of another kind may know no more of the headers than how to read one. */
export function actorOf({ headers }: Pick<ShopRequest, 'headers'>, { user }: Pick<Visit, 'user'>): Actor {
  return { user, headers: headers instanceof Headers ? headers : null }
}

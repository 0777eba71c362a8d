import type { Endpoint, PayloadRequest } from 'payload'
import { catalogueStaff, isStaff } from '../collections/access.ts'
import { findAllowed } from '../collections/allowed-documents.ts'
import { SYNCED_COLLECTIONS } from '../collections/sync-state/stripe-sync.ts'
import { isPossibleId } from '../database/database.ts'
import { queueSync } from '../shop/sync/queue.ts'
import { reportSync } from '../shop/sync/report.ts'
import type { SyncedDocument } from '../shop/sync/sync-records.ts'
import { nameOf } from '../slugs.ts'

/** Of the collection `stripe-sync`: how a document stands with Stripe, and another try. */
export const syncEndpoints: Endpoint[] = [
  {
    path: '/:kind/:id',
    method: 'get',
    handler: async (req) => {
      if (!isStaff(req.user)) return refused(403, 'You are not allowed to see this.')
      const document = await documentOf(req, 'read')
      const accounts = document && (await reportSync(req, document))
      return accounts ? Response.json({ accounts }) : refused(404, 'There is no such document.')
    },
  },
  {
    path: '/:kind/:id/retry',
    method: 'post',
    handler: async (req) => {
      if (!(await catalogueStaff({ req }))) return refused(403, 'You are not allowed to do this.')
      const document = await documentOf(req, 'update')
      if (!document || !(await reportSync(req, document))) return refused(404, 'There is no such document.')
      await queueSync(req, { ...document, isForced: true })
      return Response.json({ accounts: await reportSync(req, document) })
    },
  },
]

/** The document in the path, where the caller may read or change it. */
async function documentOf(req: PayloadRequest, operation: 'read' | 'update'): Promise<SyncedDocument | null> {
  const { payload, routeParams } = req
  const { kind, id } = (routeParams ?? {}) as Record<string, string>
  const known = SYNCED_COLLECTIONS.find((name) => name === nameOf(payload, String(kind)))
  if (!known || !id || !isPossibleId(payload, { collection: known, id })) return null
  const allowed = await findAllowed(payload, { collection: known, ids: [id], operation }, { req })
  return allowed.size > 0 ? { collection: known, id } : null
}

function refused(status: number, message: string): Response {
  return Response.json({ errors: [{ message }] }, { status })
}

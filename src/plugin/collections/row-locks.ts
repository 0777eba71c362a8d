import {
  type CollectionBeforeOperationHook,
  type CollectionSlug,
  combineQueries,
  executeAccess,
  NotFound,
  type PayloadRequest,
  type Where,
} from 'payload'
import { isPossibleId, lockDocuments, lockReferences } from '../database/database.ts'
import type { Id } from '../domain/id.ts'

type Wanted = { id?: Id | null; where?: Where; data?: unknown; draft?: boolean }

/**
 * Takes the rows of an update or a deletion before Payload reads them. An update reads, merges and writes the whole
 * document: of two saves at once one would be lost, and a note saved beside a settlement would turn the paid order
 * back to open. Payload checks access only after this hook, so it is checked here too: whoever may not
 * write must not hold others up.
 */
export const lockRows: CollectionBeforeOperationHook = async (hook) => {
  const { args, collection, operation, overrideAccess, req } = hook
  if (operation !== 'update' && operation !== 'delete') return args
  const { id, where, data, draft } = args as Wanted
  const isOne = id !== undefined && id !== null
  const asked = { ...(isOne && { id }), data, disableErrors: true, req }
  const access = overrideAccess || (await executeAccess(asked, collection.access[operation]))
  const target = isOne ? { id: { equals: id } } : where
  // Payload refuses it, or says what is missing.
  if (!access || !target) return args
  if (isOne && !isPossibleId(req.payload, { collection: collection.slug, id })) throw new NotFound(req.t)
  if (operation === 'delete') await lockReferences(req, 'delete')
  const ids = isOne && access === true ? [id] : await findIds(req, collection.slug, { target, access, draft })
  await lockDocuments(req, { collection: collection.slug, ids })
  // Documents that match only from now on are not locked, and must not be read.
  return isOne ? args : { ...args, where: { and: [target, { id: { in: ids } }] } }
}

async function findIds(
  req: PayloadRequest,
  collection: CollectionSlug,
  { target, access, draft }: { target: Where; access: true | Where; draft: boolean | undefined },
): Promise<Id[]> {
  const { docs } = await req.payload.find({
    collection,
    where: combineQueries(target, access),
    ...(draft && { draft }),
    trash: true,
    pagination: false,
    depth: 0,
    select: { updatedAt: true },
    req,
  })
  return docs.map(({ id }) => id)
}

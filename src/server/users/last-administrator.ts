import type { CollectionAfterOperationHook, CollectionBeforeOperationHook, PayloadRequest } from 'payload'
import { lockDocument } from 'payload-stripe-shop/operations'
import { ShopError } from 'payload-stripe-shop/storefront'

/**
 * Takes the administrators' rows before a write to any user: of two who take each other's role away, the second
 * one then sees what the first one did.
 */
export const lockAdministrators: CollectionBeforeOperationHook<'users'> = async ({
  args,
  operation,
  req,
}) => {
  if (operation !== 'update' && operation !== 'delete') return args
  for (const id of await findAdministrators(req)) await lockDocument(req, { collection: 'users', id })
  const administrators = await findAdministrators(req)
  req.context.hadAdministrator = administrators.length > 0
  return args
}

const WRITES: ReadonlySet<string> = new Set(['update', 'updateByID', 'delete', 'deleteByID'])

/**
 * Rolls back a write, of one user or of many, that leaves nobody who could give roles. It looks at the result,
 * because Payload deletes many users side by side, each of which is not the last one.
 */
export const keepAdministrator: CollectionAfterOperationHook<'users'> = async ({
  operation,
  req,
  result,
}) => {
  if (!WRITES.has(operation) || req.context.hadAdministrator !== true) return result
  if ((await findAdministrators(req)).length > 0) return result
  throw new ShopError(
    'frozen',
    'This is the last administrator. Make somebody else an administrator first, or nobody could give roles any more.',
  )
}

/** In one order everywhere, so that two writes cannot wait for each other. */
async function findAdministrators(req: PayloadRequest): Promise<(number | string)[]> {
  const { docs } = await req.payload.find({
    collection: 'users',
    where: { role: { equals: 'admin' } },
    sort: 'id',
    pagination: false,
    depth: 0,
    select: { role: true },
    req,
  })
  return docs.map(({ id }) => id)
}

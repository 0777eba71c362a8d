import type { CollectionBeforeOperationHook } from 'payload'
import { lockDocument } from '../../database.ts'

/**
 * Takes the order's row before Payload reads it. An update reads, merges and writes the whole document:
 * without the lock a note saved beside a settlement would turn the paid order back to open.
 */
export const lockOrder: CollectionBeforeOperationHook = async ({ args, collection, operation, req }) => {
  const { id } = args as { id?: number | string }
  if ((operation === 'update' || operation === 'delete') && id !== undefined && id !== null) {
    await lockDocument(req, { collection: collection.slug, id })
  }
  return args
}

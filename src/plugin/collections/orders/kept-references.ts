import type { CollectionBeforeOperationHook } from 'payload'
import { lockReferences } from '../../database/database.ts'

/** What an order's lines, discount and taxes refer to is not deleted before the order is written. */
export const keepReferences: CollectionBeforeOperationHook = async ({ args, operation, req }) => {
  if (operation === 'create' || operation === 'update') await lockReferences(req, 'write')
  return args
}

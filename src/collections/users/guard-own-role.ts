import type { CollectionBeforeChangeHook } from 'payload'
import { ShopError } from '../../domain/errors.ts'
import { roleOf } from '../access.ts'

/**
 * Only an administrator gives roles. Field access alone would drop the value and answer 200;
 * this says so. Calls without a user (the Local API on the server) pass.
 */
export const guardOwnRole: CollectionBeforeChangeHook = ({ data, originalDoc, req }) => {
  const isChanged = data.role !== undefined && data.role !== originalDoc?.role
  if (isChanged && req.user && roleOf(req.user) !== 'admin') {
    throw new ShopError('forbidden', 'Only an administrator can change "role".')
  }
  return data
}

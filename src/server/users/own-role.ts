import type { CollectionBeforeOperationHook } from 'payload'
import { roleOf, ShopError } from 'payload-stripe-shop/storefront'

/**
 * Only an administrator gives roles. Field access alone would drop the value and answer 200; this says so, and has
 * to come before it. Others can write only themselves, so their own role is the only one they may
 * send. Calls without a user (the Local API on the server) pass; users are created by administrators only, unless
 * access is overridden.
 */
export const guardOwnRole: CollectionBeforeOperationHook<'users'> = (call) => {
  const { args, operation, overrideAccess, req } = call
  const isGuarded = operation === 'update' || (operation === 'create' && overrideAccess)
  if (!isGuarded || !req.user) return args
  const { role } = ('data' in args && args.data ? args.data : {}) as { role?: unknown }
  const own = roleOf(req.user)
  if (role !== undefined && role !== own && own !== 'admin') {
    throw new ShopError('forbidden', 'Only an administrator can change "role".')
  }
  return args
}

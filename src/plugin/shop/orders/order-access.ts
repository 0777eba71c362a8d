import type { BasePayload, PayloadRequest } from 'payload'
import { isStaff } from '../../collections/access.ts'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../records.ts'
import { isOrderToken } from './order-token.ts'

/**
 * Lets staff pass, and whoever has the order's own token. Strangers learn nothing about which orders there are.
 * Throws `unauthorized` (401) or `forbidden` (403).
 */
export async function assertMaySeeOrder(
  payload: BasePayload,
  { orderId, user, token }: { orderId: Id; user: PayloadRequest['user']; token: unknown },
): Promise<void> {
  if (isStaff(user)) return
  if (token === undefined || token === null) {
    throw new ShopError(
      user ? 'forbidden' : 'unauthorized',
      'Use the whole link of this order, with its token, or sign in.',
    )
  }
  if (typeof token === 'string' && (await isOrderToken(payload, { orderId, token }))) return
  throw new ShopError('forbidden', 'This link does not belong to this order.')
}

/** Throws `unauthorized` (401) or `forbidden` (403). */
export function assertStaff(user: PayloadRequest['user'] | undefined): void {
  if (isStaff(user)) return
  if (user) throw new ShopError('forbidden', 'This is for staff.')
  throw new ShopError('unauthorized', 'Sign in, or send an API key.')
}

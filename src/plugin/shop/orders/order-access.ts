import type { BasePayload, PayloadRequest } from 'payload'
import { isStaff } from '../../collections/access.ts'
import { type Actor, findAllowed } from '../../collections/allowed-documents.ts'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../records.ts'
import { isOrderToken } from './order-token.ts'

/**
 * Lets staff pass who may read the order, and whoever has its own token. Strangers learn nothing about which orders
 * there are. Throws `unauthorized` (401), `forbidden` (403), or `not_found` (404) where a project shows it to other staff.
 */
export async function assertMaySeeOrder(
  payload: BasePayload,
  { orderId, user, headers = null, token }: Actor & { orderId: Id; token: unknown },
): Promise<void> {
  const isOfStaff = isStaff(user)
  if (isOfStaff && (await isAllowed(payload, { orderId, operation: 'read' }, { user, headers }))) return
  if (token === undefined || token === null) {
    if (isOfStaff) throw noSuchOrder()
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

/** Throws `not_found` (404) where a project's rule lets somebody of staff change other orders only. */
export async function assertMayChangeOrder(payload: BasePayload, orderId: Id, actor: Actor): Promise<void> {
  if (!(await isAllowed(payload, { orderId, operation: 'update' }, actor))) throw noSuchOrder()
}

const noSuchOrder = () => new ShopError('not_found', 'There is no such order.')

async function isAllowed(
  payload: BasePayload,
  { orderId, operation }: { orderId: Id; operation: 'read' | 'update' },
  actor: Actor,
): Promise<boolean> {
  return (await findAllowed(payload, { collection: 'orders', ids: [orderId], operation }, actor)).size > 0
}

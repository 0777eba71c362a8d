import { createHmac, timingSafeEqual } from 'node:crypto'
import type { BasePayload } from 'payload'
import type { Id } from '../../domain/id.ts'
import { installationIdOf } from '../installation.ts'
import { shopOf } from '../shop.ts'

/**
 * What lets a shopper see and pay one order without an account: an HMAC of the order, so that a payment
 * link can be made again at any time and is never stored.
 */
async function orderToken(payload: BasePayload, orderId: Id): Promise<string> {
  const installation = await installationIdOf(payload)
  return createHmac('sha256', payload.secret).update(`order:${installation}:${orderId}`).digest('base64url')
}

export async function isOrderToken(
  payload: BasePayload,
  { orderId, token }: { orderId: Id; token: string },
): Promise<boolean> {
  const expected = Buffer.from(await orderToken(payload, orderId))
  const given = Buffer.from(token)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** The address of the order's page for the one who pays it. */
export async function orderUrl(payload: BasePayload, orderId: Id): Promise<string> {
  const token = await orderToken(payload, orderId)
  return `${shopOf(payload).publicUrl}/order/${orderId}?token=${token}`
}

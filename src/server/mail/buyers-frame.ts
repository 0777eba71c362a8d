import type { BasePayload } from 'payload'
import { findBuyersLanguage, type Id, isLanguage } from 'payload-stripe-shop/storefront'
import { type Frame, readFrame } from '../frame.ts'

/** For what is written to a buyer: in the language of the purchase, or the shop's own. */
export async function frameForBuyer(payload: BasePayload, orderId: Id): Promise<Frame> {
  const asked = await findBuyersLanguage(payload, orderId)
  return readFrame(payload, isLanguage(asked) ? asked : null)
}

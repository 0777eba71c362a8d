import type { BasePayload } from 'payload'
import { findBuyersLanguage, type Id, isLanguage, shopOf } from 'payload-stripe-shop/storefront'
import { type Frame, frameOf, readShopFacts } from '../frame.ts'

/** For what is written to a buyer: in the language of the purchase, or the shop's own. */
export async function frameForBuyer(payload: BasePayload, orderId: Id): Promise<Frame> {
  const asked = await findBuyersLanguage(payload, orderId)
  return frameOf(await readShopFacts(payload, shopOf(payload).publicUrl), isLanguage(asked) ? asked : null)
}

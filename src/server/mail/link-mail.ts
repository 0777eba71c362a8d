import type { BasePayload } from 'payload'
import { type Id, orderUrl, readOrderJson } from 'payload-stripe-shop/storefront'
import { frameForBuyer } from './buyers-frame.ts'
import { linkLetter, lostLinkLetter } from './letters.ts'
import { renderLetter } from './render-letter.ts'

/** For whoever is to pay an order that staff have put together. */
export async function writeLinkMail(payload: BasePayload, orderId: Id) {
  const frame = await frameForBuyer(payload, orderId)
  const order = await readOrderJson(payload, orderId, frame.language)
  const letter = linkLetter({ order, frame, url: await orderUrl(payload, order.id) })
  return { subject: letter.subject, ...renderLetter(letter, frame) }
}

/** For a buyer who has lost the way to an order, and asked for it by its number. */
export async function writeLostLinkMail(
  payload: BasePayload,
  order: { id: Id; number: string; createdAt: string },
) {
  const frame = await frameForBuyer(payload, order.id)
  const letter = lostLinkLetter({ order, frame, url: await orderUrl(payload, order.id) })
  return { subject: letter.subject, ...renderLetter(letter, frame) }
}

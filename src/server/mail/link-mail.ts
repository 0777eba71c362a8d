import type { BasePayload } from 'payload'
import { type Id, orderUrl, readOrderJson } from 'payload-stripe-shop/storefront'
import { frameForBuyer } from './buyers-frame.ts'
import { billOf, type Letter } from './letter.ts'
import { renderLetter } from './render-letter.ts'

/** For whoever is to pay an order that staff have put together. */
export async function writeLinkMail(payload: BasePayload, orderId: Id) {
  const order = await readOrderJson(payload, orderId)
  const frame = await frameForBuyer(payload, order.id)
  const { link } = frame.words.mail
  const letter: Letter = {
    subject: link.subject(order.number, frame.shop.name),
    heading: link.heading,
    paragraphs: [link.text],
    bill: billOf(order, frame),
    action: { text: link.button, url: await orderUrl(payload, order.id) },
    notes: [],
  }
  return { subject: letter.subject, ...renderLetter(letter, frame) }
}

/** For a buyer who has lost the way to an order, and asked for it by its number. */
export async function writeLostLinkMail(
  payload: BasePayload,
  order: { id: Id; number: string; createdAt: string },
) {
  const frame = await frameForBuyer(payload, order.id)
  const { view, lostLink } = frame.words.mail
  const letter: Letter = {
    subject: lostLink.subject(order.number, frame.shop.name),
    heading: lostLink.heading,
    paragraphs: [lostLink.text(order.number, frame.format.day(order.createdAt))],
    bill: null,
    action: { text: view, url: await orderUrl(payload, order.id) },
    notes: [lostLink.ignore],
  }
  return { subject: letter.subject, ...renderLetter(letter, frame) }
}

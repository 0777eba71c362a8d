import type { BasePayload } from 'payload'
import {
  findBuyersLanguage,
  isLanguage,
  orderUrl,
  readOrderJson,
  shopOf,
} from 'payload-stripe-shop/storefront'
import { frameOf, readShopFacts } from '../frame.ts'
import { billOf, type Letter } from './letter.ts'
import { renderLetter } from './render-letter.ts'

/** For whoever is to pay an order that staff have put together. */
export async function writeLinkMail(payload: BasePayload, orderId: number | string) {
  const { publicUrl } = shopOf(payload)
  const order = await readOrderJson(payload, orderId)
  const asked = await findBuyersLanguage(payload, order.id)
  const frame = frameOf(await readShopFacts(payload, publicUrl), isLanguage(asked) ? asked : null)
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

import type { RefundNews } from 'payload-stripe-shop'
import type { Frame } from '../frame.ts'
import type { OrderInput } from '../page-models/order-page.ts'
import { billOf, type Letter } from './letter.ts'

/** What each kind of mail says, of an order, in the language of its reader. `url` is where its button leads. */

type Of<T = object> = { frame: Frame; url: string } & T
type OfOrder = Of<{ order: OrderInput }>

/** To the buyer: what was paid for. */
export function paidLetter({ order, frame, url }: OfOrder): Letter {
  const { mail } = frame.words
  return {
    subject: mail.paid.subject(order.number, frame.shop.name),
    heading: mail.paid.heading,
    paragraphs: [mail.paid.text(order.number, frame.format.day(order.createdAt))],
    bill: billOf(order, frame),
    action: { text: mail.view, url },
    notes: [mail.paid.keep],
  }
}

/** To the buyer: where the goods are. */
export function shippedLetter({ order, frame, url: page }: OfOrder): Letter {
  const { mail } = frame.words
  const { carrier = null, number = null, url = null } = order.tracking ?? {}
  const parcel = [carrier, number].filter(Boolean).join(' ')
  return {
    subject: mail.shipped.subject(order.number, frame.shop.name),
    heading: mail.shipped.heading,
    paragraphs: [mail.shipped.text(order.number), ...(parcel ? [mail.shipped.parcel(parcel)] : [])],
    bill: null,
    action: url ? { text: mail.shipped.track, url } : { text: mail.view, url: page },
    notes: url ? [`${mail.view}: ${page}`] : [],
  }
}

/** How far a refund is, as far as a buyer is told. */
export type RefundStage = keyof Frame['words']['mail']['refund']

type Refunded = Pick<OrderInput, 'number'>

/** To the buyer: what becomes of the money. */
export function refundLetter({
  order,
  refund,
  stage,
  frame,
  url,
}: Of<{ order: Refunded; refund: Pick<RefundNews, 'amount' | 'currency'>; stage: RefundStage }>): Letter {
  const words = frame.words.mail.refund[stage]
  const amount = frame.format.money(refund.amount, refund.currency)
  return {
    subject: words.subject(order.number),
    heading: words.heading,
    paragraphs: [words.text(amount, order.number), words.more],
    bill: null,
    action: { text: frame.words.mail.view, url },
    notes: [],
  }
}

/** To staff: why an order needs a look, and when the bank wants its answers. */
export function reviewLetter({
  order,
  review,
  deadlines,
  frame,
  url,
}: Of<{ order: Refunded; review: string; deadlines: readonly string[] }>): Letter {
  const words = frame.words.mail.review
  return {
    subject: words.subject(order.number),
    heading: words.heading(order.number),
    paragraphs: [
      words.text,
      review,
      ...deadlines.map((answerBy) => words.deadline(frame.format.moment(answerBy))),
    ],
    bill: null,
    action: { text: words.button, url },
    notes: [],
  }
}

/** To whoever is to pay an order that staff have put together. */
export function linkLetter({ order, frame, url }: OfOrder): Letter {
  const { link } = frame.words.mail
  return {
    subject: link.subject(order.number, frame.shop.name),
    heading: link.heading,
    paragraphs: [link.text],
    bill: billOf(order, frame),
    action: { text: link.button, url },
    notes: [],
  }
}

/** To a buyer who has lost the way to an order, and asked for it by its number. */
export function lostLinkLetter({
  order,
  frame,
  url,
}: Of<{ order: Pick<OrderInput, 'number' | 'createdAt'> }>): Letter {
  const { view, lostLink } = frame.words.mail
  return {
    subject: lostLink.subject(order.number, frame.shop.name),
    heading: lostLink.heading,
    paragraphs: [lostLink.text(order.number, frame.format.day(order.createdAt))],
    bill: null,
    action: { text: view, url },
    notes: [lostLink.ignore],
  }
}

/** To somebody who has forgotten a password. */
export function resetLetter({ email, frame, url }: Of<{ email: string }>): Letter {
  const { reset } = frame.words.mail
  return {
    subject: reset.subject(frame.shop.name),
    heading: reset.heading,
    paragraphs: [reset.text(email)],
    bill: null,
    action: { text: reset.button, url },
    notes: [reset.ignore],
  }
}

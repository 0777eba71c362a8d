import type { Frame } from '../frame.ts'
import type { OrderInput } from '../page-models/order-page.ts'
import type { Letter } from './letter.ts'
import {
  linkLetter,
  lostLinkLetter,
  paidLetter,
  refundLetter,
  resetLetter,
  reviewLetter,
  shippedLetter,
} from './letters.ts'
import type { MailKind } from './mail-kinds.ts'
import { renderLetter } from './render-letter.ts'

interface PreviewOptions {
  frame: Frame
  publicUrl: string
  currency: string
}

/** A mail as it is sent, of an order that there never was. */
export function renderPreview(kind: MailKind, options: PreviewOptions) {
  const letter = WRITERS[kind](sampleOf(options))
  return { subject: letter.subject, ...renderLetter(letter, options.frame) }
}

type Sample = ReturnType<typeof sampleOf>

const WRITERS: Record<MailKind, (sample: Sample) => Letter> = {
  paid: paidLetter,
  link: linkLetter,
  'lost-link': lostLinkLetter,
  shipped: shippedLetter,
  'refund-pending': (sample) => refundLetter({ ...sample, stage: 'pending' }),
  'refund-succeeded': (sample) => refundLetter({ ...sample, stage: 'succeeded' }),
  'refund-failed': (sample) => refundLetter({ ...sample, stage: 'failed' }),
  review: reviewLetter,
  reset: resetLetter,
}

const ANSWER_TIME_MS = 7 * 24 * 60 * 60 * 1000

/** Everything that any of the mails is about. */
function sampleOf({ frame, publicUrl, currency }: PreviewOptions) {
  const { sample } = frame.words.mail
  const now = new Date()
  const order: OrderInput = {
    id: 0,
    number: '1042',
    status: 'paid',
    currency,
    lines: [
      { name: sample.item, quantity: 2, unitAmount: 2400, amount: 4800 },
      { name: sample.otherItem, quantity: 1, unitAmount: 1900, amount: 1900 },
    ],
    subtotal: 6700,
    discountAmount: 670,
    total: 6520,
    amountRefunded: 0,
    discount: { name: sample.discount, amount: 670 },
    taxes: [{ displayName: sample.tax, percentage: 19, inclusive: true, amount: 1041 }],
    shipping: { name: sample.delivery, amount: 490 },
    fulfilment: 'shipped',
    tracking: { carrier: 'DHL', number: '00340434161094015902', url: publicUrl },
    customerEmail: 'ada@example.com',
    createdAt: now.toISOString(),
    paidAt: now.toISOString(),
  }
  return {
    frame,
    // Nobody's order is at the end of it.
    url: publicUrl,
    order,
    refund: { amount: 1900, currency },
    review: sample.review,
    deadlines: [new Date(now.getTime() + ANSWER_TIME_MS).toISOString()],
    email: 'ada@example.com',
  }
}

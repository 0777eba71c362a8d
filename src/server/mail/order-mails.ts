import type { BasePayload } from 'payload'
import type { OrderNews, RefundNews } from 'payload-stripe-shop'
import { orderUrl, readShopSettings } from 'payload-stripe-shop/storefront'
import type { MailConfig, ShopConfig } from '../config/shop-config.ts'
import { type Frame, readFrame } from '../frame.ts'
import { frameForBuyer } from './buyers-frame.ts'
import type { Letter } from './letter.ts'
import { paidLetter, type RefundStage, refundLetter, reviewLetter, shippedLetter } from './letters.ts'
import { renderLetter } from './render-letter.ts'
import { deliver } from './transport.ts'

type Config = Pick<ShopConfig, 'publicUrl'> & { mail: MailConfig }

/** To the buyer: what was paid for. */
export async function mailOrderPaid(config: Config, { id, order, payload }: OrderNews): Promise<void> {
  if (order.customerEmail === null) return
  const frame = await frameForBuyer(payload, order.id)
  const letter = paidLetter({ order, frame, url: await orderUrl(payload, order.id) })
  await send(config, { id, to: order.customerEmail, letter, frame })
}

/** To the buyer: where the goods are. */
export async function mailOrderShipped(config: Config, { id, order, payload }: OrderNews): Promise<void> {
  if (order.customerEmail === null || order.fulfilment !== 'shipped') return
  const frame = await frameForBuyer(payload, order.id)
  const letter = shippedLetter({ order, frame, url: await orderUrl(payload, order.id) })
  await send(config, { id, to: order.customerEmail, letter, frame })
}

/** What there is to tell the buyer of a refund; nothing of one that nobody has confirmed yet. */
const STAGES: Partial<Record<RefundNews['status'], RefundStage>> = {
  requires_action: 'pending',
  pending: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
}

/**
 * To the buyer: each refund that stands otherwise than the last mail said. News may come twice, or two changes in one; what
 * was told is kept beside, under the refund.
 */
export async function mailRefunds(config: Config, news: OrderNews): Promise<void> {
  const { order, payload } = news
  if (order.customerEmail === null) return
  const frame = await frameForBuyer(payload, order.id)
  for (const refund of news.refunds) {
    const stage = STAGES[refund.status]
    const key = `mail-of-refund-${refund.id}`
    if (!stage || (await payload.kv.get<{ stage: RefundStage }>(key))?.stage === stage) continue
    const letter = refundLetter({ order, refund, stage, frame, url: await orderUrl(payload, order.id) })
    await send(config, { id: `refund-${refund.id}-${stage}`, to: order.customerEmail, letter, frame })
    await payload.kv.set(key, { stage })
  }
}

/** To staff: why an order needs a look, with the deadlines of its disputes. */
export async function mailReview(config: Config, { id, order, payload }: OrderNews): Promise<void> {
  const { staffMail } = await readShopSettings(payload)
  if (staffMail === '' || order.review === null) return
  const frame = await readFrame(payload, null)
  const letter = reviewLetter({
    order,
    review: order.review,
    deadlines: await findDeadlines(payload, order.id),
    frame,
    url: `${config.publicUrl}${payload.config.routes.admin}/collections/orders/${order.id}`,
  })
  await send(config, { id, to: staffMail, letter, frame })
}

/** When the bank wants an answer that nobody has given yet. */
async function findDeadlines(payload: BasePayload, order: number | string): Promise<string[]> {
  const { docs } = await payload.find({
    collection: 'disputes',
    where: {
      and: [
        { order: { equals: order } },
        { status: { contains: 'needs_response' } },
        { answerBy: { exists: true } },
      ],
    },
    depth: 0,
    pagination: false,
  })
  return docs.flatMap(({ answerBy }) => answerBy ?? [])
}

interface Sent {
  id: string
  to: string
  letter: Letter
  frame: Frame
}

async function send({ mail }: Config, { id, to, letter, frame }: Sent): Promise<void> {
  const { subject } = letter
  await deliver(mail, { id, to, subject, shopName: frame.shop.name, ...renderLetter(letter, frame) })
}

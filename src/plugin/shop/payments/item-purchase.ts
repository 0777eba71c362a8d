import { createHash } from 'node:crypto'
import type { BasePayload, TypedUser } from 'payload'
import { isUniqueViolation, type Offer, readOffer, writePurchase } from '../../database/database.ts'
import { readDefaults } from '../../database/host-fields.ts'
import { assertChargeable } from '../../domain/charge-limits.ts'
import { ShopError } from '../../domain/errors.ts'
import type { PaymentFlow } from '../../domain/payment-flows.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { type Buyer, findReadable } from '../buyer.ts'
import { installationIdOf } from '../installation.ts'
import { readOrderData } from '../orders/order-data.ts'
import { findOrder, releaseKey } from '../orders/order-records.ts'
import { isSameSale } from '../orders/sale.ts'
import { assertEnough, isEnough } from '../orders/stock.ts'
import type { Id, OrderLine } from '../records.ts'
import { shopOf } from '../shop.ts'
import type { StoredTexts } from '../sync/sold-with.ts'
import { answerOpened, type StartedPayment } from './answer.ts'
import { newAttempt } from './attempt.ts'
import { findLiveAttempt, isReusable, supersede } from './live-attempt.ts'
import { openAttempt } from './opening.ts'
import { payAnew } from './order-payment.ts'
import { ensureTerms, NO_TERMS } from './payment-terms.ts'
import { priceOffer } from './pricing.ts'

interface WantedItem {
  itemId: Id
  /** From 1 to 99. */
  quantity: number
  flow: PaymentFlow
  /** The way of delivery; the cheapest where none is chosen. */
  shippingRate?: Id | null
  /** Makes repeated calls one: while the order that it started is open, it is answered again. */
  buyerKey: string | null
  /** Default: a stranger, in the default language. */
  buyer?: Buyer
}

/**
 * Starts a payment for one item. Throws `not_found`, `out_of_stock`, `below_minimum`, `payment_refused` or
 * `payment_unavailable`; in the last two cases the order stays behind as `failed`.
 */
export async function buyItem(payload: BasePayload, wanted: WantedItem): Promise<StartedPayment> {
  const { flow, quantity, shippingRate = null, buyer = {} } = wanted
  const item = await readOffer(payload, wanted.itemId)
  if (!item || !(await findReadable(payload, [String(item.id)], buyer)).size)
    throw new ShopError('not_found', 'There is no such item.')
  const { locale = null, user = null } = buyer
  const priced = priceOffer(payload, item, { quantity, shippingRate, locale })
  const buyKey = wanted.buyerKey === null ? null : hashBuyKey(wanted.buyerKey, wanted)
  if (buyKey === null) return buyNew(payload, { item, priced, flow, buyKey, locale, user })
  const reused = await reuseOpenOrder(payload, { buyKey, priced })
  if (reused) return reused
  try {
    return await buyNew(payload, { item, priced, flow, buyKey, locale, user })
  } catch (error) {
    // The other half of a double click was faster.
    if (!isUniqueViolation(error)) throw error
    const first = await reuseOpenOrder(payload, { buyKey, priced })
    if (first) return first
    throw new ShopError('order_state', 'This purchase is being started already. Please try again.')
  }
}

type Priced = ReturnType<typeof priceOffer>

interface NewPurchase {
  item: Offer
  priced: Priced
  flow: PaymentFlow
  buyKey: string | null
  locale: string | null
  user: TypedUser | null
}

/** The order and its first attempt are written as one, before Stripe is asked. */
async function buyNew(
  payload: BasePayload,
  { item, priced, flow, buyKey, locale, user }: NewPurchase,
): Promise<StartedPayment> {
  const line = priced.lines[0]!
  if (!isEnough(line, item.stock)) await refuseShortage(payload, { item, line })
  const account = shopOf(payload).accounts.forCurrency(item.currency)
  assertChargeable(priced.total, item.currency)
  const installation = await installationIdOf(payload)
  const terms = FLOWS[flow].hasLines
    ? await ensureTerms(payload, account, { ...priced, synced: item.synced, texts: textsOf(item) })
    : NO_TERMS
  const more = await readOrderData(payload, { itemIds: [item.id], user })
  const order = { ...priced, id: item.orderId, number: item.orderNumber, buyKey, more }
  const cancelPath = `/item/${item.id}`
  const payment = newAttempt(payload, {
    order,
    flow,
    account,
    terms,
    cancelPath,
    installation,
    locale,
  })
  const holdsStock = shopOf(payload).holdsWhilePaying
  const isWritten = await writePurchase(payload, {
    order,
    line,
    payment: { ...payment, more: await readDefaults(payload, 'payments') },
    reason: 'bought in the shop',
    holdsStock,
  })
  if (!isWritten) await refuseShortage(payload, { item, line })
  const started = await openAttempt(payload, { payment, before: 'failed' })
  return (
    started ??
    payAnew(payload, { orderId: order.id, flow, cancelPath, locale, before: 'failed', isRepeat: true })
  )
}

function textsOf({ id, name, taxes }: Offer): StoredTexts {
  return {
    items: new Map([[String(id), name]]),
    discounts: new Map(),
    taxes: new Map(taxes.map((tax) => [String(tax.id), tax.displayName])),
  }
}

/** Looks again: what the shopper's own order before held may just have come back. Throws `out_of_stock` where it has not. */
async function refuseShortage(
  payload: BasePayload,
  { item, line }: { item: Offer; line: OrderLine },
): Promise<void> {
  const now = await readOffer(payload, item.id)
  if (!now) throw new ShopError('not_found', 'There is no such item.')
  assertEnough(line, now.stock)
}

/** The open order that this key started, if it can still be paid as it stands. */
async function reuseOpenOrder(
  payload: BasePayload,
  { buyKey, priced }: { buyKey: string; priced: Priced },
): Promise<StartedPayment | null> {
  const order = await findOrder(payload, { buyKey: { equals: buyKey } })
  if (!order) return null
  const live = await findLiveAttempt(payload, order.id)
  if (live && isReusable(payload, live) && isSameSale(order, priced)) return answerOpened(payload, live)
  if (live) await supersede(payload, live)
  await releaseKey(payload, order.id)
  return null
}

function hashBuyKey(buyerKey: string, { itemId, quantity, flow, shippingRate = null }: WantedItem): string {
  return createHash('sha256')
    .update(JSON.stringify([buyerKey, itemId, quantity, flow, shippingRate]))
    .digest('base64url')
}

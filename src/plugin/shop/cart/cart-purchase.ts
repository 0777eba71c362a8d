import { createHash } from 'node:crypto'
import type { BasePayload } from 'payload'
import { inTransaction, isUniqueViolation } from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import { canBePaid, hasBeenPaid } from '../../domain/order-status.ts'
import type { PaymentFlow } from '../../domain/payment-flows.ts'
import { slugOf } from '../../slugs.ts'
import type { Buyer } from '../buyer.ts'
import { readOrderData } from '../orders/order-data.ts'
import { findOrder, releaseKey } from '../orders/order-records.ts'
import { isSameSale } from '../orders/sale.ts'
import type { StartedPayment } from '../payments/answer.ts'
import { endPayment } from '../payments/live-attempt.ts'
import { payOrder } from '../payments/order-payment.ts'
import type { Id } from '../records.ts'
import { type Cart, type CartNow, readCart } from './cart.ts'

type Priced = NonNullable<CartNow['priced']>

interface WantedCart {
  cart: Cart
  flow: PaymentFlow
  /** Makes repeated calls one, together with what is in the cart. */
  buyerKey: string | null
  /** Where a shopper goes who turns back on Stripe's page. */
  cancelPath: string
  /** What the shopper was shown, in the minor unit; null where nothing was. */
  shownTotal: number | null
  /** Default: a stranger, in the default language. */
  buyer?: Buyer
}

/**
 * Makes one order of a cart and starts its payment. The same cart of the same browser is the same order for as
 * long as it is unpaid and costs the same; a changed cart ends the payment of the order before. Throws what is
 * wrong with the cart, and whatever `payOrder` throws.
 */
export async function buyCart(payload: BasePayload, wanted: WantedCart): Promise<StartedPayment> {
  const { buyer = {} } = wanted
  const locale = buyer.locale ?? null
  const now = await readCart(payload, wanted.cart, buyer)
  const priced = assertSellable(now, wanted.shownTotal)
  const orderId = await findOrCreateOrder(payload, { ...wanted, now, priced, locale })
  return payOrder(payload, { orderId, flow: wanted.flow, cancelPath: wanted.cancelPath, locale })
}

function assertSellable(
  { lines, codeProblem, priced, totalProblem }: CartNow,
  shownTotal: number | null,
): Priced {
  const problem = lines.find((line) => line.problem)?.problem ?? codeProblem
  if (problem) throw problem
  if (!priced) throw new ShopError('order_state', 'Your cart is empty.')
  if (shownTotal !== null && shownTotal !== priced.total) {
    throw new ShopError(
      'order_state',
      'The total has changed since this page was shown. Look at your cart again before you pay.',
    )
  }
  if (totalProblem) throw totalProblem
  return priced
}

type Sale = WantedCart & { now: CartNow; priced: Priced; locale: string | null }

async function findOrCreateOrder(payload: BasePayload, sale: Sale): Promise<Id> {
  const buyKey = sale.buyerKey === null ? null : hashCart(sale.buyerKey, sale.cart)
  const known = await reuseOrder(payload, buyKey, sale.priced)
  if (known !== null) return known
  if (sale.cart.orderId !== null) await retire(payload, sale.cart.orderId)
  try {
    return await createOrder(payload, buyKey, sale)
  } catch (error) {
    // The other half of a double click was faster.
    if (buyKey === null || !isUniqueViolation(error)) throw error
    const first = await reuseOrder(payload, buyKey, sale.priced)
    if (first !== null) return first
    throw new ShopError('order_state', 'This purchase is being started already. Please try again.')
  }
}

/** The id of the order that this cart started, if it can still be paid and says the same as the cart. */
async function reuseOrder(payload: BasePayload, buyKey: string | null, priced: Priced): Promise<Id | null> {
  const order = buyKey === null ? null : await findOrder(payload, { buyKey: { equals: buyKey } })
  if (!order) return null
  if (canBePaid(order.status)) {
    if (isSameSale(order, priced)) return order.id
    await retire(payload, order.id)
  }
  await releaseKey(payload, order.id)
  return null
}

/** Sees to it that an order cannot be paid beside the next one. Throws `order_state` when it was paid just now. */
async function retire(payload: BasePayload, orderId: Id): Promise<void> {
  await endPayment(payload, orderId)
  const order = await findOrder(payload, { id: { equals: orderId } })
  if (!order || !(hasBeenPaid(order.status) || order.status === 'processing')) return
  throw new ShopError(
    'order_state',
    'The payment that you started before has gone through. Your cart shows what is left.',
  )
}

/** As staff make one: the collection's own hooks price it. */
async function createOrder(
  payload: BasePayload,
  buyKey: string | null,
  { now: { draft }, locale, buyer = {} }: Sale,
): Promise<Id> {
  const itemIds = draft.lines.map(({ item }) => item)
  const more = await readOrderData(payload, { itemIds, user: buyer.user ?? null })
  return inTransaction(payload, async (req) => {
    const { id } = await req.payload.create({
      collection: slugOf(req.payload, 'orders'),
      data: { ...more, ...draft } as never,
      depth: 0,
      ...(locale !== null && { locale: locale as never }),
      req,
    })
    if (buyKey !== null) {
      await req.payload.db.updateOne({
        collection: slugOf(req.payload, 'orders'),
        id,
        data: { buyKey },
        req,
        returning: false,
      })
    }
    return id
  })
}

function hashCart(buyerKey: string, { lines, code, shippingRate = null }: Cart): string {
  const content = lines.map(({ item, quantity }) => [item, quantity])
  return createHash('sha256')
    .update(JSON.stringify(['cart', buyerKey, content, code, shippingRate]))
    .digest('base64url')
}

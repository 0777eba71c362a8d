import type { BasePayload } from 'payload'
import { priceDraft } from '../../collections/orders/draft-order.ts'
import { type Reader, readDraftSources, type SoldItem } from '../../collections/orders/draft-sources.ts'
import { textIn } from '../../database/catalogue-terms.ts'
import type { Offer } from '../../database/database.ts'
import type { RedemptionRefusal } from '../../domain/discount-rules.ts'
import { ShopError } from '../../domain/errors.ts'
import { fitOrder } from '../orders/default-taxes.ts'
import type { Id, OrderLine, OrderRecord } from '../records.ts'
import { taxRoundingOf } from '../shop.ts'

/** An item on offer as an order of one line, with the taxes that go on whatever shoppers buy. */
export function priceOffer(
  payload: BasePayload,
  offer: Offer,
  {
    quantity,
    shippingRate = null,
    locale = null,
  }: { quantity: number; shippingRate?: Id | null; locale?: string | null },
) {
  const taxes = fitOrder(payload, offer.taxes).map((tax) => ({
    ...tax,
    displayName: textIn(payload, tax.displayName, locale),
  }))
  const item = { ...offer, name: textIn(payload, offer.name, locale) }
  const line = lineOf(item, quantity)
  const sources = {
    items: new Map([[String(item.id), item]]),
    discounts: new Map(),
    taxes: new Map(taxes.map((tax) => [String(tax.id), tax])),
    redemptions: new Map(),
    shippingRates: offer.shippingRates.map((rate) => ({ ...rate, name: textIn(payload, rate.name, locale) })),
  }
  return {
    ...priceDraft(sources, { lines: [line], taxes, shippingRate }, taxRoundingOf(payload)),
    lines: [line],
  }
}

function lineOf({ id, name, price }: SoldItem, quantity: number): OrderLine {
  return { item: id, soldItem: String(id), name, quantity, unitAmount: price, amount: price * quantity }
}

/**
 * A draft at what it costs now; any other order as it was frozen. Throws `discount_used_up`, or `order_state` (409) where what was put together
 * once is not for sale any more: nothing is wrong with the request.
 */
export async function priceNow(reader: Reader, order: OrderRecord): Promise<OrderRecord> {
  if (order.status !== 'draft') return order
  const sources = await readDraftSources(reader, [order])
  try {
    const priced = priceDraft(sources, order, taxRoundingOf(reader.payload))
    return { ...order, ...priced, lines: priced.lines as OrderLine[] }
  } catch (error) {
    if (!(error instanceof ShopError) || error.code !== 'invalid_input') throw error
    if (isUsedUp(error.cause)) throw new ShopError('discount_used_up', error.cause.message, { cause: error })
    throw new ShopError('order_state', `This order cannot be paid as it stands. ${error.message}`, {
      cause: error,
    })
  }
}

function isUsedUp(cause: unknown): cause is RedemptionRefusal {
  return (cause as Partial<RedemptionRefusal> | undefined)?.reason === 'exhausted'
}

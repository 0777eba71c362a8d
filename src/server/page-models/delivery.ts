import { listShipping, type ShippingCopy } from 'payload-stripe-shop/storefront'
import type { Frame } from '../frame.ts'

/** A way of delivery to choose. */
export interface DeliveryChoice {
  id: string
  text: string
  isChosen: boolean
}

export interface ItemDelivery {
  /** What is to be said of it beside the price. */
  note: string | null
  /** Nothing where there is no choice. */
  choices: DeliveryChoice[]
}

interface Delivered {
  price: number
  currency: string
  isShipped?: boolean | null
}

/** How one of an item is delivered, and for how much. */
export function describeDelivery(item: Delivered, frame: Frame): ItemDelivery {
  const options = item.isShipped === false ? [] : shippingOf(item, frame)
  return {
    note: noteOf(options, item, frame),
    choices: options.length < 2 ? [] : toChoices(options, { currency: item.currency, frame }),
  }
}

export function shippingOf({ price, currency }: Delivered, { shop }: Frame): ShippingCopy[] {
  return listShipping(shop.shippingRates, { currency, subtotal: price })
}

export function toChoices(
  options: readonly ShippingCopy[],
  { currency, frame, chosen = null }: { currency: string; frame: Frame; chosen?: unknown },
): DeliveryChoice[] {
  return options.map((option, index) => ({
    id: String(option.id),
    text: [
      option.name,
      costOf(option, currency, frame),
      frame.words.delivery.days(option.minDays, option.maxDays),
    ]
      .filter(Boolean)
      .join(' · '),
    isChosen: chosen === null ? index === 0 : String(option.id) === String(chosen),
  }))
}

function noteOf([cheapest, ...others]: readonly ShippingCopy[], { currency }: Delivered, frame: Frame) {
  if (!cheapest) return null
  const { prices } = frame.words
  if (cheapest.amount === 0) return prices.freeDelivery
  const cost = frame.format.money(cheapest.amount, currency)
  return others.length > 0 ? prices.addsDeliveryFrom(cost) : prices.addsDelivery(cost)
}

export function costOf({ amount }: { amount: number }, currency: string, { words, format }: Frame): string {
  return amount === 0 ? words.delivery.free : format.money(amount, currency)
}

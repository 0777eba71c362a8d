import type { Id } from './id.ts'

/** A way of delivery that the owner has set up. Amounts in the minor unit of `currency`. */
export interface ShippingRate {
  id: Id
  name: string
  amount: number
  currency: string
  /** ISO 3166; empty for everywhere. */
  countries?: readonly string[] | null
  /** The subtotal from which it costs nothing. */
  freeFrom?: number | null
  minDays?: number | null
  maxDays?: number | null
}

/** What an order keeps of its delivery. `amount` in the minor unit of the order's currency. */
export interface ShippingCopy {
  id: Id
  name: string
  amount: number
  /** Where it may be sent; empty for everywhere. */
  countries: readonly string[]
  minDays: number | null
  maxDays: number | null
}

/** How far the goods of an order are. `none` where nothing is to be sent, or nothing yet. */
export const FULFILMENTS = ['none', 'to_pack', 'shipped', 'delivered', 'returned'] as const

export type Fulfilment = (typeof FULFILMENTS)[number]

/** Whether somebody may choose it by hand: an order without delivery stays at `none`, and one with it is never there again. */
export function canFulfil({ from, to, isShipped }: { from: Fulfilment; to: Fulfilment; isShipped: boolean }) {
  if (from === to) return true
  return isShipped && to !== 'none'
}

/** The ways of delivery for what is sold, at what each costs: the cheapest first. */
export function listShipping(
  rates: readonly ShippingRate[],
  { currency, subtotal }: { currency: string; subtotal: number },
): ShippingCopy[] {
  return rates
    .filter((rate) => rate.currency === currency)
    .map((rate) => ({
      id: rate.id,
      name: rate.name,
      amount: isFree(rate, subtotal) ? 0 : rate.amount,
      countries: rate.countries ?? [],
      minDays: rate.minDays ?? null,
      maxDays: rate.maxDays ?? null,
    }))
    .sort((one, other) => one.amount - other.amount)
}

/** By the price of what is bought, before any discount. */
function isFree({ freeFrom = null }: ShippingRate, subtotal: number): boolean {
  return freeFrom !== null && subtotal >= freeFrom
}

import { FEW_LEFT } from 'payload-stripe-shop/storefront'
import type { Words } from '../languages/en.ts'

export interface Availability {
  isSoldOut: boolean
  /** "Sold out", "Reserved", "Only 3 left" or null. */
  badge: string | null
}

/**
 * `stock` is what is left, `available` what of it nobody holds; null is unlimited. What is reserved can still be tried:
 * whoever holds it comes back to his own payment, and others may be lucky a little later.
 */
export function describeAvailability({ stock, available }: Stocked, { item }: Words): Availability {
  if (stock === null || stock === undefined) return { isSoldOut: false, badge: null }
  if (stock <= 0) return { isSoldOut: true, badge: item.soldOut }
  const free = available ?? stock
  if (free <= 0) return { isSoldOut: false, badge: item.reserved }
  return { isSoldOut: false, badge: free > FEW_LEFT ? null : item.left(free) }
}

export interface Stocked {
  stock?: number | null
  available?: number | null
}

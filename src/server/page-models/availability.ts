/** Below this many, saying how few there are helps a shopper decide; above it, the number is noise. */
const FEW = 5

export interface Availability {
  isSoldOut: boolean
  /** "Sold out", "Only 3 left" or null. */
  badge: string | null
}

/** `stock` is what is left; null is unlimited. */
export function describeAvailability(stock: number | null | undefined): Availability {
  if (stock === null || stock === undefined || stock > FEW) return { isSoldOut: false, badge: null }
  if (stock <= 0) return { isSoldOut: true, badge: 'Sold out' }
  return { isSoldOut: false, badge: `Only ${stock} left` }
}

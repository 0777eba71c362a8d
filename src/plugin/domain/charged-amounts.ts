import { allocate, sumOf } from './money.ts'

interface PricedTax {
  inclusive: boolean
  amount: number
}

/** What is actually charged, all in one minor unit; `tax` is all tax, inclusive and exclusive; no tax is taken on `shipping`. */
export interface Charged {
  total: number
  discount: number
  tax: number
  shipping?: number
}

/**
 * The taxes of an order at what is charged where that is not what the shop worked out: those that are added make up
 * the difference between what the lines cost and the total, the inclusive ones are the rest. Several of one kind keep
 * their proportions.
 */
export function taxesAsCharged<T extends PricedTax>(
  { subtotal, taxes }: { subtotal: number; taxes: readonly T[] },
  { total, discount, tax, shipping = 0 }: Charged,
): T[] {
  const exclusive = Math.min(tax, Math.max(0, total - shipping - (subtotal - discount)))
  const shares = { true: sharesOf(taxes, true, tax - exclusive), false: sharesOf(taxes, false, exclusive) }
  return taxes.map((one, index) => ({ ...one, amount: shares[`${one.inclusive}`][index]! }))
}

/** The amount split over the taxes of one kind; those of the other kind get nothing. */
function sharesOf(taxes: readonly PricedTax[], inclusive: boolean, amountMinor: number): number[] {
  const weights = taxes.map((tax) => (tax.inclusive === inclusive ? tax.amount : 0))
  if (sumOf(weights) > 0) return allocate(amountMinor, weights)
  // The shop rounded them to nothing and Stripe did not: the first of the kind takes all of it.
  const first = taxes.findIndex((tax) => tax.inclusive === inclusive)
  return taxes.map((_tax, index) => (index === first ? amountMinor : 0))
}

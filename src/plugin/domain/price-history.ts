/** What an item cost from a moment on, in the minor unit of `currency`. */
export interface PastPrice {
  price: number
  currency: string
  since: string | Date
}

/** Directive 98/6/EC, article 6a: the time that a reduction is measured by. */
export const PERIOD_DAYS = 30
const PERIOD_MS = PERIOD_DAYS * 24 * 60 * 60 * 1000

/**
 * The lowest price of the 30 days before the price that holds now, where that is below it: what a reduced price is
 * shown with. Null where it was not reduced in the last 30 days. Of a price that was raised first, and lowered then, what
 * it was before counts too.
 */
export function findLowestBefore(
  history: readonly PastPrice[],
  now: { price: number; currency: string; at: Date },
): number | null {
  const prices = history
    .filter(({ currency }) => currency === now.currency)
    .map(({ price, since }) => ({ price, since: new Date(since).getTime() }))
    .sort((one, other) => other.since - one.since)
  const [current, ...earlier] = prices
  if (!current || current.price !== now.price || earlier.length === 0) return null
  if (now.at.getTime() - current.since > PERIOD_MS) return null
  const begin = current.since - PERIOD_MS
  const within = earlier.filter(({ since }) => since > begin)
  // What held when the 30 days began.
  const atBegin = earlier.find(({ since }) => since <= begin)
  const lowest = Math.min(...[...within, ...(atBegin ? [atBegin] : [])].map(({ price }) => price))
  return lowest > now.price ? lowest : null
}

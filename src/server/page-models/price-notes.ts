import type { Frame, ShownTax } from '../frame.ts'

/** What is to be said of the taxes of a price: of those in it, and of those that are added. */
export interface PriceNotes {
  /** Beside one price. */
  ofOne: string[]
  /** Beside many. */
  ofAll: string[]
}

export function notePrices({ shop, words, format }: Frame): PriceNotes {
  const { prices } = words
  const name = (taxes: ShownTax[]) =>
    taxes.map(({ displayName, percentage }) => `${format.percent(percentage)} ${displayName}`).join(', ')
  const taxed = shop.taxes.filter(({ percentage }) => percentage > 0)
  const included = name(taxed.filter(({ inclusive }) => inclusive))
  const added = name(taxed.filter(({ inclusive }) => !inclusive))
  return {
    ofOne: [included && prices.includes(included), added && prices.adds(added)].filter(Boolean),
    ofAll: [included && prices.allInclude(included), added && prices.allAdd(added)].filter(Boolean),
  }
}

import { describe, expect, it } from '@jest/globals'
import { findLowestBefore } from '../../../src/plugin/domain/price-history.ts'

const NOW = new Date('2026-11-29T12:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000).toISOString()

/** What is shown beside the last of these prices, each with how many days ago it came. */
function lowest(...prices: [price: number, days: number, currency?: string][]): number | null {
  const history = prices.map(([price, days, currency = 'eur']) => ({ price, currency, since: daysAgo(days) }))
  const { price, currency } = history.at(-1) ?? { price: 0, currency: 'eur' }
  return findLowestBefore(history, { price, currency, at: NOW })
}

describe('the lowest price of the 30 days before a reduction', () => {
  it('is the price before, where there was one alone', () => {
    expect(lowest([2_000, 400], [1_500, 1])).toBe(2_000)
  })

  it('is the lowest of several, those included that held when the 30 days began', () => {
    expect(lowest([1_800, 90], [2_500, 20], [2_200, 10], [1_500, 1])).toBe(1_800)
    expect(lowest([2_200, 90], [2_500, 40], [2_400, 10], [1_500, 1])).toBe(2_400)
  })

  it('leaves out what ended before them', () => {
    expect(lowest([1_000, 90], [2_000, 40], [1_500, 1])).toBe(2_000)
  })

  it('is not shown where the price was as low, so that raising it first is no way to reduce it', () => {
    expect(lowest([1_000, 90], [2_000, 10], [1_500, 1])).toBeNull()
    expect(lowest([1_500, 90], [2_000, 10], [1_500, 1])).toBeNull()
  })

  it('is not shown beside a price that was raised, or never was another', () => {
    expect(lowest([1_000, 90], [1_500, 1])).toBeNull()
    expect(lowest([1_000, 90])).toBeNull()
    expect(lowest()).toBeNull()
  })

  it('is not shown any more when the price has held for 30 days', () => {
    expect(lowest([2_000, 90], [1_500, 29])).toBe(2_000)
    expect(lowest([2_000, 90], [1_500, 31])).toBeNull()
  })

  it('compares no two currencies', () => {
    expect(lowest([2_000, 90, 'usd'], [1_500, 1])).toBeNull()
  })

  it('is not shown where the history does not know the price that holds', () => {
    const history = [
      { price: 2_000, currency: 'eur', since: daysAgo(90) },
      { price: 1_500, currency: 'eur', since: daysAgo(1) },
    ]
    expect(findLowestBefore(history, { price: 1_700, currency: 'eur', at: NOW })).toBeNull()
  })
})

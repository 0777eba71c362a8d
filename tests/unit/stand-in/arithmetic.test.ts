import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  computeLines,
  type DiscountTerms,
  type LineToCompute,
  type RateTerms,
  type TaxRounding,
} from '../../../src/stand-in/resources/checkout/session-arithmetic.ts'

const off = (percentOff: number): DiscountTerms => ({ percentOff, amountOff: null })
const less = (amountOff: number): DiscountTerms => ({ percentOff: null, amountOff })
const on = (percentage: number): RateTerms => ({ id: `on${percentage}`, percentage, inclusive: false })
const within = (percentage: number): RateTerms => ({ id: `in${percentage}`, percentage, inclusive: true })

function compute(
  subtotals: number[],
  discount: DiscountTerms | null,
  rates: RateTerms[],
  rounding: TaxRounding = 'line',
) {
  const lines = computeLines(
    subtotals.map((subtotal) => ({ subtotal, rates })),
    discount,
    rounding,
  )
  return {
    taxes: lines.map(({ tax }) => tax),
    discounts: lines.map((line) => line.discount),
    total: lines.reduce((sum, { total }) => sum + total, 0),
  }
}

describe("the sandbox's arithmetic", () => {
  // Source: https://docs.stripe.com/tax/tax-rates, its tables.
  it.each([
    ['5 % exclusive after 10 % off', off(10), [on(5)], [23, 45], 1418],
    ['5 % inclusive after 10 % off', off(10), [within(5)], [21, 43], 1350],
    ['both after 10 % off', off(10), [within(5), on(7)], [51, 103], 1440],
  ])('agrees with what Stripe publishes: %s', (_, discount, rates, taxes, total) => {
    expect(compute([500, 1000], discount, rates)).toMatchObject({ taxes, total })
  })

  it('agrees with what Stripe publishes of an inclusive rate by line', () => {
    expect(compute([100000, 5000], null, [within(10)]).taxes).toEqual([9091, 455])
  })

  it('rounds on the total where the account says so, as an invoice was seen to', () => {
    const four = [250, 250, 250, 250]
    expect(compute(four, null, [on(8.625)], 'line').total).toBe(1088)
    expect(compute(four, null, [on(8.625)], 'total').total).toBe(1086)
  })

  it('splits a fixed discount to the last unit', () => {
    expect(compute([100, 100, 100], less(100), []).discounts).toEqual([34, 33, 33])
    expect(compute([999, 1], less(500), []).discounts).toEqual([500, 0])
    expect(compute([100, 100], less(5000), [on(20)])).toMatchObject({ discounts: [100, 100], total: 0 })
  })

  const rate = fc
    .tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.boolean())
    .map(([millionths, inclusive], index = 0) => ({
      id: `${millionths}${inclusive}${index}`,
      percentage: millionths / 10_000,
      inclusive,
    }))
  const lines: fc.Arbitrary<LineToCompute[]> = fc.array(
    fc.record({ subtotal: fc.nat(10_000_000), rates: fc.array(rate, { maxLength: 5 }) }),
    { minLength: 1, maxLength: 20 },
  )
  const discount = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 10_000 }).map((hundredths) => off(hundredths / 100)),
    fc.integer({ min: 1, max: 10_000_000 }).map(less),
  )

  it('loses no unit, whatever the lines, the discount, the rates and the rounding', () => {
    fc.assert(
      fc.property(lines, discount, fc.constantFrom<TaxRounding>('line', 'total'), (all, terms, rounding) => {
        for (const [index, line] of computeLines(all, terms, rounding).entries()) {
          const { rates } = all[index]!
          const onTop = line.taxes.reduce((sum, tax, at) => sum + (rates[at]!.inclusive ? 0 : tax), 0)
          expect(line.total).toBe(line.subtotal - line.discount + onTop)
          expect(line.discount).toBeLessThanOrEqual(line.subtotal)
          expect(Math.min(line.discount, line.total, ...line.taxes, 0)).toBe(0)
        }
      }),
    )
  })

  it('never lets the two roundings be further apart than one unit for each line and rate', () => {
    fc.assert(
      fc.property(lines, discount, (all, terms) => {
        const total = (rounding: TaxRounding) =>
          computeLines(all, terms, rounding).reduce((sum, line) => sum + line.total, 0)
        const steps = all.reduce((sum, { rates }) => sum + rates.length, 0)
        expect(Math.abs(total('line') - total('total'))).toBeLessThanOrEqual(steps)
      }),
    )
  })
})

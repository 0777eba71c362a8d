import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { priceOrder } from '../../../src/plugin/domain/pricing.ts'
import { computeLines } from '../../../src/stand-in/resources/checkout/session-arithmetic.ts'

const line = fc.record({ quantity: fc.integer({ min: 1, max: 99 }), unitAmount: fc.nat(1_000_000) })
/** Hundredths of a percent of a coupon, or an amount in minor units. */
const discount = fc.oneof(
  fc.constant(null),
  fc.record({ hundredths: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({ amountOff: fc.integer({ min: 1, max: 10_000_000 }) }),
)
const tax = fc.record({ tenThousandths: fc.integer({ min: 0, max: 1_000_000 }), inclusive: fc.boolean() })

const order = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 12 }),
  discount,
  taxes: fc.array(tax, { maxLength: 5 }),
  taxRounding: fc.constantFrom('line' as const, 'total' as const),
})

describe("The shop's pricing and the sandbox's arithmetic, written apart from each other,", () => {
  it('come to the same sums for any order', () => {
    fc.assert(
      fc.property(order, ({ lines, discount: off, taxes, taxRounding }) => {
        const priced = priceOrder({
          currency: 'eur',
          lines,
          discount:
            off &&
            ('hundredths' in off ? { percentOffPpm: off.hundredths * 100 } : { amountOff: off.amountOff }),
          taxes: taxes.map(({ tenThousandths, inclusive }) => ({ percentagePpm: tenThousandths, inclusive })),
          taxRounding,
        })
        const rates = taxes.map(({ tenThousandths, inclusive }, index) => ({
          id: `txr_${index}`,
          percentage: tenThousandths / 10_000,
          inclusive,
        }))
        const terms =
          off &&
          ('hundredths' in off
            ? { percentOff: off.hundredths / 100, amountOff: null }
            : { percentOff: null, amountOff: off.amountOff })
        const computed = computeLines(
          lines.map(({ quantity, unitAmount }) => ({ subtotal: quantity * unitAmount, rates })),
          terms,
          taxRounding,
        )
        const sum = (pick: (line: (typeof computed)[number]) => number) =>
          computed.reduce((total, each) => total + pick(each), 0)
        expect({
          discounts: computed.map((each) => each.discount),
          tax: sum((each) => each.tax),
          total: sum((each) => each.total),
        }).toEqual({
          discounts: priced.lines.map((each) => each.discountAmount),
          tax: priced.taxAmount,
          total: priced.total,
        })
      }),
      { numRuns: 2000 },
    )
  })
})

import fc from 'fast-check'
import { sumOf } from '../../../src/plugin/domain/money.ts'
import { discountPercentToPpm, taxPercentToPpm } from '../../../src/plugin/domain/percentages.ts'
import {
  type PricedOrder,
  type PricingDiscount,
  type PricingInput,
  type PricingTax,
  priceOrder,
} from '../../../src/plugin/domain/pricing.ts'
import { PRICING_CASES, type PricingCase } from './pricing-table.ts'

function inputOf({ currency, lines, percentOff, amountOff, taxes, taxRounding }: PricingCase): PricingInput {
  const percent = percentOff === undefined ? null : { percentOffPpm: discountPercentToPpm(percentOff) }
  return {
    currency,
    lines: lines.map(([quantity, unitAmount]) => ({ quantity, unitAmount })),
    discount: amountOff === undefined ? percent : { amountOff },
    taxes: (taxes ?? []).map((tax) => ({
      percentagePpm: taxPercentToPpm(tax.percentage),
      inclusive: tax.inclusive,
    })),
    taxRounding: taxRounding ?? 'line',
  }
}

describe('the worked table', () => {
  it('has forty cases or more, each with a name of its own', () => {
    const names = new Set(PRICING_CASES.map((example) => example.name))
    expect(names.size).toBe(PRICING_CASES.length)
    expect(names.size).toBeGreaterThanOrEqual(40)
  })

  it.each(PRICING_CASES)('$currency: $name', (example) => {
    const priced = priceOrder(inputOf(example))
    const { discounts, taxes, ...amounts } = example.expected
    expect(priced).toMatchObject(amounts)
    if (discounts) expect(priced.lines.map((line) => line.discountAmount)).toEqual(discounts)
    if (taxes) expect(priced.taxes.map((tax) => tax.amount)).toEqual(taxes)
  })

  it('answers with the lines, the taxes and the currency that it was asked about', () => {
    expect(
      priceOrder({
        currency: 'eur',
        lines: [{ quantity: 2, unitAmount: 1000 }],
        discount: { percentOffPpm: 100_000 },
        taxes: [{ percentagePpm: 190_000, inclusive: true }],
        taxRounding: 'line',
      }),
    ).toEqual({
      currency: 'eur',
      lines: [{ quantity: 2, unitAmount: 1000, amount: 2000, discountAmount: 200 }],
      subtotal: 2000,
      discountAmount: 200,
      taxes: [{ percentagePpm: 190_000, inclusive: true, amount: 287 }],
      taxAmount: 287,
      exclusiveTaxAmount: 0,
      total: 1800,
    })
  })
})

const line = fc.record({ quantity: fc.integer({ min: 1, max: 99 }), unitAmount: fc.nat(99_999_999) })
const lines = fc.array(line, { maxLength: 30 })
const discount: fc.Arbitrary<PricingDiscount | null> = fc.oneof(
  fc.constant(null),
  fc.record({ percentOffPpm: fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths * 100) }),
  fc.record({ amountOff: fc.nat(99_999_999) }),
)
const tax: fc.Arbitrary<PricingTax> = fc.record({
  percentagePpm: fc.nat(1_000_000),
  inclusive: fc.boolean(),
})
const input: fc.Arbitrary<PricingInput> = fc.record({
  currency: fc.constantFrom('eur', 'jpy', 'kwd'),
  lines,
  discount,
  taxes: fc.array(tax, { maxLength: 5 }),
  taxRounding: fc.constantFrom('line', 'total'),
})

function amountsOf({ lines: _lines, taxes: _taxes, currency: _currency, ...amounts }: PricedOrder) {
  return amounts
}

describe('every order', () => {
  it('has sums that are exact', () => {
    fc.assert(
      fc.property(input, (order) => {
        const priced = priceOrder(order)
        expect(priced.subtotal).toBe(
          sumOf(priced.lines.map(({ quantity, unitAmount }) => quantity * unitAmount)),
        )
        expect(priced.subtotal).toBe(sumOf(priced.lines.map(({ amount }) => amount)))
        expect(priced.discountAmount).toBe(sumOf(priced.lines.map(({ discountAmount }) => discountAmount)))
        expect(priced.taxAmount).toBe(sumOf(priced.taxes.map(({ amount }) => amount)))
        expect(priced.total).toBe(priced.subtotal - priced.discountAmount + priced.exclusiveTaxAmount)
      }),
    )
  })

  it('has whole amounts, none of them negative', () => {
    fc.assert(
      fc.property(input, (order) => {
        const { lines: pricedLines, taxes, currency: _, ...amounts } = priceOrder(order)
        const all = [...Object.values(amounts), ...taxes.map((each) => each.amount)]
        for (const each of pricedLines) all.push(each.amount, each.discountAmount)
        for (const amount of all) {
          expect(Number.isSafeInteger(amount)).toBe(true)
          expect(amount).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('is never discounted by more than it costs, nor is any line', () => {
    fc.assert(
      fc.property(input, (order) => {
        const priced = priceOrder(order)
        expect(priced.discountAmount).toBeLessThanOrEqual(priced.subtotal)
        for (const each of priced.lines) expect(each.discountAmount).toBeLessThanOrEqual(each.amount)
      }),
    )
  })

  it('takes the whole of a fixed discount that is not more than the subtotal', () => {
    fc.assert(
      fc.property(input, fc.nat(99_999_999), (order, amountOff) => {
        const priced = priceOrder({ ...order, discount: { amountOff } })
        expect(priced.discountAmount).toBe(Math.min(amountOff, priced.subtotal))
      }),
    )
  })

  it('costs the same in whatever order its lines and taxes stand', () => {
    const shuffled = input.chain((order) =>
      fc.record({
        order: fc.constant(order),
        lines: fc.shuffledSubarray([...order.lines], { minLength: order.lines.length }),
        taxes: fc.shuffledSubarray([...order.taxes], { minLength: order.taxes.length }),
      }),
    )
    fc.assert(
      fc.property(shuffled, ({ order, ...moved }) => {
        expect(amountsOf(priceOrder({ ...order, ...moved }))).toEqual(amountsOf(priceOrder(order)))
      }),
    )
  })

  it('is not changed in its total by taxes that are all inclusive', () => {
    fc.assert(
      fc.property(input, (order) => {
        const taxes = order.taxes.map((each) => ({ ...each, inclusive: true }))
        const taxed = priceOrder({ ...order, taxes })
        expect(taxed.total).toBe(priceOrder({ ...order, taxes: [] }).total)
        expect(taxed.total).toBe(taxed.subtotal - taxed.discountAmount)
      }),
    )
  })

  it('is never taxed inclusively by more than it costs, with one rate', () => {
    fc.assert(
      fc.property(input, tax, (order, { percentagePpm }) => {
        const priced = priceOrder({ ...order, taxes: [{ percentagePpm, inclusive: true }] })
        expect(priced.taxAmount).toBeLessThanOrEqual(priced.total)
      }),
    )
  })

  it('is free when everything is off', () => {
    fc.assert(
      fc.property(input, (order) => {
        const priced = priceOrder({ ...order, discount: { percentOffPpm: 1_000_000 } })
        expect(amountsOf(priced)).toMatchObject({ taxAmount: 0, total: 0, discountAmount: priced.subtotal })
      }),
    )
  })

  it('differs between the two roundings by half a unit for each line and tax at most', () => {
    fc.assert(
      fc.property(input, (order) => {
        const byLine = priceOrder({ ...order, taxRounding: 'line' })
        const byTotal = priceOrder({ ...order, taxRounding: 'total' })
        const limit = ((order.lines.length + 1) / 2) * order.taxes.length
        expect(Math.abs(byLine.taxAmount - byTotal.taxAmount)).toBeLessThanOrEqual(limit)
      }),
    )
  })

  it('with one line is rounded alike both ways', () => {
    fc.assert(
      fc.property(input, line, (order, only) => {
        const single = { ...order, lines: [only] }
        expect(priceOrder({ ...single, taxRounding: 'line' })).toEqual(
          priceOrder({ ...single, taxRounding: 'total' }),
        )
      }),
    )
  })
})

describe('what can only be a mistake of the caller', () => {
  const order: PricingInput = { currency: 'eur', lines: [], discount: null, taxes: [], taxRounding: 'line' }

  it.each([
    ['a negative price', { lines: [{ quantity: 1, unitAmount: -1 }] }],
    ['half a cent', { lines: [{ quantity: 1, unitAmount: 0.5 }] }],
    ['half a thing', { lines: [{ quantity: 0.5, unitAmount: 100 }] }],
    ['an amount beyond safe integers', { lines: [{ quantity: 99, unitAmount: 1e15 }] }],
    [
      'more than everything off',
      { lines: [{ quantity: 1, unitAmount: 1 }], discount: { percentOffPpm: 1_000_001 } },
    ],
    ['half a cent off', { discount: { amountOff: 0.5 } }],
    ['a negative discount', { lines: [{ quantity: 1, unitAmount: 1 }], discount: { amountOff: -1 } }],
    [
      'a negative tax',
      { lines: [{ quantity: 1, unitAmount: 1 }], taxes: [{ percentagePpm: -1, inclusive: false }] },
    ],
  ])('throws on %s', (_name, wrong) => {
    expect(() => priceOrder({ ...order, ...wrong })).toThrow(RangeError)
  })
})

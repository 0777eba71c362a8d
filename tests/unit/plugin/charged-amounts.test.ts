import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { taxesAsCharged } from '../../../src/plugin/domain/charged-amounts.ts'
import { sumOf } from '../../../src/plugin/domain/money.ts'

const amounts = (taxes: readonly { amount: number }[]) => taxes.map(({ amount }) => amount)

describe('the taxes of an order at what is charged', () => {
  it('are what the total leaves for those that are added, and the rest for those within', () => {
    const taxes = [
      { inclusive: true, amount: 300 },
      { inclusive: false, amount: 50 },
      { inclusive: false, amount: 38 },
    ]
    const charged = { total: 1086, discount: 0, tax: 386 }
    expect(amounts(taxesAsCharged({ subtotal: 1000, taxes }, charged))).toEqual([300, 49, 37])
  })

  it('are all on the one tax that was rounded to nothing', () => {
    const taxes = [{ inclusive: false, amount: 0 }]
    expect(amounts(taxesAsCharged({ subtotal: 5, taxes }, { total: 6, discount: 0, tax: 1 }))).toEqual([1])
  })

  it('always add up to the total and to all tax', () => {
    const tax = fc.record({ inclusive: fc.boolean(), amount: fc.nat(10_000) })
    fc.assert(
      fc.property(
        fc.array(tax, { maxLength: 5 }),
        fc.nat(500),
        fc.nat(99),
        fc.nat(99),
        (taxes, off, more, less) => {
          const subtotal = 50_000
          const kindOf = (inclusive: boolean) => taxes.filter((one) => one.inclusive === inclusive)
          const exclusive = kindOf(false).length > 0 ? more : 0
          const inclusive = kindOf(true).length > 0 ? less : 0
          const charged = { total: subtotal - off + exclusive, discount: off, tax: exclusive + inclusive }
          const result = taxesAsCharged({ subtotal, taxes }, charged)
          expect(sumOf(amounts(result))).toBe(charged.tax)
          expect(sumOf(amounts(result.filter((one) => !one.inclusive)))).toBe(charged.total - subtotal + off)
        },
      ),
    )
  })
})

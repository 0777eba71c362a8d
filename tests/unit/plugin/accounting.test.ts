import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { accountOrder, writeCsvRow } from '../../../src/plugin/domain/accounting.ts'
import { sumOf } from '../../../src/plugin/domain/money.ts'
import { priceOrder } from '../../../src/plugin/domain/pricing.ts'

const amounts = fc.integer({ min: 1, max: 200_000 })
const taxes = fc.array(
  fc.record({ percentagePpm: fc.integer({ min: 0, max: 300_000 }), inclusive: fc.boolean() }),
  { maxLength: 3 },
)

describe('an order in the accountant’s list', () => {
  it('adds up to what was paid, to the last unit, whatever it is made of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), unitAmount: amounts }), {
          minLength: 1,
          maxLength: 5,
        }),
        taxes,
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.option(amounts),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (lines, taxes, percentOffPpm, delivery, refundedPart) => {
          const discount = percentOffPpm === 0 ? null : { percentOffPpm }
          const priced = priceOrder({ currency: 'eur', lines, discount, taxes, taxRounding: 'line' })
          const total = priced.total + (delivery ?? 0)
          const refunded = Math.floor(total * refundedPart)
          const rows = accountOrder({
            lines: priced.lines.map((line) => ({ ...line, name: 'Mug' })),
            discountAmount: priced.discountAmount,
            taxCopies: priced.taxes.map((tax) => ({
              displayName: 'VAT',
              percentage: tax.percentagePpm / 10_000,
              inclusive: tax.inclusive,
              amount: tax.amount,
            })),
            shippingCopy: delivery === null ? null : { name: 'Parcel', amount: delivery },
            amountRefunded: refunded,
          })
          expect(sumOf(rows.map(({ gross }) => gross))).toBe(total)
          expect(sumOf(rows.flatMap((row) => row.taxes))).toBe(priced.taxAmount)
          expect(sumOf(rows.map(({ net }) => net))).toBe(total - priced.taxAmount)
          expect(sumOf(rows.map((row) => row.discount))).toBe(priced.discountAmount)
          expect(sumOf(rows.map((row) => row.refunded))).toBe(refunded)
        },
      ),
    )
  })
})

describe('a row of the file', () => {
  it('quotes what would end a cell or a line', () => {
    expect(writeCsvRow(['Mug, "large"', 'two\nlines', 3, null])).toBe('"Mug, ""large""","two\nlines",3,\r\n')
  })

  it('has no text that a spreadsheet would calculate', () => {
    expect(writeCsvRow(['=HYPERLINK("x")', '+1', '@cmd', '-2.50', 'a=b'])).toBe(
      `"'=HYPERLINK(""x"")",'+1,'@cmd,-2.50,a=b\r\n`,
    )
  })
})

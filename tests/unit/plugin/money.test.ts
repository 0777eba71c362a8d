import fc from 'fast-check'
import { assertChargeable } from '../../../src/plugin/domain/charge-limits.ts'
import { MAX_AMOUNT_MINOR, minimumChargeMinor, minorDigits } from '../../../src/plugin/domain/currencies.ts'
import { allocate, roundedShare, sumOf } from '../../../src/plugin/domain/money.ts'
import { formatMoney, parseMoney, toInputText } from '../../../src/plugin/domain/money-text.ts'

const currency = fc.constantFrom('usd', 'eur', 'jpy', 'kwd', 'isk', 'huf', 'bhd', 'krw')
const amount = fc.nat(MAX_AMOUNT_MINOR)

describe('the digits of a currency', () => {
  it.each([
    ['usd', 2],
    ['eur', 2],
    ['jpy', 0],
    ['krw', 0],
    ['mga', 0],
    ['kwd', 3],
    ['tnd', 3],
    ['isk', 2],
    ['ugx', 2],
    ['huf', 2],
    ['JPY', 0],
  ])('gives %s %i decimals, as Stripe does', (code, digits) => {
    expect(minorDigits(code)).toBe(digits)
  })
})

describe('formatting', () => {
  it.each([
    [1999, 'usd', '$19.99'],
    [5, 'eur', '€0.05'],
    [500, 'jpy', '¥500'],
    [1250, 'kwd', 'KWD 1.250'],
    [123456, 'huf', 'HUF 1,234.56'],
    [10000, 'isk', 'ISK 100.00'],
    [-500, 'usd', '-$5.00'],
    [99_999_999, 'usd', '$999,999.99'],
  ])('shows %i %s as %s', (minor, code, text) => {
    expect(formatMoney(minor, code).replaceAll('\u00a0', ' ')).toBe(text)
  })

  it('places the symbol where the locale has it', () => {
    expect(formatMoney(123_450, 'eur', 'de').replaceAll('\u00a0', ' ')).toBe('1.234,50 €')
  })

  it('is exact beyond what a division by 100 could hold', () => {
    expect(formatMoney(Number.MAX_SAFE_INTEGER, 'usd')).toBe('$90,071,992,547,409.91')
  })

  it('refuses half a cent', () => {
    expect(() => formatMoney(0.5, 'usd')).toThrow(RangeError)
  })
})

describe('reading a typed amount', () => {
  it.each([
    ['19.99', 'eur', 1999],
    ['19,99', 'eur', 1999],
    ['19.9', 'eur', 1990],
    ['19', 'eur', 1900],
    [' 19.99 ', 'eur', 1999],
    ['0.05', 'usd', 5],
    ['0', 'usd', 0],
    ['007', 'usd', 700],
    ['5.', 'usd', 500],
    ['.5', 'usd', 50],
    ['500.', 'jpy', 500],
    ['500', 'jpy', 500],
    ['1.250', 'kwd', 1250],
    ['1.25', 'kwd', 1250],
    ['1.255', 'kwd', 1255],
    ['999999.99', 'usd', MAX_AMOUNT_MINOR],
    ['99999999', 'jpy', MAX_AMOUNT_MINOR],
  ])('reads %p in %s as %i', (text, code, minor) => {
    expect(parseMoney(text, code)).toBe(minor)
  })

  it.each([
    ['1,999', 'eur', /ambiguous/],
    ['1,250', 'kwd', /ambiguous/],
    ['1,000', 'jpy', /ambiguous/],
    ['1,999.00', 'eur', /Enter an amount such as 19\.99/],
    ['1.999,00', 'eur', /Enter an amount such as 19\.99/],
    ['1.999', 'eur', /EUR has 2 decimals/],
    ['1.2345', 'kwd', /KWD has 3 decimals/],
    ['5.0', 'jpy', /JPY has no decimals/],
    ['', 'eur', /Enter an amount/],
    ['   ', 'eur', /Enter an amount/],
    ['abc', 'eur', /Enter an amount/],
    ['-5', 'eur', /Enter an amount/],
    ['+5', 'eur', /Enter an amount/],
    ['1e2', 'eur', /Enter an amount/],
    ['0x10', 'eur', /Enter an amount/],
    ['.', 'eur', /Enter an amount/],
    ['5..', 'eur', /Enter an amount/],
    ['$5', 'usd', /Enter an amount/],
    ['1 000', 'eur', /Enter an amount/],
    ['١٩', 'eur', /Enter an amount/],
    ['1000000', 'usd', /at most 999999\.99/],
    ['9'.repeat(400), 'usd', /at most 999999\.99/],
    ['100000000', 'jpy', /at most 99999999/],
  ])('refuses %p in %s with a message', (text, code, message) => {
    expect(() => parseMoney(text, code)).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) }),
    )
  })

  it('reads back every amount that it writes', () => {
    fc.assert(
      fc.property(amount, currency, (minor, code) => {
        expect(parseMoney(toInputText(minor, code), code)).toBe(minor)
      }),
    )
  })

  it('either refuses a text or reads a whole amount within the limits', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789.,- e') })
    fc.assert(
      fc.property(text, currency, (typed, code) => {
        let read: number
        try {
          read = parseMoney(typed, code)
        } catch (error) {
          expect(error).toHaveProperty('code', 'invalid_input')
          return
        }
        expect(Number.isInteger(read)).toBe(true)
        expect(read).toBeGreaterThanOrEqual(0)
        expect(read).toBeLessThanOrEqual(MAX_AMOUNT_MINOR)
      }),
    )
  })
})

describe('what can be charged', () => {
  it.each([
    ['usd', 50],
    ['gbp', 30],
    ['jpy', 50],
    ['huf', 17_500],
    ['dkk', 250],
    ['kwd', 1],
  ])('knows the smallest charge in %s', (code, minor) => {
    expect(minimumChargeMinor(code)).toBe(minor)
  })

  it.each([
    [50, 'usd'],
    [50, 'jpy'],
    [1250, 'kwd'],
    [10, 'kwd'],
    [100, 'isk'],
    [17_500, 'huf'],
    [99_999_999, 'eur'],
  ])('lets %i %s be charged', (minor, code) => {
    expect(() => assertChargeable(minor, code)).not.toThrow()
  })

  it.each([
    [49, 'usd', 'below_minimum', '$0.49'],
    [29, 'gbp', 'below_minimum', '£0.29'],
    [49, 'jpy', 'below_minimum', '¥49'],
    [100_000_000, 'usd', 'order_state', '$999,999.99'],
    [1255, 'kwd', 'order_state', 'multiples of 0.010'],
    [150, 'isk', 'order_state', 'multiples of 1.00'],
    [150, 'ugx', 'order_state', 'multiples of 1.00'],
  ])('refuses %i %s as %s', (minor, code, error, words) => {
    expect(() => assertChargeable(minor, code)).toThrow(
      expect.objectContaining({ code: error, status: 409, message: expect.stringContaining(words) }),
    )
  })
})

describe('rounding', () => {
  it.each([
    [5, 1, 2, 3],
    [4, 1, 2, 2],
    [1, 1, 3, 0],
    [2, 1, 3, 1],
    [0, 7, 9, 0],
  ])('takes %i × %i/%i half up', (minor, numerator, denominator, share) => {
    expect(roundedShare(minor, numerator, denominator)).toBe(share)
  })

  it('stays exact where a product leaves the safe integers', () => {
    expect(roundedShare(9_007_199_254_740_991, 1_000_000, 1_000_000)).toBe(9_007_199_254_740_991)
  })

  it('is never further than half a unit from the exact share', () => {
    const ratio = fc.tuple(fc.nat(1_000_000), fc.integer({ min: 1, max: 2_000_000 }))
    fc.assert(
      fc.property(amount, ratio, (minor, [numerator, denominator]) => {
        const distance =
          BigInt(roundedShare(minor, numerator, denominator)) * BigInt(denominator) -
          BigInt(minor) * BigInt(numerator)
        expect(2n * (distance < 0n ? -distance : distance) <= BigInt(denominator)).toBe(true)
      }),
    )
  })

  it('refuses a negative amount', () => {
    expect(() => roundedShare(-1, 1, 2)).toThrow(RangeError)
  })
})

describe('splitting', () => {
  const weights = fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 100 })

  it('never creates or loses a cent', () => {
    fc.assert(
      fc.property(amount, weights, (minor, parts) => {
        fc.pre(sumOf(parts) > 0)
        expect(sumOf(allocate(minor, parts))).toBe(minor)
      }),
    )
  })

  it('gives no part more than its weight when there is no more than the weights', () => {
    fc.assert(
      fc.property(weights, fc.nat(1_000), (parts, permille) => {
        const minor = Math.floor((sumOf(parts) * permille) / 1_000)
        allocate(minor, parts).forEach((part, index) => {
          expect(part).toBeGreaterThanOrEqual(0)
          expect(part).toBeLessThanOrEqual(parts[index]!)
        })
      }),
    )
  })

  it('gives the same weights the same parts in whatever order they come', () => {
    fc.assert(
      fc.property(amount, weights, (minor, parts) => {
        const pairs = (list: number[]) =>
          allocate(minor, list)
            .map((part, index) => `${list[index]} ${part}`)
            .toSorted()
        expect(pairs(parts.toReversed())).toEqual(pairs(parts))
      }),
    )
  })

  it('gives nothing to weights that are all zero', () => {
    expect(allocate(5, [0, 0])).toEqual([0, 0])
  })

  it('refuses to split half a cent', () => {
    expect(() => allocate(0.5, [1])).toThrow(RangeError)
  })
})

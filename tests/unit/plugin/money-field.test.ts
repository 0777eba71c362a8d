import {
  currencyPathsOf,
  describeWrongStep,
  hasOtherDigits,
  readTypedAmount,
  rereadAmount,
  showStoredAmount,
} from '../../../src/plugin/admin/money/typed-amount.ts'

describe('a text in a money field', () => {
  it.each([
    ['19.99', 'eur', 1999],
    ['500', 'jpy', 500],
    ['1.250', 'kwd', 1250],
  ])('%p in %s is stored as %i', (text, currency, amountMinor) => {
    expect(readTypedAmount(text, currency)).toEqual({ amountMinor, problem: null })
  })

  it.each(['', '  '])('%p is no amount and no problem', (text) => {
    expect(readTypedAmount(text, 'eur')).toEqual({ amountMinor: null, problem: null })
  })

  it.each(['abc', '1,999', '1.999'])('%p is a problem and no amount', (text) => {
    expect(readTypedAmount(text, 'eur')).toEqual({ amountMinor: null, problem: expect.any(String) })
  })

  it('cannot be read before the currency is chosen', () => {
    expect(readTypedAmount('19.99', null)).toEqual({
      amountMinor: null,
      problem: 'Choose the currency first.',
    })
  })
})

describe('an amount that cannot be charged', () => {
  it.each([
    [1255, 'kwd', 'price must be a multiple of 0.010 in KWD.'],
    [150, 'isk', 'price must be a multiple of 1.00 in ISK.'],
    [1250, 'kwd', null],
    [1255, 'eur', null],
    [null, 'kwd', null],
    [1255, null, null],
  ])('is described as the server would: %p in %p', (amountMinor, currency, message) => {
    expect(describeWrongStep(amountMinor, { path: 'price', currency })).toBe(message)
  })
})

describe('a stored amount', () => {
  it.each([
    [1999, 'eur', '19.99'],
    [500, 'jpy', '500'],
    [1250, 'kwd', '1.250'],
    [0, 'eur', '0.00'],
    [null, 'eur', ''],
    [undefined, 'eur', ''],
    [1999, null, ''],
  ])('%p %p is shown as %p', (amountMinor, currency, text) => {
    expect(showStoredAmount(amountMinor, currency)).toBe(text)
  })
})

describe('after the currency has changed', () => {
  it.each([
    ['20.00', 'jpy', 20],
    ['20.10', 'kwd', 20_100],
    ['1.250', 'usd', 125],
    ['500', 'usd', 50_000],
    ['0.00', 'jpy', 0],
  ])('%p is read in %s as %i', (text, currency, amountMinor) => {
    expect(rereadAmount(text, currency)).toEqual({ amountMinor, problem: null })
  })

  it.each([
    ['19.99', 'jpy'],
    ['1.255', 'usd'],
  ])('%p is a problem in %s', (text, currency) => {
    expect(rereadAmount(text, currency)).toEqual({ amountMinor: null, problem: expect.any(String) })
  })

  it.each([
    ['usd', 'eur', false],
    ['usd', 'jpy', true],
    ['kwd', 'usd', true],
    [null, 'usd', true],
    [null, null, false],
  ])('from %p to %p the integer means something else: %p', (before, after, isOther) => {
    expect(hasOtherDigits(before, after)).toBe(isOther)
  })
})

it.each([
  ['price', ['currency', 'currency']],
  ['lines.0.unitAmount', ['lines.0.currency', 'currency']],
])('the currency of %s is looked for beside it, then at the top', (path, paths) => {
  expect(currencyPathsOf(path)).toEqual(paths)
})

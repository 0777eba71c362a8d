import fc from 'fast-check'
import {
  discountPercentToPpm,
  ppmToPercent,
  taxPercentToPpm,
} from '../../../src/plugin/domain/percentages.ts'

it.each([
  [10, 100_000],
  ['12.5', 125_000],
  [33.33, 333_300],
  [0.29, 2_900],
  [0.01, 100],
  [100, 1_000_000],
])('reads a discount of %p %% as %i millionths', (percent, ppm) => {
  expect(discountPercentToPpm(percent)).toBe(ppm)
})

it.each([
  [19, 190_000],
  [8.875, 88_750],
  ['8.8750', 88_750],
  [0.0001, 1],
  [0, 0],
  [100, 1_000_000],
])('reads a tax of %p %% as %i millionths', (percent, ppm) => {
  expect(taxPercentToPpm(percent)).toBe(ppm)
})

it.each([[33.333], ['0.001'], [0.1 + 0.2]])('refuses a discount of %p %% for its decimals', (percent) => {
  expect(() => discountPercentToPpm(percent)).toThrow(/at most 2 decimals/)
})

it.each([[8.87501], ['0.00001']])('refuses a tax of %p %% for its decimals', (percent) => {
  expect(() => taxPercentToPpm(percent)).toThrow(/at most 4 decimals/)
})

it.each([
  [''],
  ['abc'],
  ['1e2'],
  [-1],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  ['10 %'],
  ['1,5'],
  [0.0000001],
])('refuses %p as a percentage', (percent) => {
  expect(() => taxPercentToPpm(percent)).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining('not a percentage') }),
  )
})

it('brings every tax rate through a number and back unchanged', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (ppm) => {
      expect(taxPercentToPpm(ppmToPercent(ppm))).toBe(ppm)
    }),
  )
})

it('brings every discount through a number and back unchanged', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (hundredths) => {
      expect(discountPercentToPpm(ppmToPercent(hundredths * 100))).toBe(hundredths * 100)
    }),
  )
})

import type { PricingInput } from '../../../src/plugin/domain/pricing.ts'

/** A sum worked out by hand. `lines` are [quantity, unit amount]; percentages are as people write them. */
export interface PricingCase {
  name: string
  currency: string
  lines: [quantity: number, unitAmount: number][]
  percentOff?: number
  amountOff?: number
  taxes?: { percentage: number; inclusive: boolean }[]
  taxRounding?: PricingInput['taxRounding']
  expected: {
    discounts?: number[]
    taxes?: number[]
    subtotal: number
    discountAmount: number
    taxAmount: number
    total: number
  }
}

const on = (percentage: number) => ({ percentage, inclusive: false })
const within = (percentage: number) => ({ percentage, inclusive: true })

/** The sums that Stripe publishes at https://docs.stripe.com/tax/tax-rates, or was seen to make. */
const PUBLISHED: PricingCase[] = [
  {
    name: '10 % off, 5 % exclusive',
    currency: 'usd',
    lines: [
      [1, 500],
      [1, 1000],
    ],
    percentOff: 10,
    taxes: [on(5)],
    expected: {
      discounts: [50, 100],
      taxes: [68],
      subtotal: 1500,
      discountAmount: 150,
      taxAmount: 68,
      total: 1418,
    },
  },
  {
    name: '10 % off, 5 % inclusive',
    currency: 'usd',
    lines: [
      [1, 500],
      [1, 1000],
    ],
    percentOff: 10,
    taxes: [within(5)],
    expected: {
      discounts: [50, 100],
      taxes: [64],
      subtotal: 1500,
      discountAmount: 150,
      taxAmount: 64,
      total: 1350,
    },
  },
  {
    name: '10 % off, 5 % inclusive and 7 % exclusive together',
    currency: 'usd',
    lines: [
      [1, 500],
      [1, 1000],
    ],
    percentOff: 10,
    taxes: [within(5), on(7)],
    expected: {
      discounts: [50, 100],
      taxes: [64, 90],
      subtotal: 1500,
      discountAmount: 150,
      taxAmount: 154,
      total: 1440,
    },
  },
  {
    name: '10 % inclusive on a thousand and fifty, 90.91 and 4.55',
    currency: 'usd',
    lines: [
      [1, 100_000],
      [1, 5000],
    ],
    taxes: [within(10)],
    expected: { taxes: [9546], subtotal: 105_000, discountAmount: 0, taxAmount: 9546, total: 105_000 },
  },
  {
    name: 'four lines of 2.50 at 8.625 %, rounded once: 0.86',
    currency: 'usd',
    lines: [
      [1, 250],
      [1, 250],
      [1, 250],
      [1, 250],
    ],
    taxes: [on(8.625)],
    taxRounding: 'total',
    expected: { taxes: [86], subtotal: 1000, discountAmount: 0, taxAmount: 86, total: 1086 },
  },
  {
    name: 'four lines of 2.50 at 8.625 %, rounded on each: 0.88',
    currency: 'usd',
    lines: [
      [1, 250],
      [1, 250],
      [1, 250],
      [1, 250],
    ],
    taxes: [on(8.625)],
    expected: { taxes: [88], subtotal: 1000, discountAmount: 0, taxAmount: 88, total: 1088 },
  },
  {
    name: 'a price of 600 with 10 % inclusive stays 600',
    currency: 'eur',
    lines: [[1, 60_000]],
    taxes: [within(10)],
    expected: { taxes: [5455], subtotal: 60_000, discountAmount: 0, taxAmount: 5455, total: 60_000 },
  },
  {
    name: 'a price of 600 with 10 % exclusive is 660',
    currency: 'eur',
    lines: [[1, 60_000]],
    taxes: [on(10)],
    expected: { taxes: [6000], subtotal: 60_000, discountAmount: 0, taxAmount: 6000, total: 66_000 },
  },
]

const PLAIN: PricingCase[] = [
  {
    name: 'one thing',
    currency: 'eur',
    lines: [[1, 1999]],
    expected: { subtotal: 1999, discountAmount: 0, taxAmount: 0, total: 1999 },
  },
  {
    name: 'several of several',
    currency: 'eur',
    lines: [
      [2, 1000],
      [3, 333],
      [1, 1],
    ],
    expected: { subtotal: 3000, discountAmount: 0, taxAmount: 0, total: 3000 },
  },
  {
    name: 'nothing at all',
    currency: 'eur',
    lines: [],
    percentOff: 10,
    taxes: [on(19)],
    expected: { discounts: [], taxes: [0], subtotal: 0, discountAmount: 0, taxAmount: 0, total: 0 },
  },
  {
    name: 'a gift beside something that costs',
    currency: 'eur',
    lines: [
      [1, 0],
      [1, 500],
    ],
    amountOff: 100,
    taxes: [on(10)],
    expected: {
      discounts: [0, 100],
      taxes: [40],
      subtotal: 500,
      discountAmount: 100,
      taxAmount: 40,
      total: 440,
    },
  },
  {
    name: 'ninety-nine of the dearest thing',
    currency: 'eur',
    lines: [[99, 99_999_999]],
    percentOff: 50,
    taxes: [on(20)],
    expected: {
      discounts: [4_949_999_951],
      taxes: [989_999_990],
      subtotal: 9_899_999_901,
      discountAmount: 4_949_999_951,
      taxAmount: 989_999_990,
      total: 5_939_999_940,
    },
  },
]

const PERCENT_OFF: PricingCase[] = [
  {
    name: 'ten off two mugs, 19 % inside',
    currency: 'eur',
    lines: [[2, 1000]],
    percentOff: 10,
    taxes: [within(19)],
    expected: {
      discounts: [200],
      taxes: [287],
      subtotal: 2000,
      discountAmount: 200,
      taxAmount: 287,
      total: 1800,
    },
  },
  {
    name: 'half a cent is rounded up, in favour of the shopper',
    currency: 'eur',
    lines: [[1, 1005]],
    percentOff: 10,
    expected: { discounts: [101], subtotal: 1005, discountAmount: 101, taxAmount: 0, total: 904 },
  },
  {
    name: 'less than half a cent is nothing',
    currency: 'eur',
    lines: [[1, 1004]],
    percentOff: 10,
    expected: { discounts: [100], subtotal: 1004, discountAmount: 100, taxAmount: 0, total: 904 },
  },
  {
    name: 'each line is rounded by itself',
    currency: 'eur',
    lines: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    percentOff: 10,
    expected: { discounts: [1, 1, 1], subtotal: 15, discountAmount: 3, taxAmount: 0, total: 12 },
  },
  {
    name: 'two decimals of a percent',
    currency: 'usd',
    lines: [[3, 1999]],
    percentOff: 33.33,
    expected: { discounts: [1999], subtotal: 5997, discountAmount: 1999, taxAmount: 0, total: 3998 },
  },
  {
    name: 'the smallest percent',
    currency: 'usd',
    lines: [[1, 1_000_000]],
    percentOff: 0.01,
    expected: { discounts: [100], subtotal: 1_000_000, discountAmount: 100, taxAmount: 0, total: 999_900 },
  },
  {
    name: '99 % of 19.99 leaves 0.20',
    currency: 'usd',
    lines: [[1, 1999]],
    percentOff: 99,
    expected: { discounts: [1979], subtotal: 1999, discountAmount: 1979, taxAmount: 0, total: 20 },
  },
  {
    name: 'everything off',
    currency: 'usd',
    lines: [
      [1, 1999],
      [2, 7],
    ],
    percentOff: 100,
    expected: { discounts: [1999, 14], subtotal: 2013, discountAmount: 2013, taxAmount: 0, total: 0 },
  },
  {
    name: 'everything off leaves nothing to tax',
    currency: 'eur',
    lines: [[2, 1250]],
    percentOff: 100,
    taxes: [within(19), on(7)],
    expected: { taxes: [0, 0], subtotal: 2500, discountAmount: 2500, taxAmount: 0, total: 0 },
  },
]

const AMOUNT_OFF: PricingCase[] = [
  {
    name: 'five off one line',
    currency: 'eur',
    lines: [[1, 2000]],
    amountOff: 500,
    expected: { discounts: [500], subtotal: 2000, discountAmount: 500, taxAmount: 0, total: 1500 },
  },
  {
    name: 'split by what each line costs',
    currency: 'eur',
    lines: [
      [1, 1000],
      [1, 3000],
    ],
    amountOff: 400,
    expected: { discounts: [100, 300], subtotal: 4000, discountAmount: 400, taxAmount: 0, total: 3600 },
  },
  {
    name: 'three equal lines share a euro to the cent',
    currency: 'eur',
    lines: [
      [1, 1000],
      [1, 1000],
      [1, 1000],
    ],
    amountOff: 100,
    expected: { discounts: [34, 33, 33], subtotal: 3000, discountAmount: 100, taxAmount: 0, total: 2900 },
  },
  {
    name: 'the cent left over goes to the line that lost most by rounding down',
    currency: 'eur',
    lines: [
      [1, 100],
      [1, 200],
      [1, 400],
    ],
    amountOff: 100,
    expected: { discounts: [14, 29, 57], subtotal: 700, discountAmount: 100, taxAmount: 0, total: 600 },
  },
  {
    name: 'the dearer line wins a tie',
    currency: 'eur',
    lines: [
      [1, 100],
      [1, 300],
    ],
    amountOff: 2,
    expected: { discounts: [0, 2], subtotal: 400, discountAmount: 2, taxAmount: 0, total: 398 },
  },
  {
    name: 'never more than there is',
    currency: 'eur',
    lines: [
      [1, 300],
      [1, 400],
    ],
    amountOff: 10_000,
    taxes: [on(19)],
    expected: {
      discounts: [300, 400],
      taxes: [0],
      subtotal: 700,
      discountAmount: 700,
      taxAmount: 0,
      total: 0,
    },
  },
  {
    name: 'exactly all there is',
    currency: 'eur',
    lines: [[7, 100]],
    amountOff: 700,
    expected: { discounts: [700], subtotal: 700, discountAmount: 700, taxAmount: 0, total: 0 },
  },
  {
    name: 'what is left may be below the smallest charge',
    currency: 'usd',
    lines: [[1, 1000]],
    amountOff: 951,
    expected: { discounts: [951], subtotal: 1000, discountAmount: 951, taxAmount: 0, total: 49 },
  },
  {
    name: 'split, then taxed on each line: 6.67 and 3.33',
    currency: 'usd',
    lines: [
      [1, 1000],
      [1, 500],
    ],
    amountOff: 500,
    taxes: [on(8.875)],
    expected: {
      discounts: [333, 167],
      taxes: [89],
      subtotal: 1500,
      discountAmount: 500,
      taxAmount: 89,
      total: 1089,
    },
  },
]

const TAXES: PricingCase[] = [
  {
    name: 'a rate of 0 % is a tax of 0',
    currency: 'eur',
    lines: [[1, 1000]],
    taxes: [on(0), within(0)],
    expected: { taxes: [0, 0], subtotal: 1000, discountAmount: 0, taxAmount: 0, total: 1000 },
  },
  {
    name: 'four decimals count',
    currency: 'usd',
    lines: [[1, 10_000_000]],
    taxes: [on(8.8751)],
    expected: {
      taxes: [887_510],
      subtotal: 10_000_000,
      discountAmount: 0,
      taxAmount: 887_510,
      total: 10_887_510,
    },
  },
  {
    name: 'the smallest rate',
    currency: 'usd',
    lines: [[1, 500_000]],
    taxes: [on(0.0001)],
    expected: { taxes: [1], subtotal: 500_000, discountAmount: 0, taxAmount: 1, total: 500_001 },
  },
  {
    name: 'two exclusive taxes do not tax each other',
    currency: 'cad',
    lines: [[1, 10_000]],
    taxes: [on(5), on(9.975)],
    expected: { taxes: [500, 998], subtotal: 10_000, discountAmount: 0, taxAmount: 1498, total: 11_498 },
  },
  {
    name: 'two inclusive taxes share one net amount',
    currency: 'eur',
    lines: [[1, 12_500]],
    taxes: [within(5), within(20)],
    expected: { taxes: [500, 2000], subtotal: 12_500, discountAmount: 0, taxAmount: 2500, total: 12_500 },
  },
  {
    name: '100 % inclusive is half of the price',
    currency: 'eur',
    lines: [[1, 1000]],
    taxes: [within(100)],
    expected: { taxes: [500], subtotal: 1000, discountAmount: 0, taxAmount: 500, total: 1000 },
  },
  {
    name: '100 % exclusive doubles the price',
    currency: 'eur',
    lines: [[1, 1000]],
    taxes: [on(100)],
    expected: { taxes: [1000], subtotal: 1000, discountAmount: 0, taxAmount: 1000, total: 2000 },
  },
  {
    name: 'exclusive on what is left without the inclusive',
    currency: 'eur',
    lines: [[1, 1190]],
    taxes: [on(10), within(19)],
    expected: { taxes: [100, 190], subtotal: 1190, discountAmount: 0, taxAmount: 290, total: 1290 },
  },
  {
    name: 'five taxes at once',
    currency: 'usd',
    lines: [[1, 11_000]],
    taxes: [within(4), within(6), on(1), on(2), on(3)],
    expected: {
      taxes: [400, 600, 100, 200, 300],
      subtotal: 11_000,
      discountAmount: 0,
      taxAmount: 1600,
      total: 11_600,
    },
  },
  {
    name: 'inclusive by line: 0.1597 three times is 0.48',
    currency: 'eur',
    lines: [
      [1, 100],
      [1, 100],
      [1, 100],
    ],
    taxes: [within(19)],
    expected: { taxes: [48], subtotal: 300, discountAmount: 0, taxAmount: 48, total: 300 },
  },
  {
    name: 'inclusive by total: 0.4790 is 0.48',
    currency: 'eur',
    lines: [
      [1, 100],
      [1, 100],
      [1, 100],
    ],
    taxes: [within(19)],
    taxRounding: 'total',
    expected: { taxes: [48], subtotal: 300, discountAmount: 0, taxAmount: 48, total: 300 },
  },
  {
    name: 'small lines by line: nothing of each is nothing',
    currency: 'usd',
    lines: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    taxes: [on(8)],
    expected: { taxes: [0], subtotal: 20, discountAmount: 0, taxAmount: 0, total: 20 },
  },
  {
    name: 'small lines by total: together they are taxed',
    currency: 'usd',
    lines: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    taxes: [on(8)],
    taxRounding: 'total',
    expected: { taxes: [2], subtotal: 20, discountAmount: 0, taxAmount: 2, total: 22 },
  },
  {
    name: 'a quantity is one line: 4 × 2.50 at 8.625 % is 0.86 by line too',
    currency: 'usd',
    lines: [[4, 250]],
    taxes: [on(8.625)],
    expected: { taxes: [86], subtotal: 1000, discountAmount: 0, taxAmount: 86, total: 1086 },
  },
  {
    name: 'discount, inclusive and exclusive by total',
    currency: 'usd',
    lines: [
      [1, 500],
      [1, 1000],
    ],
    percentOff: 10,
    taxes: [within(5), on(7)],
    taxRounding: 'total',
    expected: {
      discounts: [50, 100],
      taxes: [64, 90],
      subtotal: 1500,
      discountAmount: 150,
      taxAmount: 154,
      total: 1440,
    },
  },
]

const OTHER_CURRENCIES: PricingCase[] = [
  {
    name: 'yen have no decimals to round to',
    currency: 'jpy',
    lines: [
      [1, 1980],
      [2, 333],
    ],
    taxes: [on(10)],
    expected: { taxes: [265], subtotal: 2646, discountAmount: 0, taxAmount: 265, total: 2911 },
  },
  {
    name: 'yen with 8 % inside',
    currency: 'jpy',
    lines: [[1, 500]],
    taxes: [within(8)],
    expected: { taxes: [37], subtotal: 500, discountAmount: 0, taxAmount: 37, total: 500 },
  },
  {
    name: '15 % off yen',
    currency: 'jpy',
    lines: [[1, 999]],
    percentOff: 15,
    expected: { discounts: [150], subtotal: 999, discountAmount: 150, taxAmount: 0, total: 849 },
  },
  {
    name: 'a hundred yen off three lines',
    currency: 'jpy',
    lines: [
      [1, 150],
      [1, 150],
      [1, 300],
    ],
    amountOff: 100,
    expected: { discounts: [25, 25, 50], subtotal: 600, discountAmount: 100, taxAmount: 0, total: 500 },
  },
  {
    name: 'dinars have three decimals',
    currency: 'kwd',
    lines: [[2, 1250]],
    percentOff: 10,
    expected: { discounts: [250], subtotal: 2500, discountAmount: 250, taxAmount: 0, total: 2250 },
  },
  {
    name: 'a tax in dinars can leave a total that no card can pay',
    currency: 'kwd',
    lines: [[1, 1250]],
    taxes: [on(5)],
    expected: { taxes: [63], subtotal: 1250, discountAmount: 0, taxAmount: 63, total: 1313 },
  },
  {
    name: 'dinars with everything off',
    currency: 'kwd',
    lines: [[1, 1255]],
    percentOff: 100,
    taxes: [within(5)],
    expected: { discounts: [1255], taxes: [0], subtotal: 1255, discountAmount: 1255, taxAmount: 0, total: 0 },
  },
]

export const PRICING_CASES: PricingCase[] = [
  ...PUBLISHED,
  ...PLAIN,
  ...PERCENT_OFF,
  ...AMOUNT_OFF,
  ...TAXES,
  ...OTHER_CURRENCIES,
]

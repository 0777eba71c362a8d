/**
 * What a Checkout Session adds up to, written from Stripe's documentation: "Tax rates"
 * (https://docs.stripe.com/tax/tax-rates: the discount comes before tax, an exclusive rate is taken on what
 * is left after discount and without the inclusive tax in it) and its published figures.
 *
 * Unverified until a real key has answered: that a percent discount is rounded on each line, that a fixed
 * one is split by the lines' amounts, and which of the two roundings of tax Checkout follows.
 */

/** Rounded on each line, or once for each rate on the sum of all lines: a setting of the account. */
export type TaxRounding = 'line' | 'total'

export interface DiscountTerms {
  percentOff: number | null
  /** In the minor unit of the session's currency. */
  amountOff: number | null
}

export interface RateTerms {
  id: string
  percentage: number
  inclusive: boolean
}

export interface LineToCompute {
  /** Unit amount × quantity, minor units. */
  subtotal: number
  rates: readonly RateTerms[]
}

/** All in minor units; `taxes` in the order of the line's rates. */
export interface ComputedLine {
  subtotal: number
  discount: number
  taxable: number
  taxes: number[]
  /** Of all rates, those within the price too. */
  tax: number
  total: number
}

export function computeLines(
  lines: readonly LineToCompute[],
  discount: DiscountTerms | null,
  rounding: TaxRounding,
): ComputedLine[] {
  const discounts = discountsOf(
    lines.map(({ subtotal }) => subtotal),
    discount,
  )
  const taxables = lines.map(({ subtotal }, index) => subtotal - discounts[index]!)
  const exact = lines.map(({ rates }, index) => exactTaxes(taxables[index]!, rates))
  const rounded =
    rounding === 'line' ? exact.map((taxes) => taxes.map(roundHalfUp)) : roundOnTotals(lines, exact)
  return lines.map(({ subtotal, rates }, index) => {
    const taxes = rounded[index]!
    const onTop = taxes.filter((_, position) => !rates[position]!.inclusive)
    return {
      subtotal,
      discount: discounts[index]!,
      taxable: taxables[index]!,
      taxes,
      tax: add(taxes),
      total: taxables[index]! + add(onTop),
    }
  })
}

function discountsOf(subtotals: readonly number[], terms: DiscountTerms | null): number[] {
  if (terms === null) return subtotals.map(() => 0)
  if (terms.percentOff !== null) {
    const hundredths = BigInt(Math.round(terms.percentOff * 100))
    return subtotals.map((subtotal) => roundHalfUp({ over: BigInt(subtotal) * hundredths, under: 10_000n }))
  }
  return splitByAmount(Math.min(terms.amountOff ?? 0, add(subtotals)), subtotals)
}

/** Each line bears its share; what rounding down leaves goes, unit by unit, to those that lost most by it. */
function splitByAmount(amount: number, subtotals: readonly number[]): number[] {
  const whole = BigInt(add(subtotals))
  if (whole === 0n) return subtotals.map(() => 0)
  const shares = subtotals.map((subtotal) => BigInt(amount) * BigInt(subtotal))
  const split = shares.map((share) => Number(share / whole))
  const byLoss = shares
    .map((share, index) => ({ index, lost: share % whole }))
    .sort((a, b) => Number(b.lost - a.lost) || subtotals[b.index]! - subtotals[a.index]! || a.index - b.index)
  for (const { index } of byLoss.slice(0, amount - add(split))) split[index]! += 1
  return split
}

interface Fraction {
  over: bigint
  under: bigint
}

/** A percentage has at most four decimals: 8.875 % is 88 750 of a million. */
const MILLION = 1_000_000n

function exactTaxes(taxable: number, rates: readonly RateTerms[]): Fraction[] {
  const millionths = rates.map(({ percentage }) => BigInt(Math.round(percentage * 10_000)))
  const within = millionths.filter((_, index) => rates[index]!.inclusive)
  const gross = MILLION + within.reduce((sum, each) => sum + each, 0n)
  return millionths.map((rate) => ({ over: BigInt(taxable) * rate, under: gross }))
}

/**
 * Rounds what each rate comes to on the running sum of the lines: the parts of the lines then add up to the
 * rounded total exactly.
 */
function roundOnTotals(lines: readonly LineToCompute[], exact: readonly Fraction[][]): number[][] {
  const running = new Map<string, { sum: Fraction; rounded: number }>()
  return lines.map(({ rates }, index) =>
    rates.map(({ id }, position) => {
      const before = running.get(id) ?? { sum: { over: 0n, under: 1n }, rounded: 0 }
      const sum = addFractions(before.sum, exact[index]![position]!)
      const rounded = roundHalfUp(sum)
      running.set(id, { sum, rounded })
      return rounded - before.rounded
    }),
  )
}

function addFractions(a: Fraction, b: Fraction): Fraction {
  if (a.under === b.under) return { over: a.over + b.over, under: a.under }
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under }
}

function roundHalfUp({ over, under }: Fraction): number {
  return Number((2n * over + under) / (2n * under))
}

function add(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

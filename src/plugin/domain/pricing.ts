import { allocate, assertAmount, roundedShare, sumOf } from './money.ts'
import type { LineQuantity } from './order-line.ts'
import { WHOLE_PPM } from './percentages.ts'

/** Where tax is rounded: on every line, or once on the order. A setting of each Stripe account. */
export type TaxRounding = 'line' | 'total'

/** A percent discount (in millionths, 10 % is 100_000) or a fixed one in the order's currency. */
export type PricingDiscount = { percentOffPpm: number } | { amountOff: number }

/** A tax on every line: `percentagePpm` in millionths, so that 8.875 % is 88_750. */
export interface PricingTax {
  percentagePpm: number
  inclusive: boolean
}

export interface PricingInput {
  currency: string
  lines: readonly LineQuantity[]
  discount: PricingDiscount | null
  taxes: readonly PricingTax[]
  taxRounding: TaxRounding
}

/** All amounts in the minor unit of `currency`; lines and taxes in the order they were given. */
export interface PricedOrder {
  currency: string
  lines: (LineQuantity & { amount: number; discountAmount: number })[]
  subtotal: number
  discountAmount: number
  taxes: (PricingTax & { amount: number })[]
  /** All tax, inclusive and exclusive. */
  taxAmount: number
  /** The part of `taxAmount` that comes on top of the prices. */
  exclusiveTaxAmount: number
  total: number
}

/**
 * What an order costs, in integers only: subtotal, less the discount, plus exclusive tax. The discount
 * comes before tax. Stripe's published figures come out (https://docs.stripe.com/tax/tax-rates); the
 * steps that Stripe does not publish are the functions below marked unverified.
 */
export function priceOrder({ currency, lines, discount, taxes, taxRounding }: PricingInput): PricedOrder {
  const amounts = lines.map(amountOfLine)
  const discounts = discountLines(amounts, discount)
  const taxable = amounts.map((amount, index) => amount - discounts[index]!)
  const taxed = taxes.map((tax) => ({ ...tax, amount: taxOnLines({ taxable, tax, taxes, taxRounding }) }))
  const exclusiveTaxAmount = sumOf(taxed.filter((tax) => !tax.inclusive).map((tax) => tax.amount))
  return {
    currency,
    lines: lines.map(({ quantity, unitAmount }, index) => ({
      quantity,
      unitAmount,
      amount: amounts[index]!,
      discountAmount: discounts[index]!,
    })),
    subtotal: sumOf(amounts),
    discountAmount: sumOf(discounts),
    taxes: taxed,
    taxAmount: sumOf(taxed.map((tax) => tax.amount)),
    exclusiveTaxAmount,
    total: sumOf(taxable) + exclusiveTaxAmount,
  }
}

function amountOfLine({ quantity, unitAmount }: LineQuantity): number {
  assertAmount(quantity)
  assertAmount(unitAmount)
  const amount = quantity * unitAmount
  assertAmount(amount)
  return amount
}

function discountLines(amounts: readonly number[], discount: PricingDiscount | null): number[] {
  if (!discount) return amounts.map(() => 0)
  if ('amountOff' in discount) return splitFixedDiscount(amounts, discount.amountOff)
  return amounts.map((amount) => percentDiscountOfLine(amount, discount.percentOffPpm))
}

/**
 * Unverified against Stripe: a fixed discount is split over the lines in proportion to their amounts,
 * to the last unit (see `allocate`), and takes no more than there is.
 */
function splitFixedDiscount(amounts: readonly number[], amountOff: number): number[] {
  assertAmount(amountOff)
  return allocate(Math.min(amountOff, sumOf(amounts)), amounts)
}

/** Unverified against Stripe: a percent discount is rounded half up on each line, not on the subtotal. */
function percentDiscountOfLine(amount: number, percentOffPpm: number): number {
  if (percentOffPpm > WHOLE_PPM)
    throw new RangeError(`A discount takes at most everything: ${percentOffPpm} ppm`)
  return roundedShare(amount, percentOffPpm, WHOLE_PPM)
}

interface TaxOnLines {
  taxable: readonly number[]
  tax: PricingTax
  taxes: readonly PricingTax[]
  taxRounding: TaxRounding
}

/** Unverified against Stripe Checkout: which of the two roundings it follows; invoices know both. */
function taxOnLines({ taxable, tax, taxes, taxRounding }: TaxOnLines): number {
  if (taxRounding === 'total') return taxOnAmount(sumOf(taxable), tax, taxes)
  return sumOf(taxable.map((amount) => taxOnAmount(amount, tax, taxes)))
}

/**
 * One tax on an amount after discount. Every rate, inclusive or exclusive, is taken on the net amount,
 * which is what is left without all the inclusive rates: amount ÷ (1 + their sum). The net amount is
 * kept as a fraction, so that each tax is rounded once, half up. Unverified against Stripe: that the
 * net amount of exclusive taxes is not rounded on its own first.
 */
function taxOnAmount(amount: number, tax: PricingTax, taxes: readonly PricingTax[]): number {
  const inclusivePpm = sumOf(taxes.filter(({ inclusive }) => inclusive).map((each) => each.percentagePpm))
  return roundedShare(amount, tax.percentagePpm, WHOLE_PPM + inclusivePpm)
}

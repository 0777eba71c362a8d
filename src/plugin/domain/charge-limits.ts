import { chargeStepMinor, MAX_AMOUNT_MINOR, minimumChargeMinor } from './currencies.ts'
import { ShopError } from './errors.ts'
import { formatMoney, toInputText } from './money-text.ts'

/** Why such an amount cannot be charged, as the end of a sentence; null if it can. */
export function chargeStepProblem(amountMinor: number, currency: string): string | null {
  const step = chargeStepMinor(currency)
  if (amountMinor % step === 0) return null
  return `must be a multiple of ${toInputText(step, currency)} in ${currency.toUpperCase()}`
}

/** Throws where Stripe would refuse to charge this total. A total of 0 needs no charge: do not ask. */
export function assertChargeable(totalMinor: number, currency: string): void {
  const problem = findChargeProblem(totalMinor, currency)
  if (problem) throw problem
}

/** Why Stripe would refuse to charge this total, and what can be done about it; null if it would not, or need not. */
export function findChargeProblem(totalMinor: number, currency: string): ShopError | null {
  if (totalMinor === 0) return null
  const minimum = minimumChargeMinor(currency)
  if (totalMinor < minimum) {
    return new ShopError(
      'below_minimum',
      `The total of ${formatMoney(totalMinor, currency)} is below the smallest payment possible, ${formatMoney(minimum, currency)}.`,
    )
  }
  if (totalMinor > MAX_AMOUNT_MINOR) return new ShopError('order_state', tooLarge(totalMinor, currency))
  const step = chargeStepMinor(currency)
  if (totalMinor % step === 0) return null
  return new ShopError(
    'order_state',
    `The total of ${formatMoney(totalMinor, currency)} cannot be paid: amounts in ${currency.toUpperCase()} must be multiples of ${toInputText(step, currency)}, and a tax or discount has led away from that. Choose another quantity, or leave out the discount; otherwise the shop has to change a price or the tax.`,
  )
}

/** Throws `invalid_input` for a total that no payment can have. */
export function assertWithinLargest(totalMinor: number, currency: string): void {
  if (totalMinor > MAX_AMOUNT_MINOR) throw new ShopError('invalid_input', tooLarge(totalMinor, currency))
}

function tooLarge(totalMinor: number, currency: string): string {
  return `The total of ${formatMoney(totalMinor, currency)} is above the largest payment possible, ${formatMoney(MAX_AMOUNT_MINOR, currency)}.`
}

import { chargeStepProblem } from '../../domain/charge-limits.ts'
import { MAX_AMOUNT_MINOR } from '../../domain/currencies.ts'

/**
 * A price is a whole number of minor units, and one that can be charged in the currency beside it. `1999.5` would be a
 * mistake of units, not a price.
 */
export function nameMinorUnits(
  value: unknown,
  { siblingData }: { siblingData: { currency?: unknown } },
): true | string {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    return 'price must be a whole number of the currency’s minor unit (1999 for 19.99).'
  }
  if (value < 1) return 'price must be more than 0.'
  if (value > MAX_AMOUNT_MINOR) return `price must be at most ${MAX_AMOUNT_MINOR}.`
  const problem = chargeStepProblem(value, String(siblingData.currency))
  return problem ? `price ${problem}.` : true
}

import { chargeStepProblem } from './charge-limits.ts'
import { MAX_AMOUNT_MINOR } from './currencies.ts'
import { type FieldProblem, isAbsent, problemsOf } from './field-problem.ts'

const MAX_DAYS = 365

/** What of a way of delivery cannot be charged or promised. Payload's own rules look at the rest. */
export function validateShippingRate(rate: Record<string, unknown>): FieldProblem[] {
  const { amount, freeFrom, currency, minDays, maxDays } = rate
  return problemsOf([
    ['amount', amountProblem(amount, currency)],
    ['freeFrom', amountProblem(freeFrom, null)],
    ['minDays', daysProblem(minDays)],
    ['maxDays', daysProblem(maxDays) ?? orderProblem(minDays, maxDays)],
  ])
}

function amountProblem(value: unknown, currency: unknown): string | null {
  if (isAbsent(value)) return null
  const isAmount = typeof value === 'number' && Number.isSafeInteger(value)
  if (!isAmount || value < 0 || value > MAX_AMOUNT_MINOR)
    return `must be a whole number of minor units from 0 to ${MAX_AMOUNT_MINOR}`
  return typeof currency === 'string' && currency !== '' ? chargeStepProblem(value, currency) : null
}

function daysProblem(value: unknown): string | null {
  if (isAbsent(value)) return null
  const isCount = Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MAX_DAYS
  return isCount ? null : `must be a whole number from 1 to ${MAX_DAYS}`
}

function orderProblem(minDays: unknown, maxDays: unknown): string | null {
  const isWrong = typeof minDays === 'number' && typeof maxDays === 'number' && maxDays < minDays
  return isWrong ? 'must not be less than "minDays"' : null
}

import { ApiError } from '../../api/errors.ts'
import { checkRounding, formatAmount, MAX_AMOUNT, minimumCharge } from '../currencies.ts'
import type { SessionLine } from './session-details.ts'

export interface Totals {
  subtotal: number
  discount: number
  tax: number
  total: number
}

export function totalsOf(lines: readonly SessionLine[], shippingAmount: number): Totals {
  const sum = (pick: (line: SessionLine) => number) => lines.reduce((total, line) => total + pick(line), 0)
  return {
    subtotal: sum((line) => line.amount_subtotal),
    discount: sum((line) => line.amount_discount),
    tax: sum((line) => line.amount_tax),
    total: sum((line) => line.amount_total) + shippingAmount,
  }
}

/**
 * Nothing is free of charge or at least the currency's minimum.
 * Source: documentation, "Minimum and maximum charge amounts" and error codes `amount_too_small`, `amount_too_large`.
 */
export function checkSessionTotal(total: number, currency: string): void {
  const minimum = minimumCharge(currency)
  if (total > 0 && total < minimum) {
    throw new ApiError(
      `The Checkout Session's total amount due must add up to at least ${formatAmount(minimum, currency)} ${currency}`,
      { code: 'amount_too_small' },
    )
  }
  if (total > MAX_AMOUNT) {
    throw new ApiError(
      `The Checkout Session's total amount must be no more than ${formatAmount(MAX_AMOUNT, currency)} ${currency}`,
      { code: 'amount_too_large' },
    )
  }
  checkRounding(total, currency, 'line_items')
}

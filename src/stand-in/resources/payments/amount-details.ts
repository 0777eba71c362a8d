import { invalidParam } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { readWhole } from '../../api/read-params.ts'

/**
 * The lines of an intent must come to its amount. Documentation of `enforce_arithmetic_validation`: "Omit or set
 * to `true` to immediately return a 400 error when arithmetic validation fails". The sum is unverified: each
 * line's cost less its discount plus its tax, shipping, less the discount and plus the tax of the whole.
 */
export function checkAmountDetails(sent: unknown, amount: number): void {
  if (!sent) return
  const { line_items: lines, enforce_arithmetic_validation: isEnforced, ...whole } = readWhole(sent) as Params
  if (!Array.isArray(lines) || isEnforced === false) return
  const sum = lines.reduce((total: number, line: Params) => {
    return total + Number(line.unit_cost) * Number(line.quantity) + adjustmentOf(line)
  }, adjustmentOf(whole))
  if (sum === amount) return
  throw invalidParam(
    'amount_details[line_items]',
    `The line items add up to ${sum}, which is not the amount of the PaymentIntent, ${amount}.`,
  )
}

function adjustmentOf({ discount_amount: discount, tax, shipping }: Params): number {
  const taxAmount = (tax as Params | undefined)?.total_tax_amount
  const shippingAmount = (shipping as Params | undefined)?.amount
  return Number(taxAmount ?? 0) + Number(shippingAmount ?? 0) - Number(discount ?? 0)
}

import { allocate, sumOf } from './money.ts'

/** An order as the accountant's list takes it. Amounts in the minor unit of its currency. */
export interface AccountedOrder {
  lines: readonly { name: string; quantity: number; unitAmount: number; amount: number }[]
  discountAmount: number
  taxCopies?: readonly AccountedTax[] | null
  shippingCopy?: { name: string; amount: number } | null
  amountRefunded: number
}

export interface AccountedTax {
  displayName: string
  percentage: number
  inclusive: boolean
  amount: number
}

/** A line of an order, or its delivery. */
export interface AccountedRow {
  kind: 'item' | 'delivery'
  name: string
  quantity: number
  unitAmount: number
  /** What it takes of the order's discount. */
  discount: number
  /** What the buyer pays for it: less the discount, with all tax. */
  gross: number
  net: number
  /** In the order of the order's taxes. */
  taxes: number[]
  /** What of a refund falls on it, in proportion to what was paid for it. */
  refunded: number
}

/**
 * An order in rows that add up to it, to the last unit: discount, taxes and refunds are split over what they are on.
 * Delivery has neither discount nor tax of its own, as Stripe charges it.
 */
export function accountOrder(order: AccountedOrder): AccountedRow[] {
  const { lines, shippingCopy, amountRefunded } = order
  const taxes = order.taxCopies ?? []
  const discounts = allocate(
    order.discountAmount,
    lines.map(({ amount }) => amount),
  )
  const taxable = lines.map(({ amount }, index) => amount - discounts[index]!)
  const shares = taxes.map((tax) => allocate(tax.amount, taxable))
  const rows = lines.map(({ name, quantity, unitAmount }, index): Omit<AccountedRow, 'refunded'> => {
    const own = shares.map((share) => share[index]!)
    const added = sumOf(own.filter((_, place) => !taxes[place]!.inclusive))
    const gross = taxable[index]! + added
    return {
      kind: 'item',
      name,
      quantity,
      unitAmount,
      discount: discounts[index]!,
      gross,
      net: gross - sumOf(own),
      taxes: own,
    }
  })
  if (shippingCopy) {
    const { name, amount } = shippingCopy
    const costs = { quantity: 1, unitAmount: amount, discount: 0, gross: amount, net: amount }
    rows.push({ kind: 'delivery', name, ...costs, taxes: taxes.map(() => 0) })
  }
  // More can be given back than the order came to, where it was paid twice.
  const gross = rows.map((row) => row.gross)
  const refunds = allocate(Math.min(amountRefunded, sumOf(gross)), gross)
  return rows.map((row, index) => ({ ...row, refunded: refunds[index]! }))
}

export function nameTaxColumn({ displayName, percentage, inclusive }: AccountedTax): string {
  return `${displayName} ${percentage} %${inclusive ? '' : ' (added)'}`
}

/** A row of a file of comma-separated values, as RFC 4180 has it. A text that a spreadsheet would calculate is none. */
export function writeCsvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`
}

function writeCell(cell: string | number | null): string {
  const text = cell === null ? '' : String(cell)
  const isFormula = typeof cell === 'string' && /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

import type { OrderRecord } from '../records.ts'

/** What is sold, at which price. */
export type Sale = Pick<OrderRecord, 'currency' | 'total' | 'discountCopy' | 'taxCopies' | 'shippingCopy'> & {
  lines: readonly Pick<OrderRecord['lines'][number], 'soldItem' | 'name' | 'quantity' | 'unitAmount'>[]
}

/** Whether somebody who agreed to the one has agreed to the other. */
export function isSameSale(one: Sale, other: Sale): boolean {
  return describe(one) === describe(other)
}

/** Ids are compared as texts: JSON keeps them as they were written, the database has them in its own type. */
function describe({ currency, total, lines, discountCopy, taxCopies, shippingCopy }: Sale): string {
  return JSON.stringify([
    currency,
    total,
    lines.map(({ soldItem, name, quantity, unitAmount }) => [soldItem, name, quantity, unitAmount]),
    discountCopy ? [String(discountCopy.id), discountCopy.name, discountCopy.amount] : null,
    (taxCopies ?? []).map(({ id, displayName, percentage, inclusive, amount }) => [
      String(id),
      displayName,
      percentage,
      inclusive,
      amount,
    ]),
    shippingCopy
      ? [String(shippingCopy.id), shippingCopy.name, shippingCopy.amount, shippingCopy.countries]
      : null,
  ])
}

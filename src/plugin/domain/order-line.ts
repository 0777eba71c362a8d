import type { Id } from './id.ts'

/** What of a line makes its amount. Amounts in the minor unit of the order's currency. */
export interface LineQuantity {
  quantity: number
  unitAmount: number
}

/** What people read of a line. */
export interface NamedLine extends LineQuantity {
  name: string
  amount: number
}

/** A line as it stands in the database. */
export interface OrderLine extends NamedLine {
  /** The row's. */
  id?: string
  item?: Id | null
  /** The item's id as text: it outlives the item. */
  soldItem: string
}

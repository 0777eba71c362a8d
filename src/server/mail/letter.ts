import type { Frame } from '../frame.ts'
import { type Amount, listAmounts, listNotes, type OrderInput } from '../page-models/order-page.ts'

/** A mail before it is written as text and as HTML. */
export interface Letter {
  subject: string
  heading: string
  paragraphs: string[]
  bill: LetterBill | null
  action: { text: string; url: string } | null
  /** Under the button, in small print. */
  notes: string[]
}

export interface LetterBill {
  lines: Amount[]
  amounts: Amount[]
  total: string
  notes: Amount[]
}

/** What was ordered, and what it comes to. */
export function billOf(order: OrderInput, frame: Frame): LetterBill {
  const money = (amountMinor: number) => frame.format.money(amountMinor, order.currency)
  return {
    lines: order.lines.map(({ name, quantity, unitAmount, amount }) => ({
      label: `${name} (${quantity} × ${money(unitAmount)})`,
      text: money(amount),
    })),
    amounts: listAmounts(order, frame),
    total: money(order.total),
    notes: listNotes(order, frame),
  }
}

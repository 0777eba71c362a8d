'use client'

import { useTranslation } from '@payloadcms/ui'
import type { ReactNode } from 'react'
import { formatMoney } from '../../domain/money-text.ts'
import type { NamedLine } from '../../domain/order-line.ts'
import { say } from '../../translations/texts.ts'

/** An order as money. Amounts in the minor unit of `currency`. */
export interface PricedOrder {
  currency: string
  lines: (NamedLine & { href?: string })[]
  subtotal: number
  discountAmount: number
  discountCopy: { name: string } | null
  taxCopies: { displayName: string; percentage: number; inclusive: boolean; amount: number }[]
  shippingCopy?: { name: string; amount: number } | null
  total: number
  amountRefunded?: number
}

/** The lines of an order and what they come to, as on a bill. */
export function OrderTotals({ currency, lines, ...order }: PricedOrder) {
  const { i18n } = useTranslation()
  const money = (amountMinor: number) => formatMoney(amountMinor, currency, i18n.language)
  const nameTax = (isIncluded: boolean, tax: string) =>
    isIncluded ? say(i18n.language, '{1}, included', tax) : tax
  const { discountCopy, taxCopies, shippingCopy, amountRefunded } = order
  return (
    <table className="order-totals__table">
      <tbody>
        {lines.map(({ name, quantity, unitAmount, amount, href }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have their place, and one item may stand on two
          <tr key={index}>
            <th scope="row" className="order-totals__cell">
              {href ? <a href={href}>{name}</a> : name}
            </th>
            <td className="order-totals__amount">
              {quantity} × {money(unitAmount)}
            </td>
            <td className="order-totals__amount">{money(amount)}</td>
          </tr>
        ))}
      </tbody>
      <tbody className="order-totals__group">
        <Sum label={say(i18n.language, 'Subtotal')}>{money(order.subtotal)}</Sum>
        {discountCopy && <Sum label={discountCopy.name}>{money(-order.discountAmount)}</Sum>}
        {taxCopies.map(({ displayName, percentage, inclusive, amount }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: taxes have their place, and two may have one name
          <Sum key={index} label={nameTax(inclusive, `${displayName} ${percentage} %`)}>
            {money(amount)}
          </Sum>
        ))}
        {shippingCopy && <Sum label={shippingCopy.name}>{money(shippingCopy.amount)}</Sum>}
      </tbody>
      <tbody className="order-totals__total">
        <Sum label={say(i18n.language, 'Total')}>{money(order.total)}</Sum>
      </tbody>
      {amountRefunded ? (
        <tbody>
          <Sum label={say(i18n.language, 'Refunded')}>{money(-amountRefunded)}</Sum>
        </tbody>
      ) : null}
    </table>
  )
}

function Sum({ label, children }: { label: string; children: ReactNode }) {
  return (
    <tr>
      <th scope="row" colSpan={2} className="order-totals__cell">
        {label}
      </th>
      <td className="order-totals__amount">{children}</td>
    </tr>
  )
}

import type Stripe from 'stripe'
import { notFound } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { type ListObject, slicePage } from '../../api/pagination.ts'
import type { Work } from '../../stand-in.ts'
import type { DetailedLine, SessionDetails, SessionLine } from './session-details.ts'

/** The lines of a session, oldest first. */
export function lineItemsOf(work: Work, session: string, params: Params): ListObject<SessionLine> {
  const lines = detailsOf(work, session).lines.map(({ line }) => line)
  return slicePage(lines, params, `/v1/checkout/sessions/${session}/line_items`)
}

type Breakdown = Stripe.Checkout.Session.TotalDetails.Breakdown

/** Of a line, `discounts` and `taxes`: told only when expanded. */
export function lineBreakdownOf(work: Work, session: string, lineId: string): Breakdown {
  const details = detailsOf(work, session)
  return breakdownOf(
    details,
    details.lines.filter(({ line }) => line.id === lineId),
  )
}

/** Of a session, `total_details.breakdown`: the same, summed over its lines. */
export function sessionBreakdownOf(work: Work, session: string): Breakdown {
  const details = detailsOf(work, session)
  return breakdownOf(details, details.lines)
}

function detailsOf(work: Work, session: string): SessionDetails {
  const stored = work.tx.find('checkout.session', session)
  if (!stored) throw notFound('checkout.session', session)
  return stored.extra
}

function breakdownOf({ discount }: SessionDetails, lines: readonly DetailedLine[]): Breakdown {
  const off = lines.reduce((sum, { computed }) => sum + computed.discount, 0)
  return {
    discounts: discount ? [{ amount: off, discount: discount.discount }] : [],
    taxes: taxesOf(lines),
  }
}

/** One entry for each rate, in the order in which the lines name them. */
export function taxesOf(lines: readonly DetailedLine[]): Stripe.LineItem.Tax[] {
  const taxes = new Map<string, Stripe.LineItem.Tax>()
  for (const { rates, computed } of lines) {
    for (const [index, rate] of rates.entries()) {
      const before = taxes.get(rate.id)
      taxes.set(rate.id, {
        amount: (before?.amount ?? 0) + computed.taxes[index]!,
        rate,
        taxability_reason: null,
        taxable_amount: (before?.taxable_amount ?? 0) + computed.taxable,
      })
    }
  }
  return [...taxes.values()]
}

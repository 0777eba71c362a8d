import type Stripe from 'stripe'
import type { LineQuantity } from '../domain/order-line.ts'
import type { Account } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'

export interface Trial {
  currency: string
  lines: readonly LineQuantity[]
  /** Of one tax on top of the prices, such as 10. */
  taxPercentage: number
}

/**
 * What Checkout would charge for the lines, in the minor unit. Creates a session and a tax rate and puts both away
 * again; meant for test keys.
 */
export function askTrialTotal(account: Account, trial: Trial): Promise<Outcome<number | null>> {
  return callStripe(async () => {
    const { stripe } = account
    const rate = await stripe.taxRates.create({
      display_name: 'Trial of the rounding',
      percentage: trial.taxPercentage,
      inclusive: false,
    })
    try {
      const session = await stripe.checkout.sessions.create(paramsOf(trial, rate))
      await stripe.checkout.sessions.expire(session.id)
      return session.amount_total
    } finally {
      await stripe.taxRates.update(rate.id, { active: false })
    }
  })
}

function paramsOf({ currency, lines }: Trial, rate: Stripe.TaxRate): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    success_url: 'https://example.com/',
    line_items: lines.map(({ quantity, unitAmount }) => ({
      quantity,
      price_data: { currency, unit_amount: unitAmount, product_data: { name: 'Trial of the rounding' } },
      tax_rates: [rate.id],
    })),
    automatic_tax: { enabled: false },
    adaptive_pricing: { enabled: false },
  }
}

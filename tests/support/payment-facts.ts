import type { PaymentFacts } from '../../src/plugin/stripe/facts.ts'

/** What Stripe says of a Checkout Session in euros that is paid. */
export const paidFacts = (amount: number): PaymentFacts => ({
  marks: null,
  state: 'paid',
  amount,
  currency: 'eur',
  sessionId: 'cs_test_told',
  intentId: 'pi_test',
  isLiveMode: false,
  customer: null,
})

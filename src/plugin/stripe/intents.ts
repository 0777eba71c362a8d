import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { metadataOf } from './facts.ts'
import type { PaymentRequest } from './flows/flow.ts'
import { callStripe, type Outcome } from './outcome.ts'

/** An intent knows no lines, discounts or taxes: it is asked for the total that the shop worked out. */
export function intentParams(request: PaymentRequest): Stripe.PaymentIntentCreateParams {
  return {
    amount: request.amount,
    currency: request.currency,
    metadata: metadataOf(request.marks),
    automatic_payment_methods: { enabled: true },
  }
}

export function createIntent(
  account: Account,
  params: Stripe.PaymentIntentCreateParams,
  idempotencyKey: string,
): Promise<Outcome<Stripe.PaymentIntent>> {
  return callStripe(() => account.stripe.paymentIntents.create(params, { idempotencyKey }))
}

/** With its newest charge, which knows who paid. */
export function retrieveIntent(account: Account, id: string): Promise<Outcome<Stripe.PaymentIntent>> {
  return callStripe(() => account.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }))
}

/**
 * Ends an intent that nobody paid. Refused once it has succeeded, and for most methods while the money is on
 * its way.
 */
export function cancelIntent(account: Account, id: string): Promise<Outcome<Stripe.PaymentIntent>> {
  return callStripe(() => account.stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' }))
}

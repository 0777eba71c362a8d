import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import { type Span, walkSpan } from './walk.ts'

/** What an account has of each kind, by the time at which it was made. */
export const HISTORY = {
  sessions: (account: Account, span: Span) =>
    walkSpan<Stripe.Checkout.Session>(account, span, (params) =>
      account.stripe.checkout.sessions.list(params),
    ),
  intents: (account: Account, span: Span) =>
    walkSpan<Stripe.PaymentIntent>(account, span, (params) => account.stripe.paymentIntents.list(params)),
  refunds: (account: Account, span: Span) =>
    walkSpan<Stripe.Refund>(account, span, (params) => account.stripe.refunds.list(params)),
  disputes: (account: Account, span: Span) =>
    walkSpan<Stripe.Dispute>(account, span, (params) => account.stripe.disputes.list(params)),
} as const

import type Stripe from 'stripe'
import type { DisputeState } from '../domain/disputes.ts'
import type { Account } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'

/** One refund as Stripe reports it. `amount` in the minor unit of `currency`. */
export interface RefundFacts {
  refundId: string
  /** Which request of ours it answers; null where it was made in Stripe's Dashboard. */
  request: string | null
  status: 'requires_action' | 'pending' | 'succeeded' | 'failed' | 'canceled'
  amount: number
  currency: string
  reason: string | null
}

/** A dispute as Stripe reports it. */
export interface DisputeFacts extends DisputeState {
  disputeId: string
}

export function createRefund(
  account: Account,
  { intentId, amount, request }: { intentId: string; amount: number; request: string },
  idempotencyKey: string,
): Promise<Outcome<Stripe.Refund>> {
  const params = { payment_intent: intentId, amount, metadata: { refund: request } }
  return callStripe(() => account.stripe.refunds.create(params, { idempotencyKey }))
}

/** Every refund of an intent as it stands now. */
export function listRefunds(account: Account, intentId: string): Promise<Outcome<Stripe.Refund[]>> {
  return callStripe(() =>
    account.stripe.refunds.list({ payment_intent: intentId, limit: 100 }).autoPagingToArray({ limit: 1000 }),
  )
}

export function retrieveDispute(account: Account, id: string): Promise<Outcome<Stripe.Dispute>> {
  return callStripe(() => account.stripe.disputes.retrieve(id))
}

export function factsOfRefund(refund: Stripe.Refund): RefundFacts {
  return {
    refundId: refund.id,
    request: refund.metadata?.refund ?? null,
    status: (refund.status ?? 'pending') as RefundFacts['status'],
    amount: refund.amount,
    currency: refund.currency,
    reason: refund.failure_reason ?? refund.reason,
  }
}

export function factsOfDispute(dispute: Stripe.Dispute): DisputeFacts {
  const { due_by: dueBy } = dispute.evidence_details
  return {
    disputeId: dispute.id,
    status: dispute.status,
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    answerBy: dueBy === null ? null : new Date(dueBy * 1000),
  }
}

import type Stripe from 'stripe'
import type { Work } from '../stand-in.ts'
import { newId } from '../store/ids.ts'
import type { DocOf } from '../store/records.ts'
import { emitEvent, previousAttributes } from '../webhooks/events.ts'
import { bookMovement } from './balance.ts'

type Charge = DocOf<'charge'>
type Refund = DocOf<'refund'>

interface NewRefund {
  amount: number
  reason: Stripe.Refund.Reason | null
  metadata: Record<string, string>
}

/**
 * Gives money back. Documentation, "Refunds" and the test cards for them: a card's is `succeeded` at once, a
 * bank debit's `pending` first; what was `succeeded` can still fail later.
 */
export function createRefund(work: Work, charge: Charge, { amount, reason, metadata }: NewRefund): Refund {
  const method = work.tx.find('payment_method', charge.payment_method as string)!
  const { instrument } = method.extra
  const isPending = instrument.kind === 'debit' || instrument.behaviour === 'refunds_slowly'
  const id = newId('re')
  const movement = bookMovement(work, {
    amount: -amount,
    currency: charge.currency,
    type: 'refund',
    source: id,
    description: 'REFUND FOR CHARGE',
  })
  const refund: Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: movement.id,
    charge: charge.id,
    created: work.nowSeconds,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: { type: instrument.kind === 'card' ? 'card' : instrument.type } as never,
    metadata,
    payment_intent: charge.payment_intent as string | null,
    payment_method: method.doc.id,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: isPending ? 'pending' : 'succeeded',
    transfer_reversal: null,
  }
  work.tx.insert('refund', refund, null)
  emitEvent(work, 'refund.created', refund)
  changeRefunded(work, charge, amount, 'charge.refunded')
  if (isPending || (instrument.kind === 'card' && instrument.behaviour === 'fails_refunds')) {
    work.tx.schedule('refund', work.nowSeconds + work.bankDebitDelaySeconds, id)
  }
  return refund
}

/** What time brings: a pending refund arrives, one to the card that refuses refunds fails. */
export function finishRefund(work: Work, id: string): void {
  const refund = work.tx.find('refund', id)?.doc
  if (refund?.status === 'pending') settleRefund(work, id)
  else failRefund(work, id)
}

export function settleRefund(work: Work, id: string): Refund | undefined {
  const refund = work.tx.find('refund', id)?.doc
  if (refund?.status !== 'pending') return undefined
  return changeRefund(work, refund, { status: 'succeeded' })
}

/** Documentation, "Failed refunds": the money goes back to the balance, the charge counts it as not refunded. */
export function failRefund(work: Work, id: string, reason = 'expired_or_canceled_card'): Refund | undefined {
  const refund = work.tx.find('refund', id)?.doc
  if (refund?.status !== 'pending' && refund?.status !== 'succeeded') return undefined
  const charge = work.tx.find('charge', refund.charge as string)!.doc
  const movement = bookMovement(work, {
    amount: refund.amount,
    currency: refund.currency,
    type: 'refund_failure',
    source: id,
    description: 'REFUND FAILURE',
  })
  const failed = changeRefund(work, refund, {
    status: 'failed',
    failure_reason: reason,
    failure_balance_transaction: movement.id,
  })
  emitEvent(work, 'refund.failed', failed)
  changeRefunded(work, charge, -refund.amount, 'charge.updated')
  return failed
}

export function changeRefund(work: Work, before: Refund, change: Partial<Refund>): Refund {
  const after: Refund = { ...before, ...change }
  const previous = previousAttributes(before, after)
  work.tx.replace('refund', after)
  if (Object.keys(previous).length > 0) emitEvent(work, 'refund.updated', after, previous)
  return after
}

function changeRefunded(work: Work, charge: Charge, amount: number, event: string): void {
  const refunded = charge.amount_refunded + amount
  const after: Charge = {
    ...charge,
    amount_refunded: refunded,
    refunded: refunded === charge.amount_captured,
  }
  work.tx.replace('charge', after)
  emitEvent(work, event, after, previousAttributes(charge, after))
}

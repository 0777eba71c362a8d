import type { PayloadRequest } from 'payload'
import { formatMoney } from '../../domain/money-text.ts'
import type { DisputeFacts } from '../../stripe/refunds.ts'
import { lockOrder, moveOrder, reviewOrder } from '../orders/order-moves.ts'
import { findAttempt } from '../payments/attempt-records.ts'
import type { OrderRecord } from '../records.ts'

/**
 * Stores how a dispute of an attempt stands, and asks staff to look whenever it wants an answer or is over. The
 * order's status stays: whether goods go back is for people to say.
 */
export async function recordDispute(
  req: PayloadRequest,
  { attempt, dispute }: { attempt: string; dispute: DisputeFacts },
): Promise<void> {
  const payment = await findAttempt(req, attempt)
  const order = payment && (await lockOrder(req, payment.order))
  if (!order || !isNews(order, dispute)) return
  const { disputeId, status, amount, reason } = dispute
  const fields = { dispute: { disputeId, status, amount, reason } }
  await moveOrder(req, order, { to: order.status, reason: '', fields })
  const call = CALLS[status]
  if (call) await reviewOrder(req, order, [sentenceOf(dispute, call)])
}

/** Two readings may come in the wrong order; a dispute goes on to its end and never back. */
function isNews({ dispute: known }: OrderRecord, { disputeId, status }: DisputeFacts): boolean {
  return known?.disputeId !== disputeId || rankOf(status) > rankOf(known.status ?? '')
}

/** `warning_…` is an inquiry, which moves no money: https://docs.stripe.com/disputes/how-disputes-work */
function rankOf(status: string): number {
  if (status === '') return -1
  if (status.endsWith('needs_response')) return 0
  return status.endsWith('under_review') ? 1 : 2
}

/** What staff are told, for each status in which they can do or must know something. */
const CALLS: Record<string, string> = {
  warning_needs_response: 'The bank asks about the payment. Answer in Stripe',
  needs_response: 'The payment is disputed. Answer in Stripe',
  lost: 'The dispute is lost: the money is gone',
  won: 'The dispute is won: the money is back',
}

function sentenceOf({ status, amount, currency, reason, answerBy }: DisputeFacts, call: string): string {
  const until =
    status.endsWith('needs_response') && answerBy ? ` until ${answerBy.toISOString().slice(0, 10)}` : ''
  return `${call}${until} (${formatMoney(amount, currency)}, ${reason}).`
}

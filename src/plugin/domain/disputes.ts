import { formatMoney } from './money-text.ts'

/** A dispute as Stripe has it now. `amount` in the minor unit of `currency`. */
export interface DisputeState {
  /** One of Stripe's; `warning_…` is an inquiry, which moves no money: https://docs.stripe.com/disputes/how-disputes-work */
  status: string
  amount: number
  currency: string
  reason: string
  /** The deadline for answering it. */
  answerBy: Date | null
}

const ANSWER = 'Answer in Stripe'

/** What each of Stripe's statuses means for the shop. */
const MEANINGS: Readonly<Record<string, string>> = {
  warning_needs_response: `The bank asks about the payment. ${ANSWER}`,
  warning_under_review: 'The bank is looking at the answer to its inquiry',
  warning_closed: 'The bank’s inquiry is closed',
  needs_response: `The payment is disputed. ${ANSWER}`,
  under_review: 'The bank is looking at the answer to the dispute',
  appeal_needs_response: `The dispute has been appealed. ${ANSWER}`,
  appeal_under_review: 'The appeal of the dispute is being looked at',
  won: 'The dispute is won: the money is back',
  lost: 'The dispute is lost: the money is gone',
  prevented: 'The dispute was prevented: nothing has to be answered',
}

/** For staff: how a dispute stands, with the deadline where it wants an answer. */
export function describeDispute({ status, amount, currency, reason, answerBy }: DisputeState): string {
  const meaning = MEANINGS[status] ?? `A dispute of the payment is now “${status}”`
  const until = wantsAnswer(status) && answerBy ? ` until ${dayOf(answerBy)}` : ''
  return `${meaning}${until} (${formatMoney(amount, currency)}, ${reason}).`
}

/** Whether there is something to tell: another status, or another deadline for an answer. */
export function isDisputeNews(
  before: Pick<DisputeState, 'status' | 'answerBy'> | null,
  now: Pick<DisputeState, 'status' | 'answerBy'>,
): boolean {
  if (before?.status !== now.status) return true
  return wantsAnswer(now.status) && before.answerBy?.getTime() !== now.answerBy?.getTime()
}

/**
 * Whether the payment's money is the dispute's to decide: a refund beside it would be given twice. An inquiry has taken
 * nothing, and refunding it is a way to end it; a dispute that was won has given the money back.
 */
export function blocksRefund(status: string): boolean {
  return !status.startsWith('warning_') && status !== 'won' && status !== 'prevented'
}

function wantsAnswer(status: string): boolean {
  return status.endsWith('needs_response')
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

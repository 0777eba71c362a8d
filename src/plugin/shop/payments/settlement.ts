import type { BasePayload, PayloadRequest } from 'payload'
import { inTransaction } from '../../database/database.ts'
import { formatMoney } from '../../domain/money-text.ts'
import { canMove, hasBeenPaid, type OrderStatus } from '../../domain/order-status.ts'
import type { PaymentFacts } from '../../stripe/facts.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { lockOrder, logProblems, moveOrder, reviewOrder, toPack, withReview } from '../orders/order-moves.ts'
import { recordRedemption } from '../orders/redemptions.ts'
import { takeFromStock } from '../orders/stock.ts'
import type { OrderRecord, PaymentRecord } from '../records.ts'
import { withdrawUnsold } from '../withdrawal-queue.ts'
import { canStillChange, findAttempt, updateAttempt } from './attempt-records.ts'
import { releaseIfOver } from './release.ts'

/** What an attempt is told by. `goesOn` where it is ended to make room for the order's next one: then the order stays as it is. */
type Told = { attempt: string; facts: PaymentFacts; goesOn?: boolean }

/**
 * Applies what Stripe says of an attempt to its order: the one place where an order becomes paid. The
 * webhook, the return page and the sweep all come here, in whatever order and however often; whoever
 * comes first does it, the rest change nothing. Never throws on an order's state: money that came, came.
 * Answers whether this database knows the attempt.
 */
export function settleOrder(payload: BasePayload, told: Told): Promise<boolean> {
  return inTransaction(payload, (req) => settleWithin(req, told))
}

/** `settleOrder` inside a transaction of the caller's. */
export async function settleWithin(req: PayloadRequest, { attempt, facts, goesOn }: Told): Promise<boolean> {
  const locked = await lockAttempt(req, attempt)
  if (!locked) return false
  const found = { ...locked, facts }
  if (facts.state === 'paid') await settlePaid(req, found)
  else if (facts.state !== 'processing' && isToldBySession(locked.payment, facts)) return true
  else if (facts.state === 'open') await reopen(req, found)
  else await followState(req, { ...locked, state: facts.state, ids: idsOf(locked.payment, facts), goesOn })
  return true
}

/**
 * Ends an attempt that Stripe cannot be asked about any more, for the `reason` given in words. Money that comes for
 * it all the same settles as money that comes late does.
 */
export function giveUpAttempt(
  payload: BasePayload,
  { attempt, reason, goesOn }: { attempt: string; reason: string; goesOn?: boolean },
): Promise<void> {
  return inTransaction(payload, async (req) => {
    const locked = await lockAttempt(req, attempt)
    if (!locked) return
    await followState(req, { ...locked, state: 'expired', reason, goesOn })
    if (locked.payment.status !== 'processing') return
    await reviewOrder(req, locked.order, [`Money was on its way, and nobody can be asked for it. ${reason}`])
  })
}

type Locked = { order: OrderRecord; payment: PaymentRecord }

async function lockAttempt(req: PayloadRequest, attempt: string): Promise<Locked | null> {
  const known = await findAttempt(req, attempt)
  if (!known) return null
  const order = await lockOrder(req, known.order)
  const payment = await findAttempt(req, attempt)
  return order && payment ? { order, payment } : null
}

/** How an attempt with a session ends is for the session to say; its intent knows of one try only. */
function isToldBySession(payment: PaymentRecord, facts: PaymentFacts): boolean {
  return FLOWS[payment.flow].object === 'session' && facts.sessionId === null
}

/** A bank debit of an intent came to nothing: the intent waits for another way to be paid. */
async function reopen(req: PayloadRequest, { order, payment, facts }: Found): Promise<void> {
  if (FLOWS[payment.flow].object === 'session' || payment.status !== 'processing') return
  await updateAttempt(req, payment, { status: 'open', ...idsOf(payment, facts) })
  if (order.status !== 'processing') return
  await moveOrder(req, order, { to: 'open', reason: 'the payment failed and can be tried again' })
  await withdrawUnsold(req, order)
}

type Found = Locked & { facts: PaymentFacts }

async function settlePaid(req: PayloadRequest, { order, payment, facts }: Found): Promise<void> {
  if (payment.status === 'paid') return completeCustomer(req, order, facts)
  await updateAttempt(req, payment, {
    status: 'paid',
    amountReceived: facts.amount,
    ...idsOf(payment, facts),
  })
  const problems = differences(payment, facts)
  if (hasBeenPaid(order.status)) {
    problems.push(`Paid twice: attempt ${payment.attempt} was paid as well. Refund one of the two.`)
    await reviewOrder(req, order, problems)
    return
  }
  problems.push(...(await recordRedemption(req, order)))
  await moveOrder(req, order, {
    to: 'paid',
    reason: 'paid in Stripe',
    fields: {
      paidAt: new Date().toISOString(),
      buyKey: null,
      ...toPack(order),
      ...facts.customer,
      ...(problems.length > 0 && { review: withReview(order, problems.join('\n')) }),
    },
  })
  logProblems(req, order, problems)
  // Last, because all who sell the same item wait for whoever has its stock.
  const oversold = await takeFromStock(req, order)
  if (oversold.length === 0) return
  const review = problems.length > 0 ? withReview(order, problems.join('\n')) : order.review
  const settled: OrderRecord = { ...order, status: 'paid', review: review ?? null }
  await reviewOrder(req, settled, oversold)
}

/** The intent's event can come before the session's, which alone knows the customer. */
async function completeCustomer(req: PayloadRequest, order: OrderRecord, facts: PaymentFacts): Promise<void> {
  if (!facts.customer || order.customerEmail) return
  await moveOrder(req, order, { to: order.status, reason: '', fields: { ...facts.customer } })
}

function differences(payment: PaymentRecord, facts: PaymentFacts): string[] {
  if (facts.currency === payment.currency && facts.amount === payment.amount) return []
  const asked = formatMoney(payment.amount, payment.currency)
  return [`Stripe took ${formatMoney(facts.amount, facts.currency)} where ${asked} was asked for.`]
}

type EndedState = Exclude<PaymentFacts['state'], 'open' | 'paid'>

interface News {
  state: EndedState
  ids?: ReturnType<typeof idsOf>
  /** In words, where the state alone does not say it. */
  reason?: string
  goesOn?: boolean | undefined
}

/** An attempt that is over, or whose money is on its way. An attempt that is done already, or a late word, changes nothing. */
async function followState(
  req: PayloadRequest,
  { order, payment, state, ids, reason, goesOn }: Locked & News,
): Promise<void> {
  if (!canStillChange(payment.status) || payment.status === state) return
  await updateAttempt(req, payment, { status: state, ...ids, ...(reason && { reason }) })
  if ((goesOn || payment.params.isSuperseded) && state !== 'processing') return
  const to: OrderStatus = state
  const isCurrent = order.status === 'open' || order.status === 'processing' || state === 'processing'
  if (isCurrent && canMove(order.status, to)) {
    await moveOrder(req, order, {
      to,
      reason: reason ?? REASONS[state],
      ...(state !== 'processing' && { fields: { buyKey: null } }),
    })
  }
  if (state !== 'processing') await releaseIfOver(req, order.id)
}

const REASONS: Record<EndedState, string> = {
  processing: 'the money is on its way',
  failed: 'the payment failed',
  expired: 'nobody paid in time',
  canceled: 'the payment was canceled',
}

function idsOf(payment: PaymentRecord, facts: PaymentFacts) {
  return { sessionId: facts.sessionId ?? payment.sessionId, intentId: facts.intentId ?? payment.intentId }
}

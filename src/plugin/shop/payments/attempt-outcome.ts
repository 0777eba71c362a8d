import type { BasePayload } from 'payload'
import { inTransaction } from '../../database/database.ts'
import { hasBeenPaid } from '../../domain/order-status.ts'
import type { Account } from '../../stripe/accounts.ts'
import type { PaymentFacts } from '../../stripe/facts.ts'
import type { Flow } from '../../stripe/flows/flow.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { isKept, isMissing, MISSING, type Outcome } from '../../stripe/outcome.ts'
import { lockOrder, moveOrder } from '../orders/order-moves.ts'
import type { OrderRecord, PaymentRecord } from '../records.ts'
import { shopOf } from '../shop.ts'
import { describeMissingAccount } from './attempt.ts'
import { canStillChange, findAttempts, updateAttempt } from './attempt-records.ts'
import { recordOpened, requestPayment } from './opening.ts'
import { PacedAsks } from './paced-asks.ts'
import { releaseIfOver } from './release.ts'
import { giveUpAttempt, settleOrder } from './settlement.ts'

/** Stripe forgets an idempotency key after a day; with a margin, nothing is sent again after this. */
export const RESEND_WITHIN_MS = 23 * 60 * 60 * 1000

/** `goesOn` where the order's next attempt is about to be made: then the order stays as it is. */
export type Ending = { goesOn?: boolean }

/**
 * Ends an attempt in Stripe so that it cannot be paid any more, and applies how it really ended: one that was
 * paid in the meantime is settled. Answers whether the attempt is over; false when Stripe could not be asked.
 */
export async function endAttempt(
  payload: BasePayload,
  payment: PaymentRecord,
  ending: Ending = {},
): Promise<boolean> {
  const facts = await askStripe(payload, payment, async (flow, account, id) => {
    const ended = await flow.end(account, id)
    return ended.kind === 'refused' ? flow.read(account, id) : ended
  })
  return (await settleWith(payload, payment, { facts, ...ending })) && !isOpen(facts)
}

/** Asks Stripe how the attempt stands and applies it. Answers false when Stripe could not be asked. */
export async function refreshAttempt(
  payload: BasePayload,
  payment: PaymentRecord,
  ending: Ending = {},
): Promise<boolean> {
  const facts = await readAttemptFacts(payload, payment)
  return settleWith(payload, payment, { facts, ...ending })
}

/** Whoever has an order's link can load its page as often as they like; Stripe's limit is for all of the shop. */
const refreshes = new PacedAsks<boolean>(2_000)

/**
 * Asks Stripe how an unpaid order's newest attempt stands: the shopper may be back before the webhook. Answers
 * whether the order is up to date; false when Stripe could not be asked.
 */
export async function refreshOrder(payload: BasePayload, order: OrderRecord): Promise<boolean> {
  if (hasBeenPaid(order.status) || order.status === 'draft') return true
  const [newest] = await findAttempts(payload, order.id)
  if (!newest || !canStillChange(newest.status) || !FLOWS[newest.flow].idOf(newest)) return true
  return refreshes.ask(newest.attempt, () => refreshAttempt(payload, newest))
}

/** How Stripe says that the attempt stands. Changes nothing here or there. */
export function readAttemptFacts(
  payload: BasePayload,
  payment: PaymentRecord,
): Promise<Outcome<PaymentFacts>> {
  return askStripe(payload, payment, (flow, account, id) => flow.read(account, id))
}

/** What the attempt's account answers. One that is not configured any more knows nothing, as one that was replaced. */
async function askStripe(
  payload: BasePayload,
  payment: PaymentRecord,
  ask: (flow: Flow, account: Account, id: string) => Promise<Outcome<PaymentFacts>>,
): Promise<Outcome<PaymentFacts>> {
  const account = shopOf(payload).accounts.named(payment.account)
  if (!account)
    return { kind: 'refused', reason: describeMissingAccount(payment), code: MISSING, param: null }
  const flow = FLOWS[payment.flow]
  const id = flow.idOf(payment)
  return id ? ask(flow, account, id) : { kind: 'unknown', reason: 'Stripe has not answered an id yet.' }
}

async function settleWith(
  payload: BasePayload,
  { attempt }: PaymentRecord,
  { facts, goesOn = false }: Ending & { facts: Outcome<PaymentFacts> },
): Promise<boolean> {
  if (facts.kind === 'done') await settleOrder(payload, { attempt, facts: facts.value, goesOn })
  else if (isMissing(facts)) await giveUpAttempt(payload, { attempt, reason: facts.reason, goesOn })
  else return false
  return true
}

function isOpen(facts: Outcome<PaymentFacts>): boolean {
  return facts.kind === 'done' && facts.value.state === 'open'
}

/**
 * Learns what became of an attempt whose answer was lost, and ends it: the same key and parameters again, and
 * Stripe answers what it made, or makes what nobody knows of. Answers whether the attempt is over.
 */
export async function resolveLost(
  payload: BasePayload,
  payment: PaymentRecord,
  ending: Ending = {},
): Promise<boolean> {
  const fail = (reason: string) => failAttempt(payload, payment, { reason, ...ending })
  const isTooOld = Date.now() - Date.parse(payment.createdAt) > RESEND_WITHIN_MS
  if (isTooOld) return fail('Nothing was heard of it within a day.')
  if (!shopOf(payload).accounts.named(payment.account)) return fail(describeMissingAccount(payment))
  const outcome = await requestPayment(payload, payment)
  // An error of Stripe's is its answer for as long as it knows the key. Whatever was made, nobody has been told of it.
  if (outcome.kind === 'refused' || isKept(outcome)) return fail(outcome.reason)
  if (outcome.kind !== 'done') return false
  await recordOpened(payload, payment, outcome.value)
  const { sessionId, intentId } = outcome.value
  return endAttempt(payload, { ...payment, sessionId, intentId }, ending)
}

async function failAttempt(
  payload: BasePayload,
  payment: PaymentRecord,
  { reason, goesOn }: Ending & { reason: string },
): Promise<true> {
  await inTransaction(payload, async (req) => {
    const order = await lockOrder(req, payment.order)
    await updateAttempt(req, payment, { status: 'failed', reason })
    if (order?.status === 'open' && !goesOn)
      await moveOrder(req, order, { to: 'failed', reason, fields: { buyKey: null } })
    await releaseIfOver(req, payment.order)
  })
  return true
}

import { setTimeout as pause } from 'node:timers/promises'
import type { BasePayload } from 'payload'
import { inTransaction } from '../../database/database.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import type { Id, PaymentRecord } from '../records.ts'
import { shopOf } from '../shop.ts'
import { type Ending, endAttempt, refreshAttempt, resolveLost } from './attempt-outcome.ts'
import { findAttempts, isLive, readAttempt, updateAttempt } from './attempt-records.ts'
import { paymentUnavailable } from './refusals.ts'

/** A session about to expire is not answered again: the shopper would arrive too late. */
const REUSE_MARGIN_MS = 2 * 60 * 1000
/** How long a second click waits for the first one's session; the first one's call to Stripe ends before. */
const WAIT_FOR_FIRST_MS = 7_000
const WAIT_STEP_MS = 100

/**
 * The order's attempt that can still be paid, as Stripe says; null where there is none. Throws `payment_unavailable`
 * where Stripe cannot be asked: nothing is started beside a payment of which nobody knows.
 */
export async function findLiveAttempt(
  payload: BasePayload,
  orderId: Id,
  ending: Ending = {},
): Promise<PaymentRecord | null> {
  const known = (await findAttempts(payload, orderId)).find(isLive)
  return known ? askAfter(payload, known, ending) : null
}

/** No event may have said yet that it is over. One whose answer was lost, which has a reason already, is ended first. */
async function askAfter(
  payload: BasePayload,
  live: PaymentRecord,
  ending: Ending,
): Promise<PaymentRecord | null> {
  if (live.status !== 'starting') {
    if (!(await refreshAttempt(payload, live, ending))) throw paymentUnavailable()
    const now = await readAttempt(payload, live)
    return now && isLive(now) ? now : null
  }
  if (!live.reason) return waitForFirst(payload, live)
  if (!(await resolveLost(payload, live, ending))) throw paymentUnavailable()
  return null
}

/** Waits for another request that is asking Stripe right now; null when its attempt failed. */
async function waitForFirst(payload: BasePayload, payment: PaymentRecord): Promise<PaymentRecord | null> {
  const until = Date.now() + WAIT_FOR_FIRST_MS
  while (Date.now() < until) {
    await pause(WAIT_STEP_MS)
    const now = await readAttempt(payload, payment)
    if (!now || now.status === 'failed') return null
    if (now.status !== 'starting') return now
  }
  throw paymentUnavailable()
}

/** Whether a browser can still be sent there: not with the keys of another account than it was made with. */
export function isReusable(payload: BasePayload, payment: PaymentRecord): boolean {
  const expiresAt = payment.expiresAt ? Date.parse(payment.expiresAt) : 0
  const account = shopOf(payload).accounts.named(payment.account)
  return (
    account?.publishableKey === payment.params.publishableKey &&
    payment.status === 'open' &&
    FLOWS[payment.flow].idOf(payment) !== null &&
    expiresAt - Date.now() > REUSE_MARGIN_MS
  )
}

/** Makes sure that an attempt cannot be paid beside the next one. Throws `payment_unavailable`. */
export async function supersede(
  payload: BasePayload,
  payment: PaymentRecord,
  ending: Ending = {},
): Promise<void> {
  if (ending.goesOn) await noteSuperseded(payload, payment, true)
  if (await endAttempt(payload, payment, ending)) return
  if (ending.goesOn) await noteSuperseded(payload, payment, false)
  throw paymentUnavailable()
}

/** Before Stripe is asked: its event can be there sooner than its answer. */
function noteSuperseded(payload: BasePayload, payment: PaymentRecord, isSuperseded: boolean): Promise<void> {
  return inTransaction(payload, (req) =>
    updateAttempt(req, payment, { params: { ...payment.params, isSuperseded } }),
  )
}

/** Makes sure that the order cannot be paid by what was started. Throws `payment_unavailable`. */
export async function endPayment(payload: BasePayload, orderId: Id): Promise<void> {
  const live = await findLiveAttempt(payload, orderId)
  if (live) await supersede(payload, live)
}

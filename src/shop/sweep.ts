import type { BasePayload } from 'payload'
import { inTransaction, withLockIfFree } from '../database.ts'
import { endAttempt, recordSession, refreshAttempt, requestSession } from './attempts.ts'
import { lockOrder, moveOrder } from './move-order.ts'
import type { PaymentRecord } from './records.ts'
import { updatePayment } from './settle-order.ts'
import { shopOf } from './shop.ts'

/** An attempt whose answer is this late was left by a crash or a time-out: no call takes as long. */
const LOST_AFTER_MS = 30_000
/** Stripe forgets an idempotency key after a day; with a margin, nothing is sent again after this. */
const RESEND_WITHIN_MS = 23 * 60 * 60 * 1000
/** How often an open attempt is looked at without an event of it. */
const CHECK_EVERY_MS = 10 * 60 * 1000
const BATCH = 50

/**
 * Mends what a crash, a lost answer or a lost event left: attempts whose outcome nobody knows, and open ones
 * that nothing was heard of. One process at a time; safe to run as often as one likes.
 */
export async function sweepPayments(payload: BasePayload): Promise<void> {
  await withLockIfFree(payload, 'stripe-shop:sweep', async () => {
    for (const payment of await lostAttempts(payload)) await guarded(payload, payment, resolveLost)
    for (const payment of await silentAttempts(payload)) await guarded(payload, payment, check)
  })
}

async function guarded(
  payload: BasePayload,
  payment: PaymentRecord,
  work: (payload: BasePayload, payment: PaymentRecord) => Promise<void>,
): Promise<void> {
  if (!shopOf(payload).accounts.named(payment.account)) return
  try {
    await work(payload, payment)
  } catch (error) {
    // One attempt that cannot be mended must not keep the others from it; the next round tries again.
    payload.logger.error({ err: error, msg: `Attempt ${payment.attempt} could not be checked.` })
  }
}

async function lostAttempts(payload: BasePayload): Promise<PaymentRecord[]> {
  const before = new Date(Date.now() - LOST_AFTER_MS).toISOString()
  return find(payload, { and: [{ status: { equals: 'starting' } }, { createdAt: { less_than: before } }] })
}

async function silentAttempts(payload: BasePayload): Promise<PaymentRecord[]> {
  const before = new Date(Date.now() - CHECK_EVERY_MS).toISOString()
  return find(payload, {
    and: [{ status: { in: ['open', 'processing'] } }, { updatedAt: { less_than: before } }],
  })
}

async function find(payload: BasePayload, where: Parameters<BasePayload['db']['find']>[0]['where']) {
  const { docs } = await payload.db.find<PaymentRecord>({
    collection: 'payments',
    where,
    sort: 'updatedAt',
    limit: BATCH,
    pagination: false,
  })
  return docs
}

/** The same key and parameters again: Stripe answers what it made, or makes what nobody knows of. Then it is ended. */
async function resolveLost(payload: BasePayload, payment: PaymentRecord): Promise<void> {
  const isTooOld = Date.now() - Date.parse(payment.createdAt) > RESEND_WITHIN_MS
  const outcome = isTooOld
    ? { kind: 'refused' as const, reason: 'Nothing was heard of it within a day.' }
    : await requestSession(payload, payment)
  if (outcome.kind === 'unknown' || outcome.kind === 'unavailable') return
  if (outcome.kind === 'refused') return fail(payload, payment, outcome.reason)
  await recordSession(payload, payment, outcome.value)
  await endAttempt(payload, { ...payment, sessionId: outcome.value.id })
}

async function fail(payload: BasePayload, payment: PaymentRecord, reason: string): Promise<void> {
  await inTransaction(payload, async (req) => {
    const order = await lockOrder(req, payment.order)
    await updatePayment(req, payment, { status: 'failed', reason })
    if (order?.status === 'open')
      await moveOrder(req, order, { to: 'failed', reason, fields: { buyKey: null } })
  })
}

async function check(payload: BasePayload, payment: PaymentRecord): Promise<void> {
  await refreshAttempt(payload, payment)
  await payload.db.updateOne({
    collection: 'payments',
    id: payment.id,
    data: { updatedAt: new Date().toISOString() },
    req: {},
    returning: false,
  })
}

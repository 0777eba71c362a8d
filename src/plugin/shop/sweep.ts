import type { BasePayload } from 'payload'
import { withLockIfFree } from '../database/database.ts'
import { slugOf } from '../slugs.ts'
import { LASTING_FLOWS } from '../stripe/flows/flows.ts'
import { leftEvents, retryEvent } from './events/event-retries.ts'
import { ATTEMPT_TTL_MS } from './payments/attempt.ts'
import { endAttempt, refreshAttempt, resolveLost } from './payments/attempt-outcome.ts'
import { expireLeft } from './payments/release.ts'
import type { Id, PaymentRecord } from './records.ts'
import { resolveRefund } from './refunds/refund-outcome.ts'
import type { RefundRecord } from './refunds/refund-records.ts'

/** An attempt whose answer is this late was left by a crash or a time-out: no call takes as long. */
const LOST_AFTER_MS = 30_000
/** How often an open attempt is looked at without an event of it. */
const CHECK_EVERY_MS = 10 * 60 * 1000
const BATCH = 50

/** While Stripe does not answer, a round is long: each attempt waits for it. The next one begins where this one ended. */
const LONGEST_ROUND_MS = 40_000

/**
 * Mends what a crash, a lost answer or a lost event left: refunds and attempts whose outcome nobody knows, events
 * that were not applied, and open attempts that nothing was heard of. One process at a time; safe to run as often
 * as one likes. What one round has no time for, or what comes after `signal` was aborted, is the next one's and
 * comes first there. Answers how many were looked at; null where another process is at it.
 */
export async function sweepPayments(
  payload: BasePayload,
  { longestMs = LONGEST_ROUND_MS, signal }: { longestMs?: number; signal?: AbortSignal } = {},
): Promise<number | null> {
  const count = await withLockIfFree(payload, 'stripe-shop:sweep', async (turn) => {
    const until = Date.now() + longestMs
    const isOver = () => signal?.aborted === true || !turn.isHeld() || Date.now() >= until
    let count = 0
    for (const step of STEPS) {
      const done = await step(payload, isOver)
      count += done.count
      if (done.isCut) return count
    }
    const orders = await leftOrders(payload)
    for (const order of orders) await expireLeft(payload, order.id)
    return count + orders.length
  })
  return count ?? null
}

const STEPS = [
  mending('refunds', lostRefunds, resolveRefund),
  mending('stripe-events', leftEvents, retryEvent),
  mending('payments', lostAttempts, resolveLost),
  mending('payments', leftIntents, (payload, payment) => endAttempt(payload, payment)),
  mending('payments', silentAttempts, (payload, payment) => refreshAttempt(payload, payment)),
]

/** Answers how many it looked at, and whether there was no time for more. */
type Step = (payload: BasePayload, isOver: () => boolean) => Promise<{ count: number; isCut: boolean }>

function mending<T extends { id: Id }>(
  collection: 'payments' | 'refunds' | 'stripe-events',
  find: (payload: BasePayload) => Promise<T[]>,
  mend: (payload: BasePayload, found: T) => Promise<unknown>,
): Step {
  return async (payload, isOver) => {
    let count = 0
    for (const found of await find(payload)) {
      try {
        await mend(payload, found)
      } catch (error) {
        // One that cannot be mended must not keep the others from it; a later round tries again.
        payload.logger.error({ err: error, msg: `${collection} ${found.id} could not be mended.` })
      }
      await markSeen(payload, { collection, id: found.id })
      count += 1
      if (isOver()) return { count, isCut: true }
    }
    return { count, isCut: false }
  }
}

async function lostAttempts(payload: BasePayload): Promise<PaymentRecord[]> {
  const before = new Date(Date.now() - LOST_AFTER_MS).toISOString()
  return find(payload, { and: [{ status: { equals: 'starting' } }, { createdAt: { less_than: before } }] })
}

async function lostRefunds(payload: BasePayload): Promise<RefundRecord[]> {
  const before = new Date(Date.now() - LOST_AFTER_MS).toISOString()
  const { docs } = await payload.db.find<RefundRecord>({
    collection: slugOf(payload, 'refunds'),
    where: { and: [{ status: { equals: 'requested' } }, { createdAt: { less_than: before } }] },
    sort: 'updatedAt',
    limit: BATCH,
    pagination: false,
  })
  return docs
}

/** Sessions expire at Stripe; an intent that nobody pays would stay open for ever. */
async function leftIntents(payload: BasePayload): Promise<PaymentRecord[]> {
  const now = new Date().toISOString()
  return find(payload, {
    and: [
      { status: { equals: 'open' } },
      { flow: { in: [...LASTING_FLOWS] } },
      { expiresAt: { less_than: now } },
    ],
  })
}

async function silentAttempts(payload: BasePayload): Promise<PaymentRecord[]> {
  const before = new Date(Date.now() - CHECK_EVERY_MS).toISOString()
  return find(payload, {
    and: [{ status: { in: ['open', 'processing'] } }, { updatedAt: { less_than: before } }],
  })
}

/** Open, though none of its payments can be made any more: the last one was refused, or Stripe could not be asked. */
async function leftOrders(payload: BasePayload): Promise<{ id: Id }[]> {
  const before = new Date(Date.now() - 2 * ATTEMPT_TTL_MS).toISOString()
  const { docs } = await payload.db.find<{ id: Id }>({
    collection: slugOf(payload, 'orders'),
    where: { and: [{ status: { equals: 'open' } }, { updatedAt: { less_than: before } }] },
    limit: BATCH,
    pagination: false,
  })
  return docs
}

async function find(payload: BasePayload, where: Parameters<BasePayload['db']['find']>[0]['where']) {
  const { docs } = await payload.db.find<PaymentRecord>({
    collection: slugOf(payload, 'payments'),
    where,
    sort: 'updatedAt',
    limit: BATCH,
    pagination: false,
  })
  return docs
}

/** Those that were looked at least recently are looked at first. */
async function markSeen(
  payload: BasePayload,
  { collection, id }: { collection: 'payments' | 'refunds' | 'stripe-events'; id: Id },
): Promise<void> {
  await payload.db.updateOne({
    collection: slugOf(payload, collection),
    id,
    data: { updatedAt: new Date().toISOString() },
    req: {},
    returning: false,
  })
}

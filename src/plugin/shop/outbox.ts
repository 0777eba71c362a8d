import type { BasePayload } from 'payload'
import { slugOf } from '../slugs.ts'
import type { OrderNewsKind, QueuedMail, RefundNews } from './callbacks.ts'
import { readOrderJson } from './orders/look-up.ts'
import type { Id } from './records.ts'
import { findRefunds, type RefundRecord } from './refunds/refund-records.ts'
import { shopOf } from './shop.ts'

/** A callback that runs for longer may be run again beside itself. */
const LEASE_MS = 5 * 60 * 1000
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60 * 60 * 1000
/** With these pauses, about a day. */
const MAX_ATTEMPTS = 36
const BATCH = 20

type OutboxRow = { id: Id; eventId: string; attempts: number } & (
  | { kind: OrderNewsKind; order: Id }
  | { kind: 'mail'; mail: QueuedMail }
)

/**
 * Runs every callback that is due, and begins none once `signal` is aborted. Any number of processes may do so at
 * once: each word is claimed by one. Answers how many were run.
 */
export async function runOutbox(
  payload: BasePayload,
  { signal }: { signal?: AbortSignal } = {},
): Promise<number> {
  let count = 0
  const { callbacks, sendMail } = shopOf(payload)
  if (Object.keys(callbacks).length === 0 && !sendMail) return count
  for (;;) {
    const due = await findDue(payload)
    for (const row of due) {
      if (signal?.aborted) return count
      if (!(await claim(payload, row))) continue
      await deliver(payload, row)
      count += 1
    }
    if (due.length < BATCH) return count
  }
}

async function findDue(payload: BasePayload): Promise<OutboxRow[]> {
  const { docs } = await payload.db.find<OutboxRow>({
    collection: slugOf(payload, 'shop-outbox'),
    where: {
      and: [{ status: { equals: 'waiting' } }, { runAt: { less_than_equal: new Date().toISOString() } }],
    },
    sort: 'id',
    limit: BATCH,
    pagination: false,
  })
  return docs
}

/** Compare-and-set on the number of attempts. A process that dies now lets go when the lease is over. */
async function claim(payload: BasePayload, { id, attempts }: OutboxRow): Promise<boolean> {
  const row = await payload.db.updateOne({
    collection: slugOf(payload, 'shop-outbox'),
    where: {
      and: [{ id: { equals: id } }, { attempts: { equals: attempts } }, { status: { equals: 'waiting' } }],
    },
    data: { attempts: attempts + 1, runAt: inMs(LEASE_MS) },
    options: { atomic: true },
    req: {},
  })
  return row !== null
}

async function deliver(payload: BasePayload, row: OutboxRow): Promise<void> {
  try {
    await tell(payload, row)
    await update(payload, row, { status: 'done', reason: null, mail: null })
  } catch (error) {
    const attempts = row.attempts + 1
    const what = row.kind === 'mail' ? 'A mail' : `${row.kind} of order ${row.order}`
    payload.logger.error({ err: error, msg: `${what} failed, try ${attempts}.` })
    await update(payload, row, {
      status: attempts < MAX_ATTEMPTS ? 'waiting' : 'failed',
      runAt: inMs(Math.min(FIRST_PAUSE_MS * 2 ** row.attempts, LONGEST_PAUSE_MS)),
      reason: error instanceof Error ? error.message : String(error),
    })
  }
}

async function tell(payload: BasePayload, row: OutboxRow): Promise<void> {
  const { callbacks, sendMail } = shopOf(payload)
  if (row.kind === 'mail') return sendMail?.({ id: row.eventId, mail: row.mail, payload })
  const order = await readOrderJson(payload, row.order)
  const refunds = (await findRefunds({ payload }, row.order)).map(newsOf)
  await callbacks[row.kind]?.({ id: row.eventId, order, refunds, payload })
}

function newsOf({ id, amount, currency, status, reason = null }: RefundRecord): RefundNews {
  return { id, amount, currency, status, reason }
}

async function update(payload: BasePayload, { id }: OutboxRow, data: Record<string, unknown>): Promise<void> {
  await payload.db.updateOne({
    collection: slugOf(payload, 'shop-outbox'),
    id,
    data,
    req: {},
    returning: false,
  })
}

function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString()
}

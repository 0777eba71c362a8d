import { randomUUID } from 'node:crypto'
import type { BasePayload, PayloadRequest } from 'payload'
import type { OUTBOX_KINDS } from '../collections/outbox.ts'
import { type OrderJson, readOrderJson } from './orders/look-up.ts'
import type { Id } from './records.ts'
import { shopOf } from './shop.ts'

export type OutboxKind = (typeof OUTBOX_KINDS)[number]

/** What a callback of the host project is told. */
export interface OrderNews {
  /** The same at every repeat: whoever keeps it can tell a repeat from news. */
  id: string
  /** The order as it is when the callback runs. */
  order: OrderJson
  payload: BasePayload
}

/** Runs after commit, at least once; throwing makes it run again later. */
export type OrderCallback = (news: OrderNews) => Promise<void> | void

/** A callback that runs for longer may be run again beside itself. */
const LEASE_MS = 5 * 60 * 1000
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60 * 60 * 1000
/** With these pauses, about a day. */
const MAX_ATTEMPTS = 36
const BATCH = 20

type OutboxRow = { id: Id; eventId: string; kind: OutboxKind; order: Id; attempts: number }

/** Leaves a word for the host project in the transaction that makes it true; nothing where nobody listens. */
export async function announce(req: PayloadRequest, kind: OutboxKind, order: Id): Promise<void> {
  if (!shopOf(req.payload).callbacks[kind]) return
  const data = {
    eventId: randomUUID(),
    kind,
    order,
    status: 'waiting',
    attempts: 0,
    runAt: inMs(0),
  }
  await req.payload.db.create({ collection: 'shop-outbox', data, req, returning: false })
}

/** Takes back words of an order that are true no more and that nobody has been told yet. */
export async function withdraw(req: PayloadRequest, kind: OutboxKind, order: Id): Promise<void> {
  if (!shopOf(req.payload).callbacks[kind]) return
  await req.payload.db.deleteMany({
    collection: 'shop-outbox',
    where: {
      and: [
        { order: { equals: order } },
        { kind: { equals: kind } },
        { status: { equals: 'waiting' } },
        { attempts: { equals: 0 } },
      ],
    },
    req,
  })
}

/**
 * Runs every callback that is due, and begins none once `signal` is aborted. Any number of processes may do so at
 * once: each word is claimed by one.
 */
export async function runOutbox(
  payload: BasePayload,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  if (Object.keys(shopOf(payload).callbacks).length === 0) return
  for (;;) {
    const due = await findDue(payload)
    for (const row of due) {
      if (signal?.aborted) return
      if (await claim(payload, row)) await deliver(payload, row)
    }
    if (due.length < BATCH) return
  }
}

async function findDue(payload: BasePayload): Promise<OutboxRow[]> {
  const { docs } = await payload.db.find<OutboxRow>({
    collection: 'shop-outbox',
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
    collection: 'shop-outbox',
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
    const order = await readOrderJson(payload, row.order)
    await shopOf(payload).callbacks[row.kind]?.({ id: row.eventId, order, payload })
    await update(payload, row, { status: 'done', reason: null })
  } catch (error) {
    const attempts = row.attempts + 1
    payload.logger.error({ err: error, msg: `${row.kind} of order ${row.order} failed, try ${attempts}.` })
    await update(payload, row, {
      status: attempts < MAX_ATTEMPTS ? 'waiting' : 'failed',
      runAt: inMs(Math.min(FIRST_PAUSE_MS * 2 ** row.attempts, LONGEST_PAUSE_MS)),
      reason: error instanceof Error ? error.message : String(error),
    })
  }
}

async function update(payload: BasePayload, { id }: OutboxRow, data: Record<string, unknown>): Promise<void> {
  await payload.db.updateOne({ collection: 'shop-outbox', id, data, req: {}, returning: false })
}

function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString()
}

import type { BasePayload, PayloadRequest } from 'payload'
import { type DocumentChange, newestFirst, updateDocuments } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import type { Id, PaymentRecord, PaymentStatus } from '../records.ts'
import { inOneCall } from '../side-by-side.ts'
import type { AttemptToSend } from './attempt.ts'

/** Stores an attempt, within the transaction of `req`. */
export async function writeAttempt(req: PayloadRequest, attempt: AttemptToSend): Promise<void> {
  await req.payload.db.create({
    collection: slugOf(req.payload, 'payments'),
    data: { ...attempt },
    req,
    returning: false,
  })
}

/** The attempt of this name, within the transaction of `req`. */
export const findAttempt = inOneCall<string, PaymentRecord | null>(async (req, attempts) => {
  const { docs } = await req.payload.db.find<PaymentRecord>({
    collection: slugOf(req.payload, 'payments'),
    where: { attempt: { in: [...attempts] } },
    pagination: false,
    limit: 0,
    req,
  })
  const byName = new Map(docs.map((payment) => [payment.attempt, payment]))
  return attempts.map((attempt) => byName.get(attempt) ?? null)
})

/** The attempt as it stands now, outside any transaction. */
export function readAttempt(
  payload: BasePayload,
  { id }: Pick<PaymentRecord, 'id'>,
): Promise<PaymentRecord | null> {
  return payload.db.findOne<PaymentRecord>({
    collection: slugOf(payload, 'payments'),
    where: { id: { equals: id } },
  })
}

/** The latest attempts to pay an order, newest first. */
export async function findAttempts(
  payload: BasePayload,
  orderId: Id,
  req?: PayloadRequest,
): Promise<PaymentRecord[]> {
  const { docs } = await payload.db.find<PaymentRecord>({
    collection: slugOf(payload, 'payments'),
    where: { order: { equals: orderId } },
    sort: newestFirst(payload, 'payments'),
    limit: 10,
    pagination: false,
    ...(req && { req }),
  })
  return docs
}

export async function updateAttempt(
  req: PayloadRequest,
  { id: knownId, attempt }: { id?: Id | undefined; attempt: string },
  data: Record<string, unknown>,
): Promise<void> {
  const id = knownId ?? (await findAttempt(req, attempt))?.id
  if (id === undefined) return
  await writeChange(req, { id, data: { ...data, updatedAt: new Date().toISOString() } })
}

const writeChange = inOneCall<DocumentChange, void>(async (req, changes) => {
  await updateDocuments(req, { collection: 'payments', changes })
  return changes.map(() => undefined)
})

/** Whether one of the order's attempts can still change by Stripe's word. */
export async function hasUnfinishedAttempt(req: PayloadRequest, orderId: Id): Promise<boolean> {
  const { docs } = await req.payload.db.find<PaymentRecord>({
    collection: slugOf(req.payload, 'payments'),
    where: { and: [{ order: { equals: orderId } }, { status: { in: [...UNFINISHED] } }] },
    limit: 1,
    pagination: false,
    req,
  })
  return docs.length > 0
}

/** Whether somebody can still begin to pay by the attempt. */
export function isLive({ status }: Pick<PaymentRecord, 'status'>): boolean {
  return status === 'starting' || status === 'open'
}

/** Whether an attempt in this status can still change by Stripe's word. */
export function canStillChange(status: PaymentStatus): boolean {
  return UNFINISHED.some((unfinished) => unfinished === status)
}

/** What an attempt is in while Stripe's word can still change it. */
export const UNFINISHED = ['starting', 'open', 'processing'] as const satisfies readonly PaymentStatus[]

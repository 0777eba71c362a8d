import type { BasePayload, PayloadRequest } from 'payload'
import type Stripe from 'stripe'
import { inTransaction, isUniqueViolation } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import { type Account, isLiveKey } from '../../stripe/accounts.ts'
import { marksOf } from '../../stripe/facts.ts'
import { installationIdOf } from '../installation.ts'
import type { Id } from '../records.ts'
import { shopOf } from '../shop.ts'
import { type EventNews, handlerOf } from './event-handlers.ts'
import { isOfMoneyBack, readEvent } from './event-meaning.ts'

type EventRow = { id: Id; status: 'received' | 'applied' | 'ignored' | 'failed' }

/**
 * Stores the event for good, then applies it for good; resolves only after both commits, so that a 2xx to
 * Stripe means done. On an error the event stays `failed` and the error is thrown: Stripe sends it again.
 */
export async function receiveEvent(
  payload: BasePayload,
  { account, event }: { account: Account; event: Stripe.Event },
): Promise<void> {
  const isOurs = await isOwnEvent(payload, event)
  const handle = hostHandler(payload, { account, event })
  const isAwaited = isOurs || handle !== null
  const row = await storeEvent(payload, { account, event, status: isAwaited ? 'received' : 'ignored' })
  if (row.status === 'applied' || row.status === 'ignored') return
  try {
    const word = isOurs ? await readEvent(payload, account, event) : null
    const end = await inTransaction(payload, async (req) => {
      const reason = (await word?.(req)) ?? null
      const status = (word && reason === null) || handle ? 'applied' : 'ignored'
      // What the project does comes after the commit, and the event is not done before.
      await updateEvent(payload, row, { status: handle ? 'received' : status, reason }, req)
      return { status, reason } as const
    })
    if (!handle) return
    await handle()
    await updateEvent(payload, row, end)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await updateEvent(payload, row, { status: 'failed', reason })
    throw error
  }
}

async function updateEvent(
  payload: BasePayload,
  { id }: EventRow,
  data: { status: EventRow['status']; reason: string | null },
  req: Partial<PayloadRequest> = {},
): Promise<void> {
  await payload.db.updateOne({
    collection: slugOf(payload, 'stripe-events'),
    id,
    data,
    req,
    returning: false,
  })
}

/** Null for events of the other mode as well: their objects are not those of this account's key. */
function hostHandler(
  payload: BasePayload,
  { account, event }: { account: Account; event: Stripe.Event },
): (() => Promise<void> | void) | null {
  if (event.livemode === !isLiveKey(account.secretKey)) return null
  return handlerOf(shopOf(payload).webhooks, { event, account: account.name, payload } as EventNews)
}

/**
 * Another installation may use the same account, and each endpoint gets every event of it. Refunds and disputes
 * carry no marks: whose they are is known once their intent is read.
 */
async function isOwnEvent(payload: BasePayload, event: Stripe.Event): Promise<boolean> {
  const object = event.data.object as { metadata?: Stripe.Metadata | null }
  const marks = marksOf(object.metadata)
  if (!marks) return isOfMoneyBack(event)
  return marks.installation === (await installationIdOf(payload))
}

async function storeEvent(
  payload: BasePayload,
  { account, event, status }: { account: Account; event: Stripe.Event; status: 'received' | 'ignored' },
): Promise<EventRow> {
  const key = `${account.name}:${event.id}`
  const known = await findEvent(payload, key)
  if (known) return known
  try {
    return await inTransaction(payload, async (req) => {
      const data = {
        key,
        account: account.name,
        eventId: event.id,
        type: event.type,
        status,
        body: projectionOf(event),
      }
      const { id } = await payload.db.create({
        collection: slugOf(payload, 'stripe-events'),
        data,
        req,
        select: { type: true },
      })
      return { id, status }
    })
  } catch (error) {
    const raced = isUniqueViolation(error) ? await findEvent(payload, key) : null
    if (raced) return raced
    throw error
  }
}

function findEvent(payload: BasePayload, key: string): Promise<EventRow | null> {
  return payload.db.findOne<EventRow>({
    collection: slugOf(payload, 'stripe-events'),
    where: { key: { equals: key } },
  })
}

/** What is kept of an event: enough to see what happened, no address of a payer and no link with a token. */
const KEPT = [
  'id',
  'object',
  'amount',
  'amount_received',
  'amount_refunded',
  'amount_total',
  'charge',
  'client_reference_id',
  'currency',
  'livemode',
  'metadata',
  'payment_intent',
  'payment_status',
  'reason',
  'status',
] as const

function projectionOf(event: Stripe.Event): Record<string, unknown> {
  const object = event.data.object as unknown as Record<string, unknown>
  const kept = KEPT.filter((key) => object[key] !== undefined).map((key) => [key, object[key]])
  return {
    created: event.created,
    apiVersion: event.api_version,
    isLiveMode: event.livemode,
    object: Object.fromEntries(kept),
  }
}

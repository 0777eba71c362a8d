import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { type DocumentChange, storeOnce, updateDocuments } from '../../database/database.ts'
import { tellNews } from '../../domain/news.ts'
import { slugOf } from '../../slugs.ts'
import { type Account, isLiveKey } from '../../stripe/accounts.ts'
import { marksOf } from '../../stripe/facts.ts'
import { inOneQuery } from '../in-one-query.ts'
import { installationIdOf } from '../installation.ts'
import type { Id } from '../records.ts'
import { shopOf } from '../shop.ts'
import { inOneCall } from '../side-by-side.ts'
import { type EventNews, handlerOf } from './event-handlers.ts'
import { isOfMoneyBack, readEvent } from './event-meaning.ts'
import { eventQueueOf } from './event-queue.ts'

type EventStatus = 'received' | 'applied' | 'ignored' | 'failed'
type EventRow = { id: Id; status: EventStatus }
/**
 * `isPaced` where nobody waits: Stripe is asked in turn then, under its limits. `isForced` applies it once more though it
 * was: it settles nothing twice, and a project's own handler is told again.
 */
type Received = { account: Account; event: Stripe.Event; isPaced?: boolean; isForced?: boolean }
type EventEnd = { status: EventStatus; reason: string | null }

/**
 * Stores the event for good, then applies it for good; resolves only after both commits, so that a 2xx to
 * Stripe means done. On an error the event stays `failed` and the error is thrown: Stripe sends it again. Any number may
 * come at once: they are stored and applied together.
 */
export async function receiveEvent(
  payload: BasePayload,
  { account, event, isPaced = false, isForced = false }: Received,
): Promise<void> {
  const isOurs = await isOwnEvent(payload, event)
  const handle = hostHandler(payload, { account, event })
  const isAwaited = isOurs || handle !== null
  const row = await storeEvent(payload, { account, event, status: isAwaited ? 'received' : 'ignored' })
  if (!isForced && (row.status === 'applied' || row.status === 'ignored')) return
  try {
    const word = isOurs ? await readEvent({ payload, account, event, isPaced }) : null
    const end = await eventQueueOf(payload).run(word?.order ?? null, async (req): Promise<EventEnd> => {
      const reason = (await word?.effect(req)) ?? null
      const status = (word && reason === null) || handle ? 'applied' : 'ignored'
      // What the project does comes after the commit, and the event is not done before.
      await updateEvent(req, { id: row.id, data: { status: handle ? 'received' : status, reason } })
      return { status, reason }
    })
    if (handle) {
      await handle()
      await endEvent(payload, row, end)
    }
    tellEnd({ account, event }, end.status)
  } catch (error) {
    tellEnd({ account, event }, 'failed')
    const reason = error instanceof Error ? error.message : String(error)
    await endEvent(payload, row, { status: 'failed', reason })
    throw error
  }
}

function tellEnd({ account, event }: Received, status: EventStatus): void {
  if (status === 'received') return
  const lagSeconds = Math.max(0, Date.now() / 1000 - event.created)
  tellNews({ kind: 'event', type: event.type, account: account.name, status, lagSeconds })
}

const updateEvent = inOneCall<DocumentChange, void>(async (req, changes) => {
  const updatedAt = new Date().toISOString()
  const dated = changes.map(({ id, data }) => ({ id, data: { ...data, updatedAt } }))
  await updateDocuments(req, { collection: 'stripe-events', changes: dated })
  return changes.map(() => undefined)
})

async function endEvent(payload: BasePayload, { id }: EventRow, end: EventEnd): Promise<void> {
  await payload.db.updateOne({
    collection: slugOf(payload, 'stripe-events'),
    id,
    data: end,
    req: {},
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

function storeEvent(
  payload: BasePayload,
  { account, event, status }: { account: Account; event: Stripe.Event; status: 'received' | 'ignored' },
): Promise<EventRow> {
  return store(payload, {
    key: `${account.name}:${event.id}`,
    account: account.name,
    eventId: event.id,
    type: event.type,
    status,
    body: projectionOf(event),
  })
}

type NewEvent = { key: string; status: EventStatus } & Record<string, unknown>

const store = inOneQuery<NewEvent, EventRow>(async (payload, events) => {
  // The same event can come twice at once.
  const documents = [...new Map(events.map((event) => [event.key, event])).values()]
  const rows = await storeOnce(payload, { collection: 'stripe-events', documents })
  const byKey = new Map(rows.map((row) => [row.key, row as unknown as EventRow]))
  return events.map(({ key }) => byKey.get(key) as EventRow)
})

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

import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { inTransaction, isUniqueViolation } from '../database.ts'
import type { Account } from '../stripe/accounts.ts'
import { retrieveSession } from '../stripe/checkout.ts'
import { factsOfIntent, factsOfSession, marksOf, type PaymentFacts } from '../stripe/facts.ts'
import { retrieveIntent } from '../stripe/intents.ts'
import type { Outcome } from '../stripe/outcome.ts'
import type { Id, PaymentRecord } from './records.ts'
import { settleWithin } from './settle-order.ts'
import { installationIdOf } from './shop.ts'

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
  const row = await storeEvent(payload, { account, event, status: isOurs ? 'received' : 'ignored' })
  if (row.status === 'applied' || row.status === 'ignored') return
  try {
    const facts = await factsOf(payload, account, event)
    await inTransaction(payload, async (req) => {
      if (facts?.marks) await settleWithin(req, { attempt: facts.marks.attempt, facts })
      const data = { status: facts ? 'applied' : 'ignored', reason: null }
      await payload.db.updateOne({ collection: 'stripe-events', id: row.id, data, req, returning: false })
    })
  } catch (error) {
    const data = { status: 'failed', reason: error instanceof Error ? error.message : String(error) }
    await payload.db.updateOne({ collection: 'stripe-events', id: row.id, data, req: {}, returning: false })
    throw error
  }
}

/** Another installation may use the same account, and each endpoint gets every event of it. */
async function isOwnEvent(payload: BasePayload, event: Stripe.Event): Promise<boolean> {
  const object = event.data.object as { metadata?: Stripe.Metadata | null }
  const marks = marksOf(object.metadata)
  return marks !== null && marks.installation === (await installationIdOf(payload))
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
        collection: 'stripe-events',
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
  return payload.db.findOne<EventRow>({ collection: 'stripe-events', where: { key: { equals: key } } })
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

/**
 * What an event of ours says, or null where it asks for nothing. A payment cannot be taken back and is read
 * from the event; what can change since it was sent is read from Stripe anew.
 */
async function factsOf(
  payload: BasePayload,
  account: Account,
  event: Stripe.Event,
): Promise<PaymentFacts | null> {
  switch (event.type) {
    case 'checkout.session.completed': {
      const facts = factsOfSession(event.data.object)
      return facts.state === 'paid' ? facts : sessionAnew(account, event.data.object.id)
    }
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.expired':
      return factsOfSession(event.data.object)
    case 'checkout.session.async_payment_failed':
      return { ...factsOfSession(event.data.object), state: 'failed' }
    case 'payment_intent.succeeded':
    case 'payment_intent.processing':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return factsOfIntentEvent(payload, account, event.data.object)
    default:
      return null
  }
}

/**
 * The intent of a session says when the money is in; everything else the session says better. An intent by
 * itself is read anew, and with it who paid; where Stripe cannot be asked, money that is in is in all the same.
 */
async function factsOfIntentEvent(
  payload: BasePayload,
  account: Account,
  intent: Stripe.PaymentIntent,
): Promise<PaymentFacts | null> {
  const told = factsOfIntent(intent)
  const isPaid = told.state === 'paid'
  if (!(await isPaidByIntent(payload, told))) return isPaid ? told : null
  const anew = await retrieveIntent(account, intent.id)
  return isPaid && anew.kind !== 'done' ? told : factsOfIntent(answerTo(anew))
}

async function isPaidByIntent(payload: BasePayload, { marks }: PaymentFacts): Promise<boolean> {
  const payment = await payload.db.findOne<PaymentRecord>({
    collection: 'payments',
    where: { attempt: { equals: marks?.attempt } },
  })
  return payment?.flow === 'intent'
}

async function sessionAnew(account: Account, id: string): Promise<PaymentFacts> {
  return factsOfSession(answerTo(await retrieveSession(account, id)))
}

function answerTo<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value
  throw new Error(`Stripe could not be asked: ${outcome.reason}`)
}

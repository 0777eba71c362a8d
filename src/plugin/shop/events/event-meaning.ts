import type { BasePayload, PayloadRequest } from 'payload'
import type Stripe from 'stripe'
import { formatMoney } from '../../domain/money-text.ts'
import { slugOf } from '../../slugs.ts'
import { type Account, isLiveKey } from '../../stripe/accounts.ts'
import { retrieveSession } from '../../stripe/checkout.ts'
import { factsOfIntent, factsOfSession, type PaymentFacts } from '../../stripe/facts.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { retrieveIntent } from '../../stripe/intents.ts'
import { isMissing, type Outcome } from '../../stripe/outcome.ts'
import { inTurn } from '../../stripe/pace.ts'
import { factsOfDispute, factsOfRefund, listRefunds, retrieveDispute } from '../../stripe/refunds.ts'
import { isWebhookEvent, type WebhookEvent, type WebhookEventType } from '../../stripe/webhook-events.ts'
import { inOneQuery } from '../in-one-query.ts'
import { installationIdOf } from '../installation.ts'
import { settleWithin } from '../payments/settlement.ts'
import type { PaymentRecord } from '../records.ts'
import { recordDispute } from '../refunds/disputes.ts'
import { recordRefunds } from '../refunds/refund-records.ts'

/**
 * What an event asks for, done within the transaction of `req`; Stripe has been asked for everything by then. Answers
 * why nothing could be done, or null.
 */
export type Effect = (req: PayloadRequest) => Promise<string | null>

/** What an event says, and of which order: two of one order are applied one after the other. */
export interface EventWord {
  order: string | null
  effect: Effect
}

interface Reading<Event> {
  payload: BasePayload
  account: Account
  event: Event
  isPaced: boolean
}

/** Null where the event asks for nothing. */
type EventReader<Type extends WebhookEventType> = (
  reading: Reading<WebhookEvent<Type>>,
) => Promise<EventWord | null>

/** Exactly the events that endpoints are subscribed to: one without a reader does not compile, nor the reverse. */
const READERS: { readonly [Type in WebhookEventType]: EventReader<Type> } = {
  'checkout.session.completed': readSession,
  'checkout.session.async_payment_succeeded': readSession,
  'checkout.session.async_payment_failed': readSession,
  'checkout.session.expired': readSession,
  'payment_intent.succeeded': readIntent,
  'payment_intent.processing': readIntent,
  'payment_intent.payment_failed': readIntent,
  'payment_intent.canceled': readIntent,
  'refund.created': readMoneyBack,
  'refund.updated': readMoneyBack,
  'refund.failed': readMoneyBack,
  'charge.refunded': readMoneyBack,
  'charge.dispute.created': readMoneyBack,
  'charge.dispute.updated': readMoneyBack,
  'charge.dispute.closed': readMoneyBack,
  'charge.dispute.funds_withdrawn': readMoneyBack,
  'charge.dispute.funds_reinstated': readMoneyBack,
}

/**
 * What an event of ours says, or null where it asks for nothing. That money came cannot be taken back and is read
 * from the event; what may have changed since it was sent is read from Stripe anew.
 */
export async function readEvent(reading: Reading<Stripe.Event>): Promise<EventWord | null> {
  const { account, event } = reading
  if (event.livemode === !isLiveKey(account.secretKey) || !isWebhookEvent(event)) return null
  const read = READERS[event.type] as EventReader<WebhookEventType>
  return read(reading as Reading<WebhookEvent>)
}

/** Whether the event tells of a refund or a dispute. */
export function isOfMoneyBack(event: Stripe.Event): boolean {
  return isWebhookEvent(event) && READERS[event.type] === readMoneyBack
}

type EventAbout<Object> = WebhookEvent & { data: { object: Object } }

function readSession(reading: Reading<EventAbout<Stripe.Checkout.Session>>): Promise<EventWord | null> {
  return readPayment(reading, factsOfSession(reading.event.data.object))
}

function readIntent(reading: Reading<EventAbout<Stripe.PaymentIntent>>): Promise<EventWord | null> {
  return readPayment(reading, factsOfIntent(reading.event.data.object))
}

async function readPayment(reading: Reading<WebhookEvent>, told: PaymentFacts): Promise<EventWord | null> {
  const facts = await confirmFacts(reading, told)
  return facts && { order: facts.marks?.order ?? null, effect: prepareSettlement(facts) }
}

function prepareSettlement(facts: PaymentFacts): Effect {
  return async (req) => {
    const isKnown = facts.marks && (await settleWithin(req, { attempt: facts.marks.attempt, facts }))
    return isKnown ? null : describeUnknown(req, facts)
  }
}

/** Its marks are this database's, but the attempt is not here: the database was restored from an older backup. */
function describeUnknown({ payload }: PayloadRequest, facts: PaymentFacts): string {
  const { marks, sessionId, intentId, state } = facts
  const ids = [sessionId, intentId].filter(Boolean).join(', ')
  if (state !== 'paid') return `Nothing is known here of ${ids}, attempt ${marks?.attempt}.`
  const amount = formatMoney(facts.amount, facts.currency)
  const reason = `Stripe took ${amount} by ${ids} for order ${marks?.order}, attempt ${marks?.attempt}, which this database does not have. Refund it in Stripe, or enter the order anew.`
  payload.logger.error({ order: marks?.order, sessionId, intentId, msg: reason })
  return reason
}

/**
 * What to believe of an event. One of another account than the attempt was made with proves nothing until Stripe says
 * the same: two names can be one Stripe account, but one's secret must not settle what is paid to the other.
 */
async function confirmFacts(
  reading: Reading<WebhookEvent>,
  told: PaymentFacts,
): Promise<PaymentFacts | null> {
  const { payload, account } = reading
  const payment = await findAttempt(payload, told)
  const isOfOther = payment !== null && payment.account !== account.name
  if (told.sessionId) {
    const isForGood = told.state === 'paid' || told.state === 'expired'
    return isForGood && !isOfOther ? told : refetchSession(reading, told.sessionId)
  }
  const isPaid = told.state === 'paid'
  const isOfSession = payment === null || FLOWS[payment.flow].object === 'session'
  // The intent of a session says when the money is in; everything else the session says better.
  if (isOfSession && !isPaid) return null
  if (isOfSession && !isOfOther) return told
  const anew = await ask(reading, () => retrieveIntent(account, told.intentId ?? ''))
  // The charge says who paid; where Stripe cannot be asked, money that is in is in all the same.
  if (isPaid && !isOfOther && anew.kind !== 'done') return told
  const intent = answerTo(anew)
  return intent && factsOfIntent(intent)
}

async function findAttempt(payload: BasePayload, { marks }: PaymentFacts): Promise<PaymentRecord | null> {
  return marks && lookUpAttempt(payload, marks.attempt)
}

/** Of many events at once, all attempts are looked up together. */
const lookUpAttempt = inOneQuery<string, PaymentRecord | null>(async (payload, attempts) => {
  const { docs } = await payload.db.find<PaymentRecord>({
    collection: slugOf(payload, 'payments'),
    where: { attempt: { in: [...attempts] } },
    pagination: false,
    limit: 0,
  })
  const byName = new Map(docs.map((payment) => [payment.attempt, payment]))
  return attempts.map((attempt) => byName.get(attempt) ?? null)
})

async function refetchSession(reading: Reading<unknown>, id: string): Promise<PaymentFacts | null> {
  const session = answerTo(await ask(reading, () => retrieveSession(reading.account, id)))
  return session && factsOfSession(session)
}

function ask<T>(
  { account, isPaced }: Reading<unknown>,
  call: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return isPaced ? inTurn(account, call) : call()
}

/** Null where the account has no such object. Throws where Stripe could not be asked. */
function answerTo<T>(outcome: Outcome<T>): T | null {
  if (outcome.kind === 'done') return outcome.value
  if (isMissing(outcome)) return null
  throw new Error(`Stripe could not be asked: ${outcome.reason}`)
}

type MoneyBack = Stripe.Refund | Stripe.Charge | Stripe.Dispute

/** Such an event can come before the payment's own: its intent, which says that it was paid, is settled first. */
async function readMoneyBack(reading: Reading<EventAbout<MoneyBack>>): Promise<EventWord | null> {
  const { payload, account, event } = reading
  const { object } = event.data
  const intentId = idOf(object.payment_intent)
  if (!intentId) return null
  const intent = answerTo(await ask(reading, () => retrieveIntent(account, intentId)))
  if (!intent) return null
  const facts = factsOfIntent(intent)
  const { marks } = facts
  if (marks?.installation !== (await installationIdOf(payload))) return null
  const record = await readRecord(reading, { object, intentId, attempt: marks.attempt })
  const effect: Effect = async (req) => {
    const unknown = await prepareSettlement(facts)(req)
    if (unknown === null) await record?.(req)
    return unknown
  }
  return { order: marks.order, effect }
}

async function readRecord(
  reading: Reading<unknown>,
  { object, intentId, attempt }: { object: MoneyBack; intentId: string; attempt: string },
): Promise<((req: PayloadRequest) => Promise<void>) | null> {
  const { account } = reading
  if (object.object === 'dispute') {
    const readAt = new Date()
    const found = answerTo(await ask(reading, () => retrieveDispute(account, object.id)))
    const dispute = found && factsOfDispute(found)
    return dispute && ((req) => recordDispute(req, { attempt, dispute, readAt }))
  }
  const refunds = (answerTo(await ask(reading, () => listRefunds(account, intentId))) ?? []).map(
    factsOfRefund,
  )
  return (req) => recordRefunds(req, { attempt, refunds })
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

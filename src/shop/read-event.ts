import type { BasePayload, PayloadRequest } from 'payload'
import type Stripe from 'stripe'
import { formatMoney } from '../domain/money.ts'
import type { Account } from '../stripe/accounts.ts'
import { retrieveSession } from '../stripe/checkout.ts'
import { factsOfIntent, factsOfSession, type PaymentFacts } from '../stripe/facts.ts'
import { retrieveIntent } from '../stripe/intents.ts'
import type { Outcome } from '../stripe/outcome.ts'
import { factsOfDispute, factsOfRefund, listRefunds, retrieveDispute } from '../stripe/refunds.ts'
import { recordDispute } from './record-dispute.ts'
import { recordRefunds } from './record-refunds.ts'
import type { PaymentRecord } from './records.ts'
import { settleWithin } from './settle-order.ts'
import { installationIdOf } from './shop.ts'

/**
 * What an event asks for, done within the transaction of `req`: all that Stripe had to be asked for is read. Answers
 * why nothing could be done, or null.
 */
type Word = (req: PayloadRequest) => Promise<string | null>

/**
 * What an event of ours says, or null where it asks for nothing. A payment cannot be taken back and is read
 * from the event; what can change since it was sent is read from Stripe anew.
 */
export async function readEvent(
  payload: BasePayload,
  account: Account,
  event: Stripe.Event,
): Promise<Word | null> {
  if (isOfMoneyBack(event)) return readMoneyBack(payload, account, event)
  const facts = await factsOf(payload, account, event)
  return facts && settles(facts)
}

function settles(facts: PaymentFacts): Word {
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

const MONEY_BACK_EVENTS = [
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
] as const

type MoneyBackEvent = Extract<Stripe.Event, { type: (typeof MONEY_BACK_EVENTS)[number] }>

/** Whether the event tells of a refund or a dispute. */
export function isOfMoneyBack(event: Stripe.Event): event is MoneyBackEvent {
  return MONEY_BACK_EVENTS.some((type) => type === event.type)
}

/** Such an event can come before the payment's own: its intent, which says that it was paid, is settled first. */
async function readMoneyBack(
  payload: BasePayload,
  account: Account,
  event: MoneyBackEvent,
): Promise<Word | null> {
  const { object } = event.data
  const intentId = idOf(object.payment_intent)
  if (!intentId) return null
  const facts = factsOfIntent(answerTo(await retrieveIntent(account, intentId)))
  const { marks } = facts
  if (marks?.installation !== (await installationIdOf(payload))) return null
  const record = await readRecord(account, { object, intentId, attempt: marks.attempt })
  return async (req) => {
    const unknown = await settles(facts)(req)
    if (unknown === null) await record(req)
    return unknown
  }
}

async function readRecord(
  account: Account,
  {
    object,
    intentId,
    attempt,
  }: { object: MoneyBackEvent['data']['object']; intentId: string; attempt: string },
): Promise<(req: PayloadRequest) => Promise<void>> {
  if (object.object === 'dispute') {
    const dispute = factsOfDispute(answerTo(await retrieveDispute(account, object.id)))
    return (req) => recordDispute(req, { attempt, dispute })
  }
  const refunds = answerTo(await listRefunds(account, intentId)).map(factsOfRefund)
  return (req) => recordRefunds(req, { attempt, refunds })
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

import type { BasePayload, PayloadRequest } from 'payload'
import type Stripe from 'stripe'
import { formatMoney } from '../../domain/money.ts'
import { type Account, isLiveKey } from '../../stripe/accounts.ts'
import { retrieveSession } from '../../stripe/checkout.ts'
import { factsOfIntent, factsOfSession, type PaymentFacts } from '../../stripe/facts.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { retrieveIntent } from '../../stripe/intents.ts'
import { isMissing, type Outcome } from '../../stripe/outcome.ts'
import { factsOfDispute, factsOfRefund, listRefunds, retrieveDispute } from '../../stripe/refunds.ts'
import { installationIdOf } from '../installation.ts'
import { settleWithin } from '../payments/settlement.ts'
import type { PaymentRecord } from '../records.ts'
import { recordDispute } from '../refunds/disputes.ts'
import { recordRefunds } from '../refunds/refund-records.ts'

/**
 * What an event asks for, done within the transaction of `req`: all that Stripe had to be asked for is read. Answers
 * why nothing could be done, or null.
 */
type Word = (req: PayloadRequest) => Promise<string | null>

/**
 * What an event of ours says, or null where it asks for nothing. That money came cannot be taken back and is read
 * from the event; what can change since it was sent is read from Stripe anew.
 */
export async function readEvent(
  payload: BasePayload,
  account: Account,
  event: Stripe.Event,
): Promise<Word | null> {
  if (event.livemode === !isLiveKey(account.secretKey)) return null
  if (isOfMoneyBack(event)) return readMoneyBack(payload, account, event)
  const told = toldBy(event)
  const facts = told && (await factsOf(payload, account, told))
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

function toldBy(event: Stripe.Event): PaymentFacts | null {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return factsOfSession(event.data.object)
    case 'payment_intent.succeeded':
    case 'payment_intent.processing':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return factsOfIntent(event.data.object)
    default:
      return null
  }
}

/**
 * What to believe of an event. One of another account than the attempt was made with proves nothing until Stripe says
 * the same: two names can be one Stripe account, but one's secret must not settle what is paid to the other.
 */
async function factsOf(
  payload: BasePayload,
  account: Account,
  told: PaymentFacts,
): Promise<PaymentFacts | null> {
  const payment = await readPayment(payload, told)
  const isOfOther = payment !== null && payment.account !== account.name
  if (told.sessionId) {
    const isForGood = told.state === 'paid' || told.state === 'expired'
    return isForGood && !isOfOther ? told : sessionAnew(account, told.sessionId)
  }
  const isPaid = told.state === 'paid'
  const isOfSession = payment === null || FLOWS[payment.flow].object === 'session'
  // The intent of a session says when the money is in; everything else the session says better.
  if (isOfSession && !isPaid) return null
  if (isOfSession && !isOfOther) return told
  const anew = await retrieveIntent(account, told.intentId ?? '')
  // The charge says who paid; where Stripe cannot be asked, money that is in is in all the same.
  if (isPaid && !isOfOther && anew.kind !== 'done') return told
  const intent = answerTo(anew)
  return intent && factsOfIntent(intent)
}

function readPayment(payload: BasePayload, { marks }: PaymentFacts): Promise<PaymentRecord | null> {
  return payload.db.findOne<PaymentRecord>({
    collection: 'payments',
    where: { attempt: { equals: marks?.attempt } },
  })
}

async function sessionAnew(account: Account, id: string): Promise<PaymentFacts | null> {
  const session = answerTo(await retrieveSession(account, id))
  return session && factsOfSession(session)
}

/** Null where the account has no such object. Throws where Stripe could not be asked. */
function answerTo<T>(outcome: Outcome<T>): T | null {
  if (outcome.kind === 'done') return outcome.value
  if (isMissing(outcome)) return null
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
  const intent = answerTo(await retrieveIntent(account, intentId))
  if (!intent) return null
  const facts = factsOfIntent(intent)
  const { marks } = facts
  if (marks?.installation !== (await installationIdOf(payload))) return null
  const record = await readRecord(account, { object, intentId, attempt: marks.attempt })
  return async (req) => {
    const unknown = await settles(facts)(req)
    if (unknown === null) await record?.(req)
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
): Promise<((req: PayloadRequest) => Promise<void>) | null> {
  if (object.object === 'dispute') {
    const dispute = answerTo(await retrieveDispute(account, object.id))
    return dispute && ((req) => recordDispute(req, { attempt, dispute: factsOfDispute(dispute) }))
  }
  const refunds = (answerTo(await listRefunds(account, intentId)) ?? []).map(factsOfRefund)
  return (req) => recordRefunds(req, { attempt, refunds })
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

import { randomUUID } from 'node:crypto'
import type { BasePayload, PayloadRequest } from 'payload'
import type Stripe from 'stripe'
import { writeSession } from '../database.ts'
import type { Account } from '../stripe/accounts.ts'
import { checkoutParams, createSession, expireSession, retrieveSession } from '../stripe/checkout.ts'
import { factsOfSession } from '../stripe/facts.ts'
import type { Outcome } from '../stripe/outcome.ts'
import { orderUrl } from './order-token.ts'
import type { StripeTerms } from './payment-terms.ts'
import type { Id, OrderRecord, PaymentFlow, PaymentRecord, StoredRequest } from './records.ts'
import { settleOrder } from './settle-order.ts'
import { shopOf } from './shop.ts'

/** How long a shopper may take to pay. Stripe takes 30 minutes to 24 hours. */
const SESSION_TTL_MS = 60 * 60 * 1000

/** A stored attempt as it goes to Stripe, before anything is known of its session. */
export type AttemptToSend = Omit<PaymentRecord, 'id'> & { id?: Id }

export type PayableOrder = Pick<OrderRecord, 'id' | 'currency' | 'lines' | 'total'>

interface NewAttempt {
  order: PayableOrder
  flow: PaymentFlow
  account: Account
  terms: StripeTerms
  /** Read before the transaction: inside, the query would wait for a second connection of the pool. */
  installation: string
}

/**
 * An attempt to pay the order, with all that Stripe will be sent. It is stored before Stripe is asked: whatever
 * happens after, the same request can be sent again under the same key.
 */
export function newAttempt(
  payload: BasePayload,
  { order, flow, account, terms, installation }: NewAttempt,
): AttemptToSend {
  const attempt = randomUUID()
  const request: StoredRequest = {
    marks: { installation, order: String(order.id), attempt },
    currency: order.currency,
    lines: order.lines.map((line) => ({
      itemId: line.soldItem,
      name: line.name,
      unitAmount: line.unitAmount,
      quantity: line.quantity,
    })),
    ...terms,
    cancelUrl: cancelUrlOf(shopOf(payload).publicUrl, order),
    expiresAt: new Date(Date.now() + SESSION_TTL_MS).toISOString(),
  }
  return {
    order: order.id,
    attempt,
    status: 'starting',
    flow,
    account: account.name,
    amount: order.total,
    currency: order.currency,
    params: request,
    expiresAt: request.expiresAt,
    idempotencyKey: `${installation}:pay:${attempt}`,
    createdAt: new Date().toISOString(),
  }
}

export async function writeAttempt(req: PayloadRequest, attempt: AttemptToSend): Promise<void> {
  await req.payload.db.create({ collection: 'payments', data: { ...attempt }, req, returning: false })
}

function cancelUrlOf(publicUrl: string, order: PayableOrder): string {
  const [line] = order.lines
  return line && order.lines.length === 1 ? `${publicUrl}/item/${line.soldItem}` : `${publicUrl}/`
}

/** Asks Stripe for the attempt's session. The same request and key each time, so that a repeat makes nothing new. */
export async function requestSession(
  payload: BasePayload,
  payment: AttemptToSend,
): Promise<Outcome<Stripe.Checkout.Session>> {
  const params = checkoutParams({
    ...payment.params,
    successUrl: await orderUrl(payload, payment.order),
    expiresAt: new Date(payment.params.expiresAt),
  })
  return createSession(accountOf(payload, payment), params, payment.idempotencyKey)
}

/** The account that an attempt was made with. Throws when it is not configured any more. */
export function accountOf(payload: BasePayload, payment: AttemptToSend): Account {
  const account = shopOf(payload).accounts.named(payment.account)
  if (!account)
    throw new Error(
      `The Stripe account "${payment.account}" of payment ${payment.attempt} is not configured.`,
    )
  return account
}

/** Stores the session that Stripe answered. An event of it may have come first: then only its ids are new. */
export async function recordSession(
  payload: BasePayload,
  { attempt }: Pick<PaymentRecord, 'attempt'>,
  { id, url, livemode }: Stripe.Checkout.Session,
): Promise<void> {
  await writeSession(payload, { attempt, id, url, isLiveMode: livemode })
}

/**
 * Ends an attempt in Stripe so that it cannot be paid any more, and applies how it really ended: a session
 * that had completed in the meantime is settled. Answers whether the attempt is over; false when Stripe
 * could not be asked.
 */
export async function endAttempt(payload: BasePayload, payment: PaymentRecord): Promise<boolean> {
  if (!payment.sessionId) return false
  const account = accountOf(payload, payment)
  const expired = await expireSession(account, payment.sessionId)
  if (expired.kind === 'done') {
    await settleOrder(payload, { attempt: payment.attempt, facts: factsOfSession(expired.value) })
    return true
  }
  return expired.kind === 'refused' ? refreshAttempt(payload, payment) : false
}

/** Asks Stripe how the attempt stands and applies it. Answers false when Stripe could not be asked. */
export async function refreshAttempt(payload: BasePayload, payment: PaymentRecord): Promise<boolean> {
  if (!payment.sessionId) return false
  const session = await retrieveSession(accountOf(payload, payment), payment.sessionId)
  if (session.kind !== 'done') return false
  await settleOrder(payload, { attempt: payment.attempt, facts: factsOfSession(session.value) })
  return true
}

/** The attempts of an order, newest first. */
export async function attemptsOf(
  payload: BasePayload,
  orderId: Id,
  req?: PayloadRequest,
): Promise<PaymentRecord[]> {
  const { docs } = await payload.db.find<PaymentRecord>({
    collection: 'payments',
    where: { order: { equals: orderId } },
    sort: '-id',
    limit: 10,
    pagination: false,
    ...(req && { req }),
  })
  return docs
}

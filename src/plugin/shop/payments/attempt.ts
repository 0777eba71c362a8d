import { randomUUID } from 'node:crypto'
import type { BasePayload, PayloadRequest } from 'payload'
import { inTransaction, newestFirstOf, writeOpened } from '../../database/database.ts'
import { taxesAsCharged } from '../../domain/charged-amounts.ts'
import { ShopError } from '../../domain/errors.ts'
import { formatMoney } from '../../domain/money.ts'
import type { Account } from '../../stripe/accounts.ts'
import type { PaymentFacts } from '../../stripe/facts.ts'
import type { PaymentFlow as Flow, OpenedPayment } from '../../stripe/flows/flow.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { isMissing, MISSING, type Outcome } from '../../stripe/outcome.ts'
import { additionsTo } from '../../stripe/session-additions.ts'
import { lockOrder, moveOrder, reviewOrder } from '../orders/order-moves.ts'
import { orderUrl } from '../orders/order-token.ts'
import type { Id, OrderRecord, PaymentFlow, PaymentRecord, StoredRequest } from '../records.ts'
import { shopOf } from '../shop.ts'
import type { StripeTerms } from './payment-terms.ts'
import { giveUpAttempt, settleOrder, updatePayment } from './settlement.ts'

/** How long a shopper may take to pay. Stripe takes 30 minutes to 24 hours for a session. */
export const ATTEMPT_TTL_MS = 60 * 60 * 1000
/** Stripe forgets an idempotency key after a day; with a margin, nothing is sent again after this. */
export const RESEND_WITHIN_MS = 23 * 60 * 60 * 1000

/** A stored attempt as it goes to Stripe, before anything is known of its session or intent. */
export type AttemptToSend = Omit<PaymentRecord, 'id'> & { id?: Id }

export type PayableOrder = Pick<OrderRecord, 'id' | 'currency' | 'lines' | 'total'>

interface NewAttempt {
  order: PayableOrder
  flow: PaymentFlow
  account: Account
  terms: StripeTerms
  /** Where a shopper goes who turns back on Stripe's page; null for the order's own page. */
  cancelPath: string | null
  /** Read before the transaction: inside, the query would wait for a second connection of the pool. */
  installation: string
}

/**
 * An attempt to pay the order, with all that Stripe will be sent. It is stored before Stripe is asked: whatever
 * happens after, the same request can be sent again under the same key.
 */
export function newAttempt(
  payload: BasePayload,
  { order, flow, account, terms, cancelPath, installation }: NewAttempt,
): AttemptToSend {
  const attempt = randomUUID()
  const { couponId, taxRateIds, products } = terms
  const request: StoredRequest = {
    marks: { installation, order: String(order.id), attempt },
    currency: order.currency,
    lines: order.lines.map((line) => ({
      itemId: line.soldItem,
      name: line.name,
      unitAmount: line.unitAmount,
      quantity: line.quantity,
      productId: products.get(line.soldItem) ?? null,
    })),
    couponId,
    taxRateIds,
    publishableKey: account.publishableKey,
    cancelUrl: cancelPath === null ? null : shopOf(payload).publicUrl + cancelPath,
    expiresAt: new Date(Date.now() + ATTEMPT_TTL_MS).toISOString(),
  }
  return {
    order: order.id,
    attempt,
    status: 'starting',
    flow,
    account: account.name,
    amount: order.total,
    currency: order.currency,
    params: withSessionParams(payload, { order, flow, request }),
    expiresAt: request.expiresAt,
    idempotencyKey: `${installation}:pay:${attempt}`,
    createdAt: new Date().toISOString(),
  }
}

/** The request with what the host project wants in the session. It learns everything but the order's token. */
function withSessionParams(
  payload: BasePayload,
  { order, flow, request }: { order: PayableOrder; flow: PaymentFlow; request: StoredRequest },
): StoredRequest {
  const { sessionParams, publicUrl } = shopOf(payload)
  const orderPage = `${publicUrl}/order/${order.id}`
  const own = FLOWS[flow].sessionParams?.({
    ...request,
    amount: order.total,
    returnUrl: orderPage,
    cancelUrl: request.cancelUrl ?? orderPage,
    expiresAt: new Date(request.expiresAt),
  })
  if (!sessionParams || !own) return request
  return { ...request, additions: additionsTo(own, sessionParams(order, own)) }
}

export async function writeAttempt(req: PayloadRequest, attempt: AttemptToSend): Promise<void> {
  await req.payload.db.create({ collection: 'payments', data: { ...attempt }, req, returning: false })
}

/** Asks Stripe for the attempt. The same request and key each time, so that a repeat makes nothing new. */
export async function requestPayment(
  payload: BasePayload,
  payment: AttemptToSend,
): Promise<Outcome<OpenedPayment>> {
  const returnUrl = await orderUrl(payload, payment.order)
  const request = {
    ...payment.params,
    amount: payment.amount,
    returnUrl,
    cancelUrl: payment.params.cancelUrl ?? returnUrl,
    expiresAt: new Date(payment.params.expiresAt),
  }
  return FLOWS[payment.flow].open(accountOf(payload, payment), request, payment.idempotencyKey)
}

/** The account that an attempt was made with. Throws `payment_unavailable` when it is not configured any more. */
export function accountOf(payload: BasePayload, payment: AttemptToSend): Account {
  const account = shopOf(payload).accounts.named(payment.account)
  if (!account) throw new ShopError('payment_unavailable', isNotConfigured(payment))
  return account
}

/**
 * Stores what Stripe answered. An event of it may have come first: then only its ids are new. Where the amount is
 * not ours, the order says what Stripe will charge, and staff why, before anybody is sent there.
 */
export async function recordOpened(
  payload: BasePayload,
  payment: AttemptToSend,
  opened: OpenedPayment,
): Promise<void> {
  await writeOpened(payload, { ...opened, attempt: payment.attempt })
  if (opened.amount === payment.amount) return
  const [asked, charged] = [payment.amount, opened.amount].map((minor) =>
    formatMoney(minor, payment.currency),
  )
  await inTransaction(payload, async (req) => {
    const order = await lockOrder(req, payment.order)
    if (!order) return
    await reviewOrder(req, order, [`Stripe asks for ${charged} where the shop’s own sum says ${asked}.`])
    if (order.status === 'open') await sayCharged(req, order, opened)
  })
}

/** What Stripe charges is what the order says. */
async function sayCharged(
  req: PayloadRequest,
  order: OrderRecord,
  { amount: total, details }: OpenedPayment,
): Promise<void> {
  const { subtotal, discountAmount, taxAmount, discountCopy, taxCopies } = order
  const { discount, tax } = details ?? { discount: discountAmount, tax: taxAmount }
  const fields = {
    total,
    discountAmount: discount,
    taxAmount: tax,
    ...(discountCopy && { discountCopy: { ...discountCopy, amount: discount } }),
    taxCopies: taxesAsCharged({ subtotal, taxes: taxCopies ?? [] }, { total, discount, tax }),
  }
  await moveOrder(req, order, { to: order.status, reason: '', fields })
}

/** `goesOn` where the order's next attempt is about to be made: then the order stays as it is. */
type Ending = { goesOn?: boolean }

/**
 * Ends an attempt in Stripe so that it cannot be paid any more, and applies how it really ended: one that was
 * paid in the meantime is settled. Answers whether the attempt is over; false when Stripe could not be asked.
 */
export async function endAttempt(
  payload: BasePayload,
  payment: PaymentRecord,
  ending: Ending = {},
): Promise<boolean> {
  const facts = await askOf(payload, payment, async (flow, account, id) => {
    const ended = await flow.end(account, id)
    return ended.kind === 'refused' ? flow.read(account, id) : ended
  })
  return (await settleWith(payload, payment, { facts, ...ending })) && !isOpen(facts)
}

/** Asks Stripe how the attempt stands and applies it. Answers false when Stripe could not be asked. */
export async function refreshAttempt(
  payload: BasePayload,
  payment: PaymentRecord,
  ending: Ending = {},
): Promise<boolean> {
  const facts = await askOf(payload, payment, (flow, account, id) => flow.read(account, id))
  return settleWith(payload, payment, { facts, ...ending })
}

/** What the attempt's account answers. One that is not configured any more knows nothing, as one that was replaced. */
async function askOf(
  payload: BasePayload,
  payment: PaymentRecord,
  ask: (flow: Flow, account: Account, id: string) => Promise<Outcome<PaymentFacts>>,
): Promise<Outcome<PaymentFacts>> {
  const account = shopOf(payload).accounts.named(payment.account)
  if (!account) return { kind: 'refused', reason: isNotConfigured(payment), code: MISSING, param: null }
  const flow = FLOWS[payment.flow]
  const id = flow.idOf(payment)
  return id ? ask(flow, account, id) : { kind: 'unknown', reason: 'Stripe has not answered an id yet.' }
}

function isNotConfigured({ account }: AttemptToSend): string {
  return `The Stripe account "${account}" is not configured any more.`
}

async function settleWith(
  payload: BasePayload,
  { attempt }: PaymentRecord,
  { facts, goesOn = false }: Ending & { facts: Outcome<PaymentFacts> },
): Promise<boolean> {
  if (facts.kind === 'done') await settleOrder(payload, { attempt, facts: facts.value, goesOn })
  else if (isMissing(facts)) await giveUpAttempt(payload, { attempt, reason: facts.reason, goesOn })
  else return false
  return true
}

function isOpen(facts: Outcome<PaymentFacts>): boolean {
  return facts.kind === 'done' && facts.value.state === 'open'
}

/**
 * Learns what became of an attempt whose answer was lost, and ends it: the same key and parameters again, and
 * Stripe answers what it made, or makes what nobody knows of. Answers whether the attempt is over.
 */
export async function resolveLost(
  payload: BasePayload,
  payment: PaymentRecord,
  ending: Ending = {},
): Promise<boolean> {
  const fail = (reason: string) => failAttempt(payload, payment, { reason, ...ending })
  const isTooOld = Date.now() - Date.parse(payment.createdAt) > RESEND_WITHIN_MS
  if (isTooOld) return fail('Nothing was heard of it within a day.')
  if (!shopOf(payload).accounts.named(payment.account)) return fail(isNotConfigured(payment))
  const outcome = await requestPayment(payload, payment)
  if (outcome.kind === 'refused') return fail(outcome.reason)
  if (outcome.kind !== 'done') return false
  await recordOpened(payload, payment, outcome.value)
  const { sessionId, intentId } = outcome.value
  return endAttempt(payload, { ...payment, sessionId, intentId }, ending)
}

async function failAttempt(
  payload: BasePayload,
  payment: PaymentRecord,
  { reason, goesOn }: Ending & { reason: string },
): Promise<true> {
  await inTransaction(payload, async (req) => {
    const order = await lockOrder(req, payment.order)
    await updatePayment(req, payment, { status: 'failed', reason })
    if (order?.status === 'open' && !goesOn)
      await moveOrder(req, order, { to: 'failed', reason, fields: { buyKey: null } })
  })
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
    sort: newestFirstOf(payload),
    limit: 10,
    pagination: false,
    ...(req && { req }),
  })
  return docs
}

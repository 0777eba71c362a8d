import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { BasePayload, PayloadRequest } from 'payload'
import { priceDraft } from '../../collections/orders/draft-order.ts'
import { type Reader, readDraftSources } from '../../collections/orders/draft-sources.ts'
import {
  inTransaction,
  isUniqueViolation,
  lockReferences,
  type Offer,
  readOffer,
  writePurchase,
} from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import { assertChargeable } from '../../domain/money.ts'
import { canBePaid, hasBeenPaid, type OrderStatus } from '../../domain/order-status.ts'
import type { Account } from '../../stripe/accounts.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { fitOrder } from '../orders/default-taxes.ts'
import { lockOrder, moveOrder, withReview } from '../orders/order-moves.ts'
import { findOrder, readOrder } from '../orders/order-records.ts'
import { orderUrl } from '../orders/order-token.ts'
import { recordRedemption } from '../orders/redemptions.ts'
import { isSameSale, type Sale } from '../orders/sale.ts'
import { assertEnough, assertInStock, takeFromStock } from '../orders/stock.ts'
import type { Id, OrderLine, OrderRecord, PaymentFlow, PaymentRecord } from '../records.ts'
import { installationIdOf, shopOf, taxRoundingOf } from '../shop.ts'
import {
  type AttemptToSend,
  accountOf,
  attemptsOf,
  endAttempt,
  newAttempt,
  recordOpened,
  refreshAttempt,
  requestPayment,
  resolveLost,
  writeAttempt,
} from './attempt.ts'
import { PacedAsks } from './paced-asks.ts'
import { ensureTerms, forgetTerms } from './payment-terms.ts'
import { canStillChange, updatePayment } from './settlement.ts'

/** A payment that a browser can go on with, as its flow needs it. */
export type StartedPayment = StartedSession | StartedIntent

interface Started {
  publishableKey: string
  orderId: Id
  returnUrl: string
}

/** A Checkout Session: `url` is Stripe's page, null where Stripe.js shows it with the `clientSecret` instead. */
export interface StartedSession extends Started {
  /** Null where nothing was left to pay. */
  sessionId: string | null
  url: string | null
  clientSecret?: string | null
}

/** A Payment Intent for the Payment Element. */
export interface StartedIntent extends Started {
  paymentIntentId: string | null
  clientSecret: string | null
  /** There is no page to go to. */
  url?: null
}

/** A session about to expire is not answered again: the shopper would arrive too late. */
const REUSE_MARGIN_MS = 2 * 60 * 1000
/** How long a second click waits for the first one's session; the first one's call to Stripe ends before. */
const WAIT_FOR_FIRST_MS = 7_000
const WAIT_STEP_MS = 100

/**
 * Starts a payment for one item. `buyerKey` makes repeated calls one: while the order that it started is
 * open, it is answered again. Throws `not_found`, `out_of_stock`, `below_minimum`, `payment_refused` or
 * `payment_unavailable`; in the last two cases the order stays behind as `failed`.
 */
export async function buyItem(
  payload: BasePayload,
  wanted: { itemId: Id; quantity: number; flow: PaymentFlow; buyerKey: string | null },
): Promise<StartedPayment> {
  const item = await readOffer(payload, wanted.itemId)
  if (!item) throw new ShopError('not_found', 'There is no such item.')
  const buyKey = wanted.buyerKey === null ? null : hashBuyKey(wanted.buyerKey, wanted)
  const line = lineOf(item, wanted.quantity)
  const priced = priceOffer(payload, item, line)
  const sale = { ...priced, currency: item.currency, lines: [line] }
  if (buyKey !== null) {
    const reused = await reuseOpenOrder(payload, { buyKey, sale })
    if (reused) return reused
  }
  assertEnough(line, item.stock)
  try {
    return await buyNew(payload, { item, line, priced, flow: wanted.flow, buyKey })
  } catch (error) {
    // The other half of a double click was faster.
    if (buyKey === null || !isUniqueViolation(error)) throw error
    const reused = await reuseOpenOrder(payload, { buyKey, sale })
    if (reused) return reused
    throw new ShopError('order_state', 'This purchase is being started already. Please try again.')
  }
}

interface NewPurchase {
  item: Offer
  line: OrderLine
  priced: ReturnType<typeof priceOffer>
  flow: PaymentFlow
  buyKey: string | null
}

async function buyNew(
  payload: BasePayload,
  { item, line, priced, flow, buyKey }: NewPurchase,
): Promise<StartedPayment> {
  const { currency } = item
  const account = shopOf(payload).accounts.forCurrency(currency)
  assertChargeable(priced.total, currency)
  const installation = await installationIdOf(payload)
  const terms = FLOWS[flow].hasLines
    ? await ensureTerms(payload, account, { ...priced, currency, lines: [line], synced: item.synced })
    : NO_TERMS
  const order = {
    id: item.orderId,
    number: item.orderNumber,
    currency,
    lines: [line],
    subtotal: priced.subtotal,
    discountAmount: priced.discountAmount,
    taxAmount: priced.taxAmount,
    total: priced.total,
    taxCopies: priced.taxCopies,
    buyKey,
  }
  const cancelPath = `/item/${item.id}`
  const payment = newAttempt(payload, { order, flow, account, terms, cancelPath, installation })
  await writePurchase(payload, { order, line, payment, reason: 'bought in the shop' })
  return openAttempt(payload, { payment, account, before: 'failed', cancelPath })
}

/** One line, with the taxes that go on whatever shoppers buy. */
function priceOffer(payload: BasePayload, item: Offer, line: OrderLine) {
  const taxes = fitOrder(payload, item.taxes)
  const sources = {
    items: new Map([[String(item.id), item]]),
    discounts: new Map(),
    taxes: new Map(taxes.map((tax) => [String(tax.id), tax])),
    redemptions: new Map(),
  }
  return priceDraft(sources, { lines: [line], taxes }, taxRoundingOf(payload))
}

interface WantedPayment {
  orderId: Id
  flow: PaymentFlow
  /** Where a shopper goes who turns back on Stripe's page; the order's own page unless given. */
  cancelPath?: string | null
}

/**
 * Starts a payment for a whole order, or answers the one that is open. Throws `order_state` (409) where the
 * order is paid, being paid or canceled; when Stripe refuses, the order keeps the status it had.
 */
export async function payOrder(
  payload: BasePayload,
  { orderId, flow, cancelPath = null }: WantedPayment,
): Promise<StartedPayment> {
  const { status } = assertPayable(await readOrder(payload, orderId))
  const live = (await attemptsOf(payload, orderId)).find(isLive)
  if (live) {
    const first = await settledFirst(payload, live, { goesOn: true })
    if (first && first.flow === flow && isReusable(payload, first)) return answerOf(payload, first)
    if (first) await supersede(payload, first, { goesOn: true })
  }
  return payAnew(payload, { orderId, flow, cancelPath, before: status })
}

type NextPayment = Required<WantedPayment> & {
  /** What the order was when its payment was asked for, and is again where Stripe begins none. */
  before: OrderStatus
  isRepeat?: boolean
}

async function payAnew(
  payload: BasePayload,
  { orderId, flow, cancelPath, before, isRepeat = false }: NextPayment,
): Promise<StartedPayment> {
  const installation = await installationIdOf(payload)
  const seen = await priceNow({ payload }, await readOrder(payload, orderId))
  const account = shopOf(payload).accounts.forCurrency(seen.currency)
  const hasTerms = seen.total > 0 && FLOWS[flow].hasLines
  const terms = hasTerms ? await ensureTerms(payload, account, seen) : NO_TERMS
  const started = await inTransaction(payload, async (req) => {
    await lockReferences(req, 'write')
    const locked = await lockOrder(req, orderId)
    if (!locked) throw new ShopError('not_found', 'There is no such order.')
    assertPayable(locked)
    const order = await priceNow({ payload, req }, locked)
    // Edited since it was read: what was made in Stripe is for another order than this.
    if (!isSameSale(order, seen)) return null
    if (locked.status === 'draft') await freeze(req, order)
    if (order.total === 0) return settleFree(req, order)
    assertChargeable(order.total, order.currency)
    await assertInStock(req, order.lines)
    if ((await attemptsOf(payload, orderId, req)).some(isLive)) return null
    const attempt = newAttempt(payload, { order, flow, account, terms, cancelPath, installation })
    await writeAttempt(req, attempt)
    await moveOrder(req, order, { to: 'open', reason: 'a payment was started' })
    return attempt
  })
  if (started === null) return payOrder(payload, { orderId, flow, cancelPath })
  if (started === 'free') return freeAnswer(payload, { flow, account, orderId })
  return openAttempt(payload, { payment: started, account, before, cancelPath, isRepeat })
}

const NO_TERMS = { couponId: null, taxRateIds: [], products: new Map<string, string>() }

/** A draft at what it costs now; anything else as it was frozen. */
async function priceNow(reader: Reader, order: OrderRecord): Promise<OrderRecord> {
  if (order.status !== 'draft') return order
  const sources = await readDraftSources(reader, [order])
  try {
    const priced = priceDraft(sources, order, taxRoundingOf(reader.payload))
    return { ...order, ...priced, lines: priced.lines as OrderLine[] }
  } catch (error) {
    // Nothing is wrong with the request: what was put together once is not for sale any more.
    if (!(error instanceof ShopError) || error.code !== 'invalid_input') throw error
    throw new ShopError('order_state', `This order cannot be paid as it stands. ${error.message}`, {
      cause: error,
    })
  }
}

/** Nothing to pay: settled without Stripe. */
async function settleFree(req: PayloadRequest, order: OrderRecord): Promise<'free'> {
  await assertInStock(req, order.lines)
  const problems = [...(await takeFromStock(req, order.lines)), ...(await recordRedemption(req, order))]
  await moveOrder(req, order, {
    to: 'paid',
    reason: 'nothing to pay',
    fields: {
      paidAt: new Date().toISOString(),
      ...(problems.length > 0 && { review: withReview(order, problems.join('\n')) }),
    },
  })
  return 'free'
}

/** A draft's prices become what they are now; from here on they stay. */
async function freeze(req: PayloadRequest, { id, ...priced }: OrderRecord): Promise<void> {
  const { lines, currency, subtotal, discountAmount, taxAmount, total, discountCopy, taxCopies } = priced
  const data = { lines, currency, subtotal, discountAmount, taxAmount, total, discountCopy, taxCopies }
  await req.payload.db.updateOne({ collection: 'orders', id, data, req, returning: false })
}

function assertPayable(order: OrderRecord): OrderRecord {
  if (hasBeenPaid(order.status)) throw new ShopError('order_state', 'This order is paid already.')
  if (!canBePaid(order.status)) {
    throw new ShopError('order_state', `An order that is ${order.status} cannot be paid.`)
  }
  return order
}

interface NewPayment {
  payment: AttemptToSend
  account: Account
  before: OrderStatus
  cancelPath: string | null
  isRepeat?: boolean
}

/**
 * Asks Stripe, once, and stores its answer. Where there is none, the order is what it was `before`. A refusal can
 * come of an object that somebody deleted or archived in the Dashboard: then once more, with others.
 */
async function openAttempt(
  payload: BasePayload,
  { payment, account, before, cancelPath, isRepeat = false }: NewPayment,
): Promise<StartedPayment> {
  const outcome = await requestPayment(payload, payment)
  if (outcome.kind === 'done') {
    await recordOpened(payload, payment, outcome.value)
    return answerOf(payload, { ...payment, ...outcome.value })
  }
  payload.logger.warn({ order: payment.order, account: account.name, msg: `Stripe: ${outcome.reason}` })
  // Without an answer the attempt stays `starting`: the sweep learns what became of it.
  const isOver = outcome.kind !== 'unknown'
  const goesOn =
    outcome.kind === 'refused' && (await forgetTerms(payload, payment.params, outcome)) && !isRepeat
  await recordFailure(payload, { payment, reason: outcome.reason, isOver, before })
  if (outcome.kind === 'refused') {
    if (goesOn) {
      const { order: orderId, flow } = payment
      return payAnew(payload, { orderId, flow, cancelPath, before, isRepeat: true })
    }
    throw new ShopError('payment_refused', 'The payment could not be started: Stripe refused it.')
  }
  throw unavailable()
}

function unavailable(): ShopError {
  return new ShopError(
    'payment_unavailable',
    'The payment service cannot be reached. Please try again in a moment.',
  )
}

async function recordFailure(
  payload: BasePayload,
  failure: { payment: AttemptToSend; reason: string; isOver: boolean; before: OrderStatus },
): Promise<void> {
  const { payment, reason, isOver, before } = failure
  await inTransaction(payload, async (req) => {
    const order = await lockOrder(req, payment.order)
    await updatePayment(req, payment, { reason, ...(isOver && { status: 'failed' }) })
    if (order?.status === 'open') {
      await moveOrder(req, order, {
        to: before,
        reason,
        ...(before === 'failed' && { fields: { buyKey: null } }),
      })
    }
  })
}

/** The open order that this key started, if it can still be paid as it stands. */
async function reuseOpenOrder(
  payload: BasePayload,
  { buyKey, sale }: { buyKey: string; sale: Sale },
): Promise<StartedPayment | null> {
  const order = await findOrder(payload, { buyKey: { equals: buyKey } })
  if (!order) return null
  const live = (await attemptsOf(payload, order.id)).find(isLive)
  const first = live && (await settledFirst(payload, live))
  if (first && isReusable(payload, first) && isSameSale(order, sale)) return answerOf(payload, first)
  if (first) await supersede(payload, first)
  await releaseKey(payload, order.id)
  return null
}

/** Makes an order's next attempt the only one. Throws `payment_unavailable` when Stripe cannot be asked. */
export async function endPayment(payload: BasePayload, orderId: Id): Promise<void> {
  const live = (await attemptsOf(payload, orderId)).find(isLive)
  const first = live && (await settledFirst(payload, live))
  if (first) await supersede(payload, first)
}

/** Lets the same purchase begin anew, with another order. */
export async function releaseKey(payload: BasePayload, orderId: Id): Promise<void> {
  await payload.db.updateOne({
    collection: 'orders',
    id: orderId,
    data: { buyKey: null },
    req: {},
    returning: false,
  })
}

/**
 * A live attempt once Stripe has answered; null when it came to nothing, or is not live any more: no event may have
 * said so yet. One whose answer was lost, which has a reason already, is ended first.
 */
async function settledFirst(
  payload: BasePayload,
  live: PaymentRecord,
  ending: { goesOn?: boolean } = {},
): Promise<PaymentRecord | null> {
  if (live.status !== 'starting') {
    if (!(await refreshAttempt(payload, live, ending))) throw unavailable()
    const now = await readAttempt(payload, live)
    return now && isLive(now) ? now : null
  }
  if (!live.reason) return waitForFirst(payload, live)
  if (!(await resolveLost(payload, live, ending))) throw unavailable()
  return null
}

/** Waits for another request that is asking Stripe right now; null when its attempt failed. */
async function waitForFirst(payload: BasePayload, payment: PaymentRecord): Promise<PaymentRecord | null> {
  const until = Date.now() + WAIT_FOR_FIRST_MS
  while (Date.now() < until) {
    await pause(WAIT_STEP_MS)
    const now = await readAttempt(payload, payment)
    if (!now || now.status === 'failed') return null
    if (now.status !== 'starting') return now
  }
  throw unavailable()
}

function readAttempt(payload: BasePayload, { id }: PaymentRecord): Promise<PaymentRecord | null> {
  return payload.db.findOne<PaymentRecord>({ collection: 'payments', where: { id: { equals: id } } })
}

/** Makes sure that an attempt cannot be paid beside the next one. Throws when Stripe cannot be asked. */
async function supersede(
  payload: BasePayload,
  payment: PaymentRecord,
  ending: { goesOn?: boolean } = {},
): Promise<void> {
  if (await endAttempt(payload, payment, ending)) return
  throw unavailable()
}

/** Whoever has an order's link can load its page as often as they like; Stripe's limit is for all of the shop. */
const refreshes = new PacedAsks<boolean>(2_000)

/**
 * Asks Stripe how an unpaid order's newest attempt stands: the shopper may be back before the webhook. Answers
 * whether the order is up to date; false when Stripe could not be asked.
 */
export async function refreshOrder(payload: BasePayload, order: OrderRecord): Promise<boolean> {
  if (hasBeenPaid(order.status) || order.status === 'draft') return true
  const [newest] = await attemptsOf(payload, order.id)
  if (!newest || !canStillChange(newest.status) || !FLOWS[newest.flow].idOf(newest)) return true
  return refreshes.ask(newest.attempt, () => refreshAttempt(payload, newest))
}

/** What Stripe knows a payment by, all null where nothing is left to pay. */
type Opened = Pick<PaymentRecord, 'sessionId' | 'intentId' | 'url' | 'clientSecret'>

/** What a browser needs to go on, in each flow. */
const ANSWERS: Record<PaymentFlow, (opened: Opened, started: Started) => StartedPayment> = {
  hosted: ({ sessionId = null, url = null }, started) => ({ sessionId, url, ...started }),
  embedded: ({ sessionId = null, clientSecret = null }, started) => ({
    sessionId,
    url: null,
    clientSecret,
    ...started,
  }),
  intent: ({ intentId = null, clientSecret = null }, started) => ({
    paymentIntentId: intentId,
    clientSecret,
    ...started,
  }),
}

async function answerOf(payload: BasePayload, payment: AttemptToSend): Promise<StartedPayment> {
  const { publishableKey } = accountOf(payload, payment)
  const returnUrl = await orderUrl(payload, payment.order)
  return ANSWERS[payment.flow](payment, { publishableKey, orderId: payment.order, returnUrl })
}

/** Nothing was left to pay: every id is null, a session's whatever the flow. */
async function freeAnswer(
  payload: BasePayload,
  { flow, account, orderId }: { flow: PaymentFlow; account: Account; orderId: Id },
): Promise<StartedPayment> {
  const returnUrl = await orderUrl(payload, orderId)
  const started = { publishableKey: account.publishableKey, orderId, returnUrl }
  return { sessionId: null, url: null, ...ANSWERS[flow]({}, started) }
}

function isLive(payment: PaymentRecord): boolean {
  return payment.status === 'starting' || payment.status === 'open'
}

/** Whether a browser can still be sent there: not with the keys of another account than it was made with. */
function isReusable(payload: BasePayload, payment: PaymentRecord): boolean {
  const expiresAt = payment.expiresAt ? Date.parse(payment.expiresAt) : 0
  const account = shopOf(payload).accounts.named(payment.account)
  return (
    account?.publishableKey === payment.params.publishableKey &&
    payment.status === 'open' &&
    FLOWS[payment.flow].idOf(payment) !== null &&
    expiresAt - Date.now() > REUSE_MARGIN_MS
  )
}

function lineOf(item: Offer, quantity: number): OrderLine {
  const { id, name, price } = item
  return { item: id, soldItem: String(id), name, quantity, unitAmount: price, amount: price * quantity }
}

function hashBuyKey(
  buyerKey: string,
  { itemId, quantity, flow }: { itemId: Id; quantity: number; flow: string },
): string {
  return createHash('sha256')
    .update(JSON.stringify([buyerKey, itemId, quantity, flow]))
    .digest('base64url')
}

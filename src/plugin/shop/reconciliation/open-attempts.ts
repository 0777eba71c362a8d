import type { BasePayload, Where } from 'payload'
import { slugOf } from '../../slugs.ts'
import { isMissing } from '../../stripe/outcome.ts'
import { inTurn } from '../../stripe/pace.ts'
import { leftEvents, retryEvent } from '../events/event-retries.ts'
import { readAttemptFacts, refreshAttempt, resolveLost } from '../payments/attempt-outcome.ts'
import { UNFINISHED } from '../payments/attempt-records.ts'
import type { Id, PaymentRecord } from '../records.ts'
import { resolveRefund } from '../refunds/refund-outcome.ts'
import type { RefundRecord } from '../refunds/refund-records.ts'
import { shopOf } from '../shop.ts'
import type { Found } from './payments.ts'

/** An answer that is this late is lost: no call takes as long. */
const LOST_AFTER_MS = 30_000
const PAGE = 100

/** The shop's own attempts that are not over, asked after one by one: Stripe's lists do not name what Stripe has forgotten. */
export async function* compareOpenAttempts(
  payload: BasePayload,
  { isSeen }: { isSeen: (id: string) => boolean },
): AsyncGenerator<Found | null> {
  for await (const payment of documentsOf<PaymentRecord>(payload, 'payments', {
    status: { in: [...UNFINISHED] },
  })) {
    const id = payment.sessionId ?? payment.intentId
    if (id && isSeen(id)) yield null
    else if (payment.status === 'starting') yield compareUnanswered(payload, payment)
    else yield await compareOpen(payload, payment)
  }
}

function compareUnanswered(payload: BasePayload, payment: PaymentRecord): Found | null {
  if (Date.now() - Date.parse(payment.createdAt) < LOST_AFTER_MS) return null
  return {
    drift: {
      kind: 'unanswered',
      object: payment.attempt,
      order: payment.order,
      what: 'Nobody knows what Stripe has made of this payment.',
      isForPeople: false,
    },
    mend: () => resolveLost(payload, payment),
  }
}

async function compareOpen(payload: BasePayload, payment: PaymentRecord): Promise<Found | null> {
  const account = shopOf(payload).accounts.named(payment.account)
  const read = () => readAttemptFacts(payload, payment)
  const facts = account ? await inTurn(account, read) : await read()
  if (facts.kind !== 'done' && !isMissing(facts))
    throw new Error(`Stripe could not be asked: ${facts.reason}`)
  const state = facts.kind === 'done' ? facts.value.state : 'unknown to Stripe'
  if (state === payment.status) return null
  const kind = state === 'paid' || state === 'processing' ? state : 'ended'
  return {
    drift: {
      kind,
      object: payment.sessionId ?? payment.intentId ?? payment.attempt,
      order: payment.order,
      what: `Stripe says that it is ${state}; here it is ${payment.status}.`,
      isForPeople: false,
    },
    mend: () => refreshAttempt(payload, payment),
  }
}

/** Refunds whose answer was lost, and events that were stored and not applied. */
export async function* compareLeft(payload: BasePayload): AsyncGenerator<Found | null> {
  const before = new Date(Date.now() - LOST_AFTER_MS).toISOString()
  const lost = { status: { equals: 'requested' }, createdAt: { less_than: before } }
  for await (const refund of documentsOf<RefundRecord>(payload, 'refunds', lost)) {
    yield {
      drift: {
        kind: 'unanswered',
        object: refund.request ?? String(refund.id),
        order: refund.order,
        what: 'Nobody knows what Stripe has made of this refund.',
        isForPeople: false,
      },
      mend: () => resolveRefund(payload, refund),
    }
  }
  for (const event of await leftEvents(payload)) {
    yield {
      drift: {
        kind: 'event',
        object: event.eventId,
        order: null,
        what: 'It is stored and was not applied.',
        isForPeople: false,
      },
      mend: () => retryEvent(payload, event),
    }
  }
}

async function* documentsOf<T extends { id: Id }>(
  payload: BasePayload,
  collection: 'payments' | 'refunds',
  where: Where,
): AsyncGenerator<T> {
  let last: Id | null = null
  for (;;) {
    const after: Where = last === null ? {} : { id: { greater_than: last } }
    const { docs }: { docs: T[] } = await payload.db.find<T>({
      collection: slugOf(payload, collection),
      where: { and: [where, after] },
      sort: 'id',
      limit: PAGE,
      pagination: false,
    })
    yield* docs
    if (docs.length < PAGE) return
    last = docs.at(-1)?.id ?? null
  }
}

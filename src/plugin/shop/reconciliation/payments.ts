import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { formatMoney } from '../../domain/money-text.ts'
import { slugOf } from '../../slugs.ts'
import type { Account } from '../../stripe/accounts.ts'
import { factsOfIntent, factsOfSession, type PaymentFacts } from '../../stripe/facts.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { inTurn } from '../../stripe/pace.ts'
import { eventQueueOf } from '../events/event-queue.ts'
import { installationIdOf } from '../installation.ts'
import { canStillChange } from '../payments/attempt-records.ts'
import { settleWithin } from '../payments/settlement.ts'
import type { PaymentRecord } from '../records.ts'
import type { Drift } from './drift.ts'

/** What differs, and what puts it right; false where it does not, since Stripe could not be asked. */
export interface Found {
  drift: Drift
  mend: (() => Promise<boolean>) | null
}

export type Payable = Stripe.Checkout.Session | Stripe.PaymentIntent

/** Compares what Stripe says of payments with what is stored of them. Other installations' are left alone. */
export async function comparePayments(
  payload: BasePayload,
  account: Account,
  { objects, told: toldAttempts }: { objects: readonly Payable[]; told: Set<string> },
): Promise<Found[]> {
  const installation = await installationIdOf(payload)
  const told = objects.map(factsOf).filter(({ marks }) => marks?.installation === installation)
  const payments = await findByAttempt(
    payload,
    told.map(({ marks }) => marks?.attempt ?? ''),
  )
  const found: Found[] = []
  for (const facts of told) {
    const attempt = facts.marks?.attempt ?? ''
    const payment = payments.get(attempt)
    const one = payment ? compare(payload, account, { facts, payment }) : compareUnknown(facts)
    if (!one || (one.drift.kind === 'unknown' && toldAttempts.has(attempt))) continue
    toldAttempts.add(attempt)
    found.push(one)
  }
  return found
}

function factsOf(object: Payable): PaymentFacts {
  return object.object === 'checkout.session' ? factsOfSession(object) : factsOfIntent(object)
}

function compareUnknown(facts: PaymentFacts): Found | null {
  if (facts.state !== 'paid' || facts.amount === 0) return null
  const amount = formatMoney(facts.amount, facts.currency)
  const object = facts.sessionId ?? facts.intentId ?? ''
  const drift: Drift = {
    kind: 'unknown',
    object,
    order: facts.marks?.order ?? null,
    what: `Stripe took ${amount} for order ${facts.marks?.order}, attempt ${facts.marks?.attempt}, which this database does not have. Refund it in Stripe, or enter the order anew.`,
    isForPeople: true,
  }
  return { drift, mend: null }
}

interface Pair {
  facts: PaymentFacts
  payment: PaymentRecord
}

function compare(payload: BasePayload, account: Account, { facts, payment }: Pair): Found | null {
  const isOfSession = FLOWS[payment.flow].object === 'session'
  // How a payment with a session stands is for the session to say.
  if (isOfSession && facts.sessionId === null) return null
  const object = facts.sessionId ?? facts.intentId ?? payment.attempt
  const kind = kindOf(facts, payment)
  if (kind === null) return null
  const describe = (what: string, isForPeople = false): Drift => ({
    kind,
    object,
    order: payment.order,
    what,
    isForPeople,
  })
  if (kind === 'unpaid') {
    const what = `The shop has it as paid, and Stripe says that it is ${facts.state}.`
    return { drift: describe(what, true), mend: null }
  }
  const what = `Stripe says that it is ${facts.state}; here it is ${payment.status}.`
  return { drift: describe(what), mend: () => settle(payload, account, { facts, payment }) }
}

function kindOf({ state }: PaymentFacts, { status }: PaymentRecord): Drift['kind'] | null {
  if (state === 'paid') return status === 'paid' ? null : 'paid'
  if (status === 'paid') return 'unpaid'
  if (!canStillChange(status)) return null
  // One without an answer is looked at by itself.
  if (state === 'open') return null
  if (state === 'processing') return status === 'processing' ? null : 'processing'
  return 'ended'
}

/** Read anew: a list does not say who paid, nor what became of money that was on its way. */
async function settle(
  payload: BasePayload,
  account: Account,
  { facts: told, payment }: Pair,
): Promise<boolean> {
  const flow = FLOWS[payment.flow]
  const id = flow.idOf(told)
  if (!id) return false
  const facts = await inTurn(account, () => flow.read(account, id))
  if (facts.kind !== 'done') throw new Error(`Stripe could not be asked: ${facts.reason}`)
  return eventQueueOf(payload).run(String(payment.order), (req) =>
    settleWithin(req, { attempt: payment.attempt, facts: facts.value }),
  )
}

async function findByAttempt(
  payload: BasePayload,
  attempts: readonly string[],
): Promise<Map<string, PaymentRecord>> {
  if (attempts.length === 0) return new Map()
  const { docs } = await payload.db.find<PaymentRecord>({
    collection: slugOf(payload, 'payments'),
    where: { attempt: { in: [...attempts] } },
    limit: 0,
    pagination: false,
  })
  return new Map(docs.map((payment) => [payment.attempt, payment]))
}

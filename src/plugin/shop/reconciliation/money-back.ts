import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { formatMoney } from '../../domain/money-text.ts'
import { slugOf } from '../../slugs.ts'
import type { Account } from '../../stripe/accounts.ts'
import { inTurn } from '../../stripe/pace.ts'
import { factsOfDispute, factsOfRefund, listRefunds, retrieveDispute } from '../../stripe/refunds.ts'
import { eventQueueOf } from '../events/event-queue.ts'
import type { PaymentRecord } from '../records.ts'
import { type DisputeRecord, recordDispute } from '../refunds/disputes.ts'
import { type RefundRecord, recordRefunds } from '../refunds/refund-records.ts'
import type { Found } from './payments.ts'

/** Compares Stripe's refunds of this shop's payments with what is stored of them. */
export async function compareRefunds(
  payload: BasePayload,
  account: Account,
  refunds: readonly Stripe.Refund[],
): Promise<Found[]> {
  const payments = await findByIntent(payload, refunds)
  const known = await findBy<RefundRecord>(payload, 'refunds', { refundId: refunds.map(({ id }) => id) })
  return refunds.flatMap((refund) => {
    const payment = payments.get(intentOf(refund) ?? '')
    const facts = factsOfRefund(refund)
    const row = known.find(({ refundId }) => refundId === refund.id)
    if (!payment || row?.status === facts.status) return []
    const amount = formatMoney(facts.amount, facts.currency)
    const drift = {
      kind: 'refund',
      object: refund.id,
      order: payment.order,
      what: row
        ? `A refund of ${amount} is ${facts.status} in Stripe and ${row.status} here.`
        : `A refund of ${amount} is not here.`,
      isForPeople: false,
    } as const
    return [{ drift, mend: () => mendRefunds(payload, account, payment) }]
  })
}

async function mendRefunds(payload: BasePayload, account: Account, payment: PaymentRecord): Promise<true> {
  const listed = await inTurn(account, () => listRefunds(account, payment.intentId ?? ''))
  if (listed.kind !== 'done') throw new Error(`Stripe could not be asked: ${listed.reason}`)
  const refunds = listed.value.map(factsOfRefund)
  const { attempt, order } = payment
  await eventQueueOf(payload).run(String(order), (req) => recordRefunds(req, { attempt, refunds }))
  return true
}

/** Compares Stripe's disputes of this shop's payments with what is stored of them. */
export async function compareDisputes(
  payload: BasePayload,
  account: Account,
  disputes: readonly Stripe.Dispute[],
): Promise<Found[]> {
  const payments = await findByIntent(payload, disputes)
  const known = await findBy<DisputeRecord>(payload, 'disputes', { disputeId: disputes.map(({ id }) => id) })
  return disputes.flatMap((dispute) => {
    const payment = payments.get(intentOf(dispute) ?? '')
    const row = known.find(({ disputeId }) => disputeId === dispute.id)
    if (!payment || row?.status === dispute.status) return []
    const drift = {
      kind: 'dispute',
      object: dispute.id,
      order: payment.order,
      what: row ? `It is ${dispute.status} in Stripe and ${row.status} here.` : 'The dispute is not here.',
      isForPeople: false,
    } as const
    return [{ drift, mend: () => mendDispute(payload, account, { id: dispute.id, payment }) }]
  })
}

async function mendDispute(
  payload: BasePayload,
  account: Account,
  { id, payment: { attempt, order } }: { id: string; payment: PaymentRecord },
): Promise<true> {
  const readAt = new Date()
  const found = await inTurn(account, () => retrieveDispute(account, id))
  if (found.kind !== 'done') throw new Error(`Stripe could not be asked: ${found.reason}`)
  const dispute = factsOfDispute(found.value)
  await eventQueueOf(payload).run(String(order), (req) => recordDispute(req, { attempt, dispute, readAt }))
  return true
}

type OfIntent = Pick<Stripe.Refund | Stripe.Dispute, 'payment_intent'>

function intentOf({ payment_intent: intent }: OfIntent): string | null {
  return typeof intent === 'string' ? intent : (intent?.id ?? null)
}

async function findByIntent(
  payload: BasePayload,
  objects: readonly OfIntent[],
): Promise<Map<string, PaymentRecord>> {
  const intentId = objects.flatMap((object) => intentOf(object) ?? [])
  const payments = await findBy<PaymentRecord>(payload, 'payments', { intentId })
  return new Map(payments.map((payment) => [payment.intentId ?? '', payment]))
}

async function findBy<T extends { id: number | string }>(
  payload: BasePayload,
  collection: 'payments' | 'refunds' | 'disputes',
  wanted: Record<string, readonly string[]>,
): Promise<T[]> {
  const [[field, values] = ['', []]] = Object.entries(wanted)
  if (values.length === 0) return []
  const { docs } = await payload.db.find<T>({
    collection: slugOf(payload, collection),
    where: { [field]: { in: [...values] } },
    limit: 0,
    pagination: false,
  })
  return docs
}

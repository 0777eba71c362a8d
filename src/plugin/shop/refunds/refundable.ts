import type { BasePayload } from 'payload'
import type { Reader } from '../../collections/orders/draft-sources.ts'
import { blocksRefund } from '../../domain/disputes.ts'
import { sumOf } from '../../domain/money.ts'
import { hasBeenPaid } from '../../domain/order-status.ts'
import { installationIdOf } from '../installation.ts'
import { findOrder } from '../orders/order-records.ts'
import type { Id, OrderRecord, PaymentRecord } from '../records.ts'
import { findDisputes } from './disputes.ts'
import {
  findPaidAttempts,
  findRefunds,
  hasComeToNothing,
  type RefundRecord,
  receivedOf,
} from './refund-records.ts'

/** What of a payment can go back, in the minor unit of its currency; more than 0. */
export interface RefundablePart {
  payment: PaymentRecord
  amount: number
}

/** What of an order can go back, in the minor unit of its currency. */
export interface Refundable {
  /** Of its payments, newest first: of all that was received, whatever the order's total says. */
  parts: RefundablePart[]
  left: number
  /** Why nothing can, in a sentence; null where something can. */
  refusal: string | null
}

/** For an order's form: what staff can give back of it now. */
export async function refundableOf(payload: BasePayload, orderId: Id): Promise<Refundable | null> {
  const order = await findOrder(payload, { id: { equals: orderId } })
  return order && readRefundable({ payload }, order)
}

export async function readRefundable(reader: Reader, order: OrderRecord): Promise<Refundable> {
  if (!hasBeenPaid(order.status)) return nothing(`An order that is ${order.status} has nothing to give back.`)
  const refunds = await findRefunds(reader, order.id)
  const disputes = await findDisputes(reader, order.id)
  const disputed = new Set(
    disputes.filter(({ status }) => blocksRefund(status)).map(({ attempt }) => attempt),
  )
  const own = await installationIdOf(reader.payload)
  const received = await findPaidAttempts(reader, order.id)
  if (received.some(({ params }) => params.marks.installation !== own))
    return nothing(
      'The money was paid to the installation that this database was copied from: it is given back there.',
    )
  const paid = received.filter(({ attempt, intentId }) => intentId && !disputed.has(attempt))
  const parts = paid
    .map((payment) => ({ payment, amount: receivedOf(payment) - promisedOf(refunds, payment) }))
    .filter(({ amount }) => amount > 0)
  const left = sumOf(parts.map(({ amount }) => amount))
  if (left > 0) return { parts, left, refusal: null }
  if (disputed.size > 0)
    return nothing('The payment is disputed: the dispute decides what becomes of the money.')
  if (refunds.some(({ status }) => status === 'requested'))
    return nothing('Nothing more can be given back while Stripe has not confirmed what was asked for before.')
  return nothing('Everything that was received has been given back.')
}

function nothing(refusal: string): Refundable {
  return { parts: [], left: 0, refusal }
}

/** What went back, is on its way or was asked for. */
function promisedOf(refunds: readonly RefundRecord[], { attempt }: PaymentRecord): number {
  const counted = refunds.filter((refund) => refund.attempt === attempt && !hasComeToNothing(refund))
  return sumOf(counted.map(({ amount }) => amount))
}

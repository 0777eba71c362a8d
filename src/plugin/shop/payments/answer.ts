import type { BasePayload } from 'payload'
import type { PaymentFlow } from '../../domain/payment-flows.ts'
import type { IntentAnswer, SessionAnswer } from '../../stripe/flows/flow.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { orderUrl } from '../orders/order-token.ts'
import type { Id } from '../records.ts'
import { type AttemptToSend, accountOf } from './attempt.ts'

/** A payment that a browser can go on with, as its flow needs it. */
export type StartedPayment = StartedSession | StartedIntent

interface Started {
  publishableKey: string
  orderId: Id
  returnUrl: string
}

export interface StartedSession extends Started, SessionAnswer {}

export interface StartedIntent extends Started, IntentAnswer {
  /** Where it can be sent to, by ISO 3166, for the Address Element; empty for everywhere. Not there where nothing is sent. */
  shipTo?: readonly string[]
}

/** What the browser goes on with, for an attempt that Stripe has opened. */
export async function answerOpened(payload: BasePayload, payment: AttemptToSend): Promise<StartedPayment> {
  const { publishableKey } = accountOf(payload, payment)
  const returnUrl = await orderUrl(payload, payment.order)
  const { flow, params } = payment
  // An intent asks for no address by itself: whoever shows it has to.
  const shipTo = flow === 'intent' && params.shipping ? { shipTo: params.shipping.countries } : {}
  return { ...FLOWS[flow].answer(payment), ...shipTo, publishableKey, orderId: payment.order, returnUrl }
}

/** Nothing was left to pay: every id is null, a session's whatever the flow. */
export async function answerFree(
  payload: BasePayload,
  { flow, publishableKey, orderId }: { flow: PaymentFlow; publishableKey: string; orderId: Id },
): Promise<StartedPayment> {
  const returnUrl = await orderUrl(payload, orderId)
  return { sessionId: null, url: null, ...FLOWS[flow].answer({}), publishableKey, orderId, returnUrl }
}

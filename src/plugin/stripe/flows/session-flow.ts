import type Stripe from 'stripe'
import { checkoutParams, createSession, expireSession, retrieveSession } from '../checkout.ts'
import { factsOfSession } from '../facts.ts'
import { mapOutcome } from '../outcome.ts'
import { withAdditions } from '../session-additions.ts'
import type { Flow, OpenedPayment, PaymentRequest } from './flow.ts'

interface SessionUi {
  uiParams: (request: PaymentRequest) => Stripe.Checkout.SessionCreateParams
  answer: Flow['answer']
}

/** A Checkout Session, shown as `uiParams` say. */
export function sessionFlow({ uiParams, answer }: SessionUi): Flow {
  const sessionParams = (request: PaymentRequest) => ({ ...checkoutParams(request), ...uiParams(request) })
  return {
    hasLines: true,
    object: 'session',
    expires: true,
    answer,
    sessionParams,
    open: async (account, request, idempotencyKey) => {
      const params = withAdditions(sessionParams(request), request.additions)
      return mapOutcome(await createSession(account, params, idempotencyKey), openedSession)
    },
    idOf: ({ sessionId }) => sessionId ?? null,
    read: async (account, id) => mapOutcome(await retrieveSession(account, id), factsOfSession),
    end: async (account, id) => mapOutcome(await expireSession(account, id), factsOfSession),
  }
}

function openedSession(session: Stripe.Checkout.Session): OpenedPayment {
  return {
    sessionId: session.id,
    intentId: null,
    url: session.url,
    clientSecret: session.client_secret,
    amount: session.amount_total ?? 0,
    details: session.total_details && {
      discount: session.total_details.amount_discount,
      tax: session.total_details.amount_tax,
      shipping: session.total_details.amount_shipping ?? 0,
    },
    isLiveMode: session.livemode,
  }
}

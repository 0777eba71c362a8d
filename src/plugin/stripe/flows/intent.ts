import type Stripe from 'stripe'
import { factsOfIntent } from '../facts.ts'
import { cancelIntent, createIntent, intentParams, retrieveIntent } from '../intents.ts'
import { mapOutcome } from '../outcome.ts'
import type { Flow, OpenedPayment } from './flow.ts'

/** A Payment Intent, paid with the Payment Element on the shop's own page. It never expires by itself. */
export const intent: Flow = {
  hasLines: false,
  object: 'intent',
  expires: false,
  answer: ({ intentId = null, clientSecret = null }) => ({ paymentIntentId: intentId, clientSecret }),
  open: async (account, request, idempotencyKey) =>
    mapOutcome(await createIntent(account, intentParams(request), idempotencyKey), openedIntent),
  idOf: ({ intentId }) => intentId ?? null,
  read: async (account, id) => mapOutcome(await retrieveIntent(account, id), factsOfIntent),
  end: async (account, id) => mapOutcome(await cancelIntent(account, id), factsOfIntent),
}

function openedIntent({ id, client_secret, amount, livemode }: Stripe.PaymentIntent): OpenedPayment {
  return {
    sessionId: null,
    intentId: id,
    url: null,
    clientSecret: client_secret,
    amount,
    details: null,
    isLiveMode: livemode,
  }
}

import type Stripe from 'stripe'
import type { Call, Operations } from '../../api/call.ts'
import { ApiError, notFound } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { listPage } from '../../api/pagination.ts'
import { expireSession } from '../../payments/session.ts'
import type { Stored } from '../../store/records.ts'
import { mergeMetadata } from '../metadata.ts'
import { lineItemsOf } from './line-items.ts'
import { createSession } from './new-session.ts'

export const checkoutSessions: Operations = {
  'POST /v1/checkout/sessions': { handle: createSession },
  'GET /v1/checkout/sessions': { handle: list },
  'GET /v1/checkout/sessions/{id}': { handle: (call) => findSession(call).doc },
  'POST /v1/checkout/sessions/{id}': { handle: update },
  'POST /v1/checkout/sessions/{id}/expire': { handle: expire },
  'GET /v1/checkout/sessions/{id}/line_items': {
    handle: (call) => lineItemsOf(call, call.path.id!, call.params),
  },
}

function findSession({ tx, path }: Call): Stored<'checkout.session'> {
  const stored = tx.find('checkout.session', path.id!)
  if (!stored) throw notFound('checkout.session', path.id!)
  return stored
}

function list(call: Call) {
  const { payment_intent, status, customer_details: customer } = call.params
  const email = (customer as Params | undefined)?.email
  return listPage(call, call.params, {
    kind: 'checkout.session',
    url: '/v1/checkout/sessions',
    where: { payment_intent, email, status },
  })
}

/** Documentation: metadata can be updated at any time. */
function update(call: Call): Stripe.Checkout.Session {
  const { doc } = findSession(call)
  const metadata = mergeMetadata(doc.metadata ?? {}, call.params.metadata)
  const changed = { ...doc, metadata }
  call.tx.replace('checkout.session', changed)
  return changed
}

/** Documentation: "A Checkout Session can be expired when it is in one of these statuses: open". */
function expire(call: Call): Stripe.Checkout.Session {
  const { doc } = findSession(call)
  if (doc.status !== 'open') {
    throw new ApiError(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${doc.status}\`.`,
      {},
    )
  }
  return expireSession(call, doc)
}

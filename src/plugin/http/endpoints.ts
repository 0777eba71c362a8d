import type { Endpoint, PayloadHandler } from 'payload'
import { RETRY_AFTER_SECONDS, ShopError } from '../domain/errors.ts'
import type { Handler, ShopRequest } from './handler.ts'
import { handlers } from './handlers.ts'
import { refusalOfAway } from './refusals.ts'
import { tasks } from './tasks-handler.ts'

/**
 * The shop under Payload's own REST, for a project without a server of ours:
 *
 * - `POST /api/shop/buy/:id` starts a payment for one item: `quantity`, `flow`
 * - `POST /api/shop/orders/:id/pay` starts one for a whole order: `flow`, `token`
 * - `GET /api/shop/orders/:id` is the order: `token`
 * - `GET /api/shop/by_order/:id` is every order that contains the item: `limit`, `after`
 * - `POST /api/shop/webhook/:account` takes Stripe's events
 */
export const shopEndpoints: Endpoint[] = [
  { path: '/shop/buy/:id', method: 'post', handler: mounted(handlers.buy) },
  { path: '/shop/orders/:id/pay', method: 'post', handler: mounted(handlers.pay) },
  { path: '/shop/orders/:id', method: 'get', handler: mounted(handlers.order) },
  { path: '/shop/by_order/:id', method: 'get', handler: mounted(handlers.ordersOfItem) },
  { path: '/shop/webhook/:account', method: 'post', handler: mounted(handlers.webhook) },
]

/** `POST /api/shop/tasks` */
export function tasksEndpoint(secret: string): Endpoint {
  return { path: '/shop/tasks', method: 'post', handler: mounted(tasks(secret)) }
}

/** `POST /api/orders/:id/refund`, of the collection of orders: `amount`. */
export const refundEndpoint: Endpoint = {
  path: '/:id/refund',
  method: 'post',
  handler: mounted(handlers.refund),
}

/** `GET /api/orders/accounting`, of the collection of orders: `from`, `to`. */
export const accountingEndpoint: Endpoint = {
  path: '/accounting',
  method: 'get',
  handler: mounted(handlers.accounting),
}

/** Payload answers a thrown `ShopError` itself, with its `status` and in its own form. */
function mounted(handler: Handler): PayloadHandler {
  return (req) =>
    // Over HTTP, Payload's request is the Fetch one with fields of its own.
    telling(handler)(req as unknown as ShopRequest, {
      payload: req.payload,
      user: req.user,
      params: req.routeParams ?? {},
      locale: req.payload.config.localization && req.locale !== 'all' ? (req.locale ?? null) : null,
      // Payload knows no address but what Next, or the proxy before it, wrote into this header.
      address: req.headers.get('x-forwarded-for'),
    })
}

/** Payload has no word for when to come again. */
function telling(handler: Handler): Handler {
  return async (request, visit) => {
    try {
      return await handler(request, visit)
    } catch (thrown) {
      const error = refusalOfAway(thrown) ?? thrown
      if (!(error instanceof ShopError) || error.status !== 503) throw error
      const headers = { 'Retry-After': String(RETRY_AFTER_SECONDS) }
      return Response.json({ errors: [{ message: error.message }] }, { status: error.status, headers })
    }
  }
}

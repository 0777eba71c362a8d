import type { Endpoint, PayloadRequest } from 'payload'
import { ShopError } from '../domain/errors.ts'
import { receiveEvent } from '../shop/events/event-receipt.ts'
import { ordersOfItem, readOrderJson } from '../shop/orders/look-up.ts'
import { assertMaySeeOrder, assertStaff } from '../shop/orders/order-access.ts'
import { parseFlow, parseId, parsePageOfOrders, parseQuantity } from '../shop/parameters.ts'
import { buyItem } from '../shop/payments/item-purchase.ts'
import { payOrder } from '../shop/payments/order-payment.ts'
import type { Id } from '../shop/records.ts'
import { shopOf } from '../shop/shop.ts'
import { readSignedEvent } from '../stripe/signed-events.ts'

/**
 * The shop over Payload's own REST, for a project without a server of ours:
 *
 * - `POST /api/shop/buy/:item?quantity=&flow=` starts a payment for one item; an `Idempotency-Key` makes a
 *   repeated call of the same user or address one order
 * - `POST /api/shop/orders/:id/pay?flow=&token=` starts one for a whole order
 * - `GET /api/shop/orders/:id?token=` is the order
 * - `GET /api/shop/by_order/:item?limit=&after=` is every order that contains the item
 * - `POST /api/shop/webhook/:account` takes Stripe's events
 */
export const shopEndpoints: Endpoint[] = [
  { path: '/shop/buy/:id', method: 'post', handler: buy },
  { path: '/shop/orders/:id/pay', method: 'post', handler: pay },
  { path: '/shop/orders/:id', method: 'get', handler: show },
  { path: '/shop/by_order/:id', method: 'get', handler: lookUp },
  { path: '/shop/webhook/:account', method: 'post', handler: webhook },
]

async function buy(req: PayloadRequest): Promise<Response> {
  assertDeliberate(req)
  const { quantity, flow } = req.query
  return answer(
    await buyItem(req.payload, {
      itemId: parseId(req.payload, req.routeParams?.id),
      quantity: parseQuantity(quantity),
      flow: parseFlow(flow, shopOf(req.payload).flow),
      buyerKey: buyerKeyOf(req),
    }),
  )
}

/**
 * Clients choose their keys, and two strangers may choose the same one: it means something only together with who
 * sends it. Payload knows no address but what Next, or the proxy before it, wrote into this header.
 */
function buyerKeyOf({ headers, user }: PayloadRequest): string | null {
  const own = headers.get('idempotency-key')
  if (!own) return null
  const caller = user ? `user:${user.id}` : `address:${headers.get('x-forwarded-for')}`
  return JSON.stringify([caller, own])
}

async function pay(req: PayloadRequest): Promise<Response> {
  assertDeliberate(req)
  return answer(
    await payOrder(req.payload, {
      orderId: await authorise(req),
      flow: parseFlow(req.query.flow, shopOf(req.payload).flow),
    }),
  )
}

async function show(req: PayloadRequest): Promise<Response> {
  return answer(await readOrderJson(req.payload, await authorise(req)))
}

async function lookUp(req: PayloadRequest): Promise<Response> {
  assertStaff(req.user)
  const page = parsePageOfOrders(req.query)
  const itemId = parseId(req.payload, req.routeParams?.id)
  return answer(await ordersOfItem(req.payload, { itemId, ...page }))
}

/** Answers 2xx only once the event is stored and applied. Any other answer makes Stripe try again. */
async function webhook(req: PayloadRequest): Promise<Response> {
  const account = shopOf(req.payload).accounts.named(String(req.routeParams?.account))
  if (!account) throw new ShopError('not_found', 'There is no such account.')
  const body = Buffer.from((await req.arrayBuffer?.()) ?? new ArrayBuffer(0))
  const event = readSignedEvent(account, body, req.headers.get('stripe-signature') ?? undefined)
  await receiveEvent(req.payload, { account, event })
  return new Response(null, { status: 204 })
}

async function authorise({ payload, user, query, routeParams }: PayloadRequest): Promise<Id> {
  const orderId = parseId(payload, routeParams?.id)
  await assertMaySeeOrder(payload, { orderId, user, token: query.token })
  return orderId
}

/**
 * A page of another site may not start a payment for the one who reads it; the origins of `csrf` may. Over plain HTTP
 * browsers send the origin alone. Programs send neither header and pass.
 */
function assertDeliberate({ headers, payload }: PayloadRequest): void {
  const origin = headers.get('origin')
  if (origin !== null && payload.config.csrf.includes(origin)) return
  const isOwn = origin === null || origin === new URL(shopOf(payload).publicUrl).origin
  if (isOwn && headers.get('sec-fetch-site') !== 'cross-site') return
  throw new ShopError('forbidden', 'Requests from other sites are not accepted.')
}

/** Answers about money are nobody's to keep. */
function answer(body: object): Response {
  return Response.json(body, { headers: { 'Cache-Control': 'no-store' } })
}

import { ShopError } from '../domain/errors.ts'
import { takeDelivery } from '../shop/events/event-deliveries.ts'
import { shopOf } from '../shop/shop.ts'
import { readSignedEvent } from '../stripe/signed-events.ts'
import { readBytes } from './fields.ts'
import type { Handler } from './handler.ts'

/** Stripe's events are a few kilobytes. */
const MAX_BYTES = 1024 * 1024

/**
 * Takes an event of the account `params.account`. Answers 2xx only once it is stored and applied; any other answer
 * makes Stripe try again, such as the 503 of a shop that has too many to apply.
 */
export const webhook: Handler = async (request, { payload, params }) => {
  const account = shopOf(payload).accounts.named(String(params.account))
  if (!account) throw new ShopError('not_found', 'There is no such account.')
  const body = await readBytes(request, MAX_BYTES)
  const event = readSignedEvent(account, body, request.headers.get('stripe-signature') ?? undefined)
  await takeDelivery(payload, { account, event })
  return new Response(null, { status: 204 })
}

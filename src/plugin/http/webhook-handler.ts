import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { ShopError } from '../domain/errors.ts'
import { takeDelivery } from '../shop/events/event-deliveries.ts'
import { shopOf } from '../shop/shop.ts'
import type { Account } from '../stripe/accounts.ts'
import { findSigner, readSignedEvent } from '../stripe/signed-events.ts'
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
  const signature = request.headers.get('stripe-signature') ?? undefined
  const event = readOrTell({ payload, account, body, signature })
  await takeDelivery(payload, { account, event })
  return new Response(null, { status: 204 })
}

interface Delivery {
  payload: BasePayload
  account: Account
  body: Buffer
  signature: string | undefined
}

/** Two addresses with one another's secrets are an operator's mistake: nothing would ever arrive, without a word. */
function readOrTell({ payload, account, body, signature }: Delivery): Stripe.Event {
  try {
    return readSignedEvent(account, body, signature)
  } catch (error) {
    if (signature !== undefined && isTimeToTell(account)) {
      const signer = findSigner(shopOf(payload).accounts.all, body, signature)
      const whose = signer
        ? `the secret of the account ${signer.name}: the endpoint's address in Stripe is that of another account`
        : 'a secret that is not configured: it is of another endpoint, of another time, or nobody’s'
      payload.logger.warn({
        account: account.name,
        msg: `An event for the account ${account.name} was refused. It is signed with ${whose}.`,
      })
    }
    throw error
  }
}

/** Strangers can send as many as they like. */
const TOLD_EVERY_MS = 60_000
const toldAt = new WeakMap<Account, number>()

function isTimeToTell(account: Account): boolean {
  if (Date.now() - (toldAt.get(account) ?? 0) < TOLD_EVERY_MS) return false
  toldAt.set(account, Date.now())
  return true
}

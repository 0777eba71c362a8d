import Stripe from 'stripe'
import { ShopError } from '../domain/errors.ts'
import type { Account } from './accounts.ts'

/**
 * The event in a webhook's raw body. Throws `invalid_input` (400) unless one of the account's secrets signed
 * these very bytes within the last 300 s, and they are an event.
 */
export function readSignedEvent(account: Account, body: Buffer, signature: string | undefined): Stripe.Event {
  const event = verify(account, body, signature ?? '')
  if (isEvent(event)) return event
  throw new ShopError('invalid_input', 'The body is not a Stripe event.')
}

/**
 * Whose secret has signed these bytes within the last 300 s, though they were sent to another account's address; undefined
 * where none of ours has.
 */
export function findSigner(
  accounts: readonly Account[],
  body: Buffer,
  signature: string,
): Account | undefined {
  return accounts.find((account) => {
    try {
      verify(account, body, signature)
      return true
    } catch {
      return false
    }
  })
}

function verify({ webhookSecrets }: Account, body: Buffer, signature: string): unknown {
  for (const secret of webhookSecrets) {
    try {
      return Stripe.webhooks.constructEvent(body, signature, secret)
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) {
        throw new ShopError('invalid_input', 'The body is not a Stripe event.', { cause: error })
      }
    }
  }
  throw new ShopError('invalid_input', 'The signature does not match this account and body.')
}

function isEvent(value: unknown): value is Stripe.Event {
  const { id, type, data } = (value ?? {}) as Partial<Stripe.Event>
  const object: unknown = data?.object
  return typeof id === 'string' && typeof type === 'string' && typeof object === 'object' && object !== null
}

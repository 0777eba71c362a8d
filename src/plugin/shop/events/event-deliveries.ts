import { setTimeout as pause } from 'node:timers/promises'
import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { ShopError } from '../../domain/errors.ts'
import type { Account } from '../../stripe/accounts.ts'
import { receiveEvent } from './event-receipt.ts'

/** In one process. An event is a few kilobytes, so that all of them take some tens of megabytes. */
const MOST_WAITING = 5_000
/** Stripe gives up after twenty to thirty seconds and takes no answer for a failure. */
const PATIENCE_MS = 15_000

const waiting = new WeakMap<BasePayload, number>()

/** How many deliveries are under way in this process. */
export function countDeliveries(payload: BasePayload): number {
  return waiting.get(payload) ?? 0
}

/**
 * Takes an event that Stripe delivers; resolves once it is applied. Throws `unavailable` (503) where too many are waiting
 * already, and where its turn does not come in time: by then it is stored, and is applied all the same.
 */
export async function takeDelivery(
  payload: BasePayload,
  delivery: { account: Account; event: Stripe.Event },
): Promise<void> {
  if (countDeliveries(payload) >= MOST_WAITING)
    throw new ShopError('unavailable', 'Too many events are waiting. Please send it again later.')
  waiting.set(payload, countDeliveries(payload) + 1)
  const applied = receiveEvent(payload, delivery).finally(() => {
    waiting.set(payload, countDeliveries(payload) - 1)
  })
  const timer = new AbortController()
  try {
    const isLate = pause(PATIENCE_MS, true, { signal: timer.signal, ref: false }).catch(() => true)
    if (!(await Promise.race([applied.then(() => false), isLate]))) return
  } finally {
    timer.abort()
  }
  applied.catch((error: unknown) => {
    payload.logger.error({ err: error, msg: `Event ${delivery.event.id} could not be applied.` })
  })
  throw new ShopError(
    'unavailable',
    'The event is stored and waits for its turn. Please send it again later.',
  )
}

import type { BasePayload } from 'payload'
import { withLockIfFree } from '../../database/database.ts'
import { listUndelivered } from '../../stripe/events.ts'
import { shopOf } from '../shop.ts'
import { receiveEvent } from './event-receipt.ts'

/** A younger one may be on its way. */
const YOUNGEST_SECONDS = 60
const OLDEST_SECONDS = 3 * 24 * 60 * 60

/**
 * Applies what Stripe could not tell the shop: refunds and disputes made in the Dashboard while the webhook was broken
 * have nothing here that could be asked after. Each goes the way of an event that came. One process at a time. Answers
 * how many there were; null where another process is at it.
 */
export async function fetchUndelivered(
  payload: BasePayload,
  { signal, youngestSeconds = YOUNGEST_SECONDS }: { signal?: AbortSignal; youngestSeconds?: number } = {},
): Promise<number | null> {
  const count = await withLockIfFree(payload, 'stripe-shop:undelivered', async () => {
    let count = 0
    const others = Object.keys(shopOf(payload).webhooks)
    const nowSeconds = Math.floor(Date.now() / 1000)
    const span = { fromSeconds: nowSeconds - OLDEST_SECONDS, toSeconds: nowSeconds - youngestSeconds, others }
    for (const account of shopOf(payload).accounts.all) {
      const events = await listUndelivered(account, span)
      if (events.kind !== 'done') continue
      for (const event of events.value) {
        if (signal?.aborted) return count
        count += 1
        await receiveEvent(payload, { account, event }).catch((error: unknown) => {
          payload.logger.error({ err: error, msg: `Event ${event.id} could not be applied.` })
        })
      }
    }
    return count
  })
  return count ?? null
}

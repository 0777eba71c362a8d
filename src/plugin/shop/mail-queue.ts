import { randomUUID } from 'node:crypto'
import type { BasePayload } from 'payload'
import { slugOf } from '../slugs.ts'
import type { QueuedMail } from './callbacks.ts'
import { shopOf } from './shop.ts'

/**
 * Leaves a mail for the outbox, which hands it to the option `sendMail` and repeats that until it works. At once and by
 * itself: whoever asks for it in a transaction is not held up by it, and does not take it back either.
 */
export async function queueMail(payload: BasePayload, mail: QueuedMail): Promise<void> {
  if (!shopOf(payload).sendMail) throw new Error('stripeShop: queueMail needs the option sendMail.')
  const now = new Date().toISOString()
  await payload.db.create({
    collection: slugOf(payload, 'shop-outbox'),
    data: { eventId: randomUUID(), kind: 'mail', mail, status: 'waiting', attempts: 0, runAt: now },
    req: {},
    returning: false,
  })
}

import type { BasePayload, Where } from 'payload'
import { inTransaction } from '../database/database.ts'
import { isBeingPaid } from '../domain/order-status.ts'
import { slugOf } from '../slugs.ts'
import { lockOrder, moveOrder } from './orders/order-moves.ts'
import { UNFINISHED, updateAttempt } from './payments/attempt-records.ts'
import { releaseIfOver } from './payments/release.ts'
import type { Id, PaymentRecord } from './records.ts'

const BATCH = 100
const REASON = 'the database was copied, and the payment is the other installation’s'

/**
 * Makes a copied database let go of what the installation that it was copied from goes on with: its payments, its
 * refunds, what it still has to tell the project, its objects in Stripe, and everybody's sessions and API keys. Nothing
 * of Stripe's is touched. Can be run again where it was cut off.
 */
export async function forgetOtherInstallation(payload: BasePayload): Promise<void> {
  await closePayments(payload)
  await drop(payload, 'refunds', { status: { equals: 'requested' } })
  await drop(payload, 'stripe-events', { status: { in: ['received', 'failed'] } })
  await drop(payload, 'stripe-sync', {})
  await drop(payload, 'stripe-objects', {})
  // Last: an order whose payment is closed announces that.
  await drop(payload, 'shop-outbox', { status: { equals: 'waiting' } })
  await endSessions(payload)
}

async function closePayments(payload: BasePayload): Promise<void> {
  for (;;) {
    const { docs } = await payload.db.find<PaymentRecord>({
      collection: slugOf(payload, 'payments'),
      where: { status: { in: [...UNFINISHED] } },
      limit: BATCH,
      pagination: false,
    })
    for (const payment of docs) await closePayment(payload, payment)
    if (docs.length < BATCH) return
  }
}

function closePayment(payload: BasePayload, payment: PaymentRecord): Promise<void> {
  return inTransaction(payload, async (req) => {
    const order = await lockOrder(req, payment.order)
    await updateAttempt(req, payment, { status: 'expired', reason: REASON })
    if (order && isBeingPaid(order.status))
      await moveOrder(req, order, { to: 'expired', reason: REASON, fields: { buyKey: null } })
    await releaseIfOver(req, payment.order)
  })
}

async function drop(
  payload: BasePayload,
  collection: 'refunds' | 'stripe-events' | 'stripe-sync' | 'stripe-objects' | 'shop-outbox',
  where: Where,
): Promise<void> {
  await payload.db.deleteMany({ collection: slugOf(payload, collection), where, req: {} })
}

/** With the same secret, what signs somebody in to the one would do so to the other. */
async function endSessions(payload: BasePayload): Promise<void> {
  for (const { slug, auth } of payload.config.collections) {
    if (!auth || auth.disableLocalStrategy) continue
    const data = {
      resetPasswordToken: null,
      ...(auth.useSessions && { sessions: [] }),
      ...(auth.useAPIKey && { enableAPIKey: false, apiKey: null, apiKeyIndex: null }),
    }
    const { docs } = await payload.db.find<Record<string, unknown> & { id: Id }>({
      collection: slug,
      pagination: false,
    })
    for (const user of docs)
      await payload.db.updateOne({
        collection: slug,
        id: user.id,
        data: { ...user, ...data },
        req: {},
        returning: false,
      })
  }
}

import type { BasePayload } from 'payload'
import { slugOf } from '../../slugs.ts'
import { retrieveEvent } from '../../stripe/events.ts'
import { isMissing } from '../../stripe/outcome.ts'
import { inTurn } from '../../stripe/pace.ts'
import type { Id } from '../records.ts'
import { shopOf } from '../shop.ts'
import { receiveEvent } from './event-receipt.ts'

interface LeftEvent {
  id: Id
  account: string
  eventId: string
}

/** By then an event that is being applied has ended one way or the other. */
const LEFT_AFTER_MS = 5 * 60 * 1000
const BATCH = 200

/** Events that were stored but not applied, by an error or a crash; those that wait for longest come first. */
export async function leftEvents(payload: BasePayload): Promise<LeftEvent[]> {
  const before = new Date(Date.now() - LEFT_AFTER_MS).toISOString()
  const { docs } = await payload.db.find<LeftEvent>({
    collection: slugOf(payload, 'stripe-events'),
    where: { and: [{ status: { in: ['received', 'failed'] } }, { updatedAt: { less_than: before } }] },
    sort: 'updatedAt',
    limit: BATCH,
    pagination: false,
  })
  return docs
}

/**
 * Applies such an event as if Stripe had sent it once more, which Stripe does for three days only. What is stored of
 * it is not enough for that, so it is read anew. Answers whether it is done with; throws what keeps it from being applied.
 */
export async function retryEvent(
  payload: BasePayload,
  { id, account: name, eventId }: LeftEvent,
): Promise<boolean> {
  const account = shopOf(payload).accounts.named(name)
  if (!account) return false
  const answer = await inTurn(account, () => retrieveEvent(account, eventId))
  if (answer.kind === 'done') {
    await receiveEvent(payload, { account, event: answer.value, isPaced: true })
    return true
  }
  if (!isMissing(answer)) return false
  const data = { status: 'ignored', reason: `It was not applied in time. ${answer.reason}` }
  await payload.db.updateOne({
    collection: slugOf(payload, 'stripe-events'),
    id,
    data,
    req: {},
    returning: false,
  })
  return true
}

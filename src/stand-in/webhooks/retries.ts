import type { Attempt } from './attempt.ts'
import type { PendingDelivery } from './delivery.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Growing, as Stripe's are; the first ones are short, so that a shop that restarts need not wait. */
const PAUSES_MS = [
  SECOND,
  3 * SECOND,
  10 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
]
const LAST_PAUSE_MS = 6 * HOUR
/** Documentation: live mode retries "for up to three days". */
const GIVE_UP_AFTER_SECONDS = 3 * 24 * 60 * 60

/** The delivery after one more attempt: done, given up, or due again after a pause. */
export function afterAttempt(delivery: PendingDelivery, attempt: Attempt, nowMs: number): PendingDelivery {
  const attempts = [...delivery.attempts, { at: Math.floor(nowMs / 1000), ...attempt }]
  const isAnswered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300
  const isOver = nowMs / 1000 - delivery.created > GIVE_UP_AFTER_SECONDS
  return {
    ...delivery,
    attempts,
    state: isAnswered ? 'delivered' : isOver ? 'failed' : 'pending',
    nextAttemptMs: nowMs + (PAUSES_MS[attempts.length - 1] ?? LAST_PAUSE_MS),
  }
}

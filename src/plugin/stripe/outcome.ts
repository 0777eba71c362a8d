import Stripe from 'stripe'
import { tellNews } from '../domain/news.ts'
import { CALL_DEADLINE_MS } from './accounts.ts'

/**
 * How a call to Stripe ended. `refused`: Stripe said no, nothing was made. `unavailable`: Stripe said it could not;
 * where the answer `isKept`, Stripe gives it under this key for a day, whatever was made: look the object up, and ask
 * under another key. `unknown`: no answer in time, the same key and parameters must be sent again to learn what happened.
 */
export type Outcome<T> =
  | { kind: 'done'; value: T }
  | Refusal
  | { kind: 'unavailable'; reason: string; isKept: boolean }
  | { kind: 'unknown'; reason: string }

/** Why Stripe said no: its words, its code, and the parameter it is about. */
export interface Refusal {
  kind: 'refused'
  reason: string
  code: string | null
  param: string | null
}

/** Whether the current key cannot see the object: it belongs to another account or mode, or was deleted. */
export function isMissing(outcome: Outcome<unknown>): outcome is Refusal {
  return outcome.kind === 'refused' && outcome.code === MISSING
}

/** Whether asking again under the same key would only be answered the same. */
export function isKept(
  outcome: Outcome<unknown>,
): outcome is Extract<Outcome<unknown>, { kind: 'unavailable' }> {
  return outcome.kind === 'unavailable' && outcome.isKept
}

/** Stripe's code for it. */
export const MISSING = 'resource_missing'

export function mapOutcome<T, U>(outcome: Outcome<T>, map: (value: T) => U): Outcome<U> {
  return outcome.kind === 'done' ? { kind: 'done', value: map(outcome.value) } : outcome
}

/** Awaits a call to Stripe, no longer than the deadline. Only bugs are thrown. */
export async function callStripe<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  const startedAt = performance.now()
  const outcome = await callInTime(call)
  const seconds = (performance.now() - startedAt) / 1000
  tellNews({ kind: 'stripe-call', outcome: outcome.kind, seconds })
  return outcome
}

async function callInTime<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<Outcome<T>>((resolve) => {
    timer = setTimeout(
      () =>
        resolve({ kind: 'unknown', reason: `Stripe did not answer within ${CALL_DEADLINE_MS / 1000} s.` }),
      CALL_DEADLINE_MS,
    )
  })
  try {
    return await Promise.race([settle(call), deadline])
  } finally {
    clearTimeout(timer)
  }
}

async function settle<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await call() }
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return failureOf(error)
    throw error
  }
}

function failureOf(
  error: InstanceType<typeof Stripe.errors.StripeError>,
): Exclude<Outcome<never>, { kind: 'done' }> {
  const reason = error.message
  const status = error.statusCode
  if (status === undefined) return { kind: 'unknown', reason }
  // 409 says that a call with this key is under way: its answer is not known yet.
  if (status === 409) return { kind: 'unknown', reason }
  // Too many calls is said before Stripe looks at the key.
  if (status === 429 || status >= 500) return { kind: 'unavailable', reason, isKept: status >= 500 }
  return { kind: 'refused', reason, code: error.code ?? null, param: error.param ?? null }
}

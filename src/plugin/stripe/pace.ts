import { setTimeout as pause } from 'node:timers/promises'
import Stripe from 'stripe'
import { type Account, isLiveKey } from './accounts.ts'
import { callStripe, type Outcome } from './outcome.ts'

/**
 * Stripe takes 25 requests a second in test mode and 100 in live mode (https://docs.stripe.com/rate-limits); what
 * is left over is for payments, which wait for nobody.
 */
const REQUESTS_PER_SECOND = { test: 20, live: 80 }
const FIRST_PAUSE_MS = 1_000
/** The longest that a recovered Stripe goes unnoticed. */
const LONGEST_PAUSE_MS = 15_000
const WRONG_KEY_PAUSE_MS = 60_000

interface PaceState {
  nextTurnAt: number
  pausedUntil: number
  pauseReason: string
  failures: number
}

const paces = new WeakMap<Account, PaceState>()

function paceOf(account: Account): PaceState {
  const known = paces.get(account)
  if (known) return known
  const pace = { nextTurnAt: 0, pausedUntil: 0, pauseReason: '', failures: 0 }
  paces.set(account, pace)
  return pace
}

/** How much longer the account should be left alone. */
export function pausedForMs(account: Account): number {
  return Math.max(0, paceOf(account).pausedUntil - Date.now())
}

/**
 * A call that nobody waits for: in its turn, under Stripe's limits, and not at all while the account is known
 * not to answer. An account that cannot be reached, or says it is too busy, is left alone for growing times with
 * some jitter, and for as long as its `Retry-After` says.
 */
export async function paced<T>(account: Account, call: () => Promise<T>): Promise<Outcome<T>> {
  const pace = paceOf(account)
  if (pausedForMs(account) > 0) return { kind: 'unavailable', reason: pace.pauseReason, isKept: false }
  await turn(account, pace)
  let failure: InstanceType<typeof Stripe.errors.StripeError> | undefined
  const outcome = await callStripe(() =>
    call().catch((error: unknown) => {
      if (error instanceof Stripe.errors.StripeError) failure = error
      throw error
    }),
  )
  if (failure?.statusCode === 401) return leaveAccountAlone(account, failure.message)
  if (outcome.kind === 'done' || outcome.kind === 'refused') {
    pace.failures = 0
  } else if (failure?.statusCode !== 409) {
    const retryAfterMs = Number(failure?.headers?.['retry-after'] ?? 0) * 1000 || 0
    leaveAlone(pace, Math.max(retryAfterMs, growingPauseMs(pace.failures)), outcome.reason)
    pace.failures += 1
  }
  return outcome
}

/**
 * The same for a call that has its outcome told already: `callStripe` is around it. One that is too busy, or does not
 * answer, is left alone as well.
 */
export async function inTurn<T>(account: Account, call: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const pace = paceOf(account)
  if (pausedForMs(account) > 0) return { kind: 'unavailable', reason: pace.pauseReason, isKept: false }
  await turn(account, pace)
  const outcome = await call()
  if (outcome.kind === 'done' || outcome.kind === 'refused') pace.failures = 0
  else {
    leaveAlone(pace, growingPauseMs(pace.failures), outcome.reason)
    pace.failures += 1
  }
  return outcome
}

/** For a minute: a rejected key is mended only in the Dashboard, or by a restart with another one. */
export function leaveAccountAlone(account: Account, reason: string): Outcome<never> {
  return leaveAlone(paceOf(account), WRONG_KEY_PAUSE_MS, reason)
}

async function turn({ secretKey }: Account, pace: PaceState): Promise<void> {
  const gapMs = 1000 / REQUESTS_PER_SECOND[isLiveKey(secretKey) ? 'live' : 'test']
  const now = Date.now()
  const at = Math.max(now, pace.nextTurnAt)
  pace.nextTurnAt = at + gapMs
  if (at > now) await pause(at - now)
}

/** From half of the pause to the whole of it, so that several processes do not come back together. */
function growingPauseMs(failures: number): number {
  const whole = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
  return whole / 2 + (Math.random() * whole) / 2
}

function leaveAlone(pace: PaceState, pauseMs: number, reason: string): Outcome<never> {
  pace.pausedUntil = Math.max(pace.pausedUntil, Date.now() + pauseMs)
  pace.pauseReason = reason
  return { kind: 'unavailable', reason, isKept: false }
}

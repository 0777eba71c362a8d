import { ApiError } from '../api/errors.ts'

const SECOND_MS = 1000

interface Limit {
  perSecond: number
  /** When each call of the last second came. */
  calls: number[]
}

/**
 * How many calls an account may make in a second, where a test has set it. Documentation, "Rate limits": 25 in
 * test mode, 100 live; what is beyond is refused at once, and nothing of it is done.
 */
export class Pace {
  readonly #limits = new Map<string, Limit>()

  /** @param perSecond null for as many as come */
  limit(account: string, perSecond: number | null): void {
    if (perSecond === null) this.#limits.delete(account)
    else this.#limits.set(account, { perSecond, calls: [] })
  }

  /** @throws ApiError where the account has called too often */
  take(account: string): void {
    const limit = this.#limits.get(account)
    if (!limit) return
    const nowMs = Date.now()
    limit.calls = limit.calls.filter((atMs) => nowMs - atMs < SECOND_MS)
    if (limit.calls.length >= limit.perSecond) {
      throw new ApiError(
        'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
        { status: 429, code: 'rate_limit' },
      )
    }
    limit.calls.push(nowMs)
  }
}

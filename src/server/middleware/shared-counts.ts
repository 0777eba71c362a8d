import { ipKeyGenerator } from 'express-rate-limit'
import type { BasePayload } from 'payload'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'

const WINDOW_SECONDS = 60
const FLUSH_MS = 500
/** Made where it is missing: what it holds is forgotten after a minute, and no migration's business. */
const TABLE = 'shop_request_counts'

export interface CountOptions {
  payload: BasePayload
  /** Of whatever is counted; the same name is the same count in every process. */
  name: string
  /** How many are allowed in a minute. */
  limit: number
}

/** Milliseconds until there is room again; null where there is. */
export type Wait = number | null

/**
 * Counts in the database, for all processes together. A database that is away costs nobody his request: each process
 * counts for itself meanwhile.
 */
export class SharedCount {
  readonly #limiter: RateLimiterPostgres

  constructor({ payload, name, limit }: CountOptions) {
    const own = { keyPrefix: name, points: limit, duration: WINDOW_SECONDS }
    this.#limiter = new RateLimiterPostgres(
      {
        ...own,
        storeClient: (payload.db as unknown as { pool: unknown }).pool,
        storeType: 'pool',
        tableName: TABLE,
        insuranceLimiter: new RateLimiterMemory(own),
      },
      (error?: Error) => {
        if (error)
          payload.logger.warn({ err: error, msg: 'Requests are counted by each process for itself.' })
      },
    )
  }

  /** Counts one, if there is room for it. */
  async take(key: string): Promise<Wait> {
    try {
      await this.#limiter.consume(key)
      return null
    } catch (error) {
      if (error instanceof RateLimiterRes) return error.msBeforeNext
      return null
    }
  }

  /** Takes one back: what was counted need not have been. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key).catch(() => null)
  }

  /** Counts `points` at once and answers all of this minute. */
  async add(key: string, points: number): Promise<{ count: number; msLeft: number } | null> {
    try {
      const { consumedPoints, msBeforeNext } = await this.#limiter.penalty(key, points)
      return { count: consumedPoints, msLeft: msBeforeNext }
    } catch {
      return null
    }
  }
}

type Seen = { shared: number; pending: number; until: number }

/**
 * Counts in this process at once and tells the others of busy callers twice a second, so that nobody waits for the
 * database: of a rush, a few more than the limit come through.
 */
export class BatchedCount {
  readonly #shared: SharedCount
  readonly #limit: number
  readonly #seen = new Map<string, Seen>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: CountOptions) {
    this.#shared = new SharedCount(options)
    this.#limit = options.limit
  }

  take(key: string): Wait {
    const wait = this.peek(key)
    if (wait === null) this.count(key)
    return wait
  }

  peek(key: string): Wait {
    const seen = this.#seen.get(key)
    if (!seen || seen.until <= Date.now() || seen.shared + seen.pending < this.#limit) return null
    return seen.until - Date.now()
  }

  /** How many of this minute are known of here. */
  countOf(key: string): number {
    const seen = this.#seen.get(key)
    return seen && seen.until > Date.now() ? seen.shared + seen.pending : 0
  }

  count(key: string): void {
    const known = this.#seen.get(key)
    const isCurrent = known !== undefined && known.until > Date.now()
    const seen = isCurrent ? known : { shared: 0, pending: 0, until: Date.now() + WINDOW_SECONDS * 1000 }
    seen.pending += 1
    this.#seen.set(key, seen)
    this.#timer ??= setTimeout(() => void this.#flush(), FLUSH_MS).unref()
  }

  async #flush(): Promise<void> {
    for (const [key, seen] of this.#seen) {
      const { pending } = seen
      if (seen.until <= Date.now()) this.#seen.delete(key)
      else if (pending > 0 && seen.shared + pending >= this.#limit * SHARED_FROM) {
        seen.pending = 0
        seen.shared += pending
        const all = await this.#shared.add(key, pending)
        if (all) {
          seen.shared = Math.max(all.count, pending)
          seen.until = Date.now() + all.msLeft
        }
      }
    }
    this.#timer = [...this.#seen.values()].some(({ pending }) => pending > 0)
      ? setTimeout(() => void this.#flush(), FLUSH_MS).unref()
      : null
  }
}

/** Below this part of the limit a process keeps the count to itself: an ordinary shopper costs no query. */
const SHARED_FROM = 0.25

/** Whom a count is about: a whole network of IPv6, where one house has more addresses than there are shoppers. */
export function addressKey(ip: string | undefined): string {
  return ip === undefined ? 'unknown' : ipKeyGenerator(ip)
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from '../webhooks/dispatcher.ts'
import { Pace } from './pace.ts'

/** What goes wrong with the next calls of a path. */
export interface CallFault {
  /** A prefix of the path, such as `/v1/checkout/sessions`; null for every path. */
  path: string | null
  method: string | null
  /** How many calls it still hits. */
  times: number
  kind: 'status' | 'hang' | 'reset' | 'delay' | 'reset_after' | 'slow'
  /** For `status`: 500, 503, 429… */
  status?: number
  retryAfterSeconds?: number
  /** What `Stripe-Should-Retry` says; not sent unless given. */
  shouldRetry?: boolean
  /** For `delay` (before anything is done), `slow` (while it is done) and `hang`. */
  delayMs?: number
}

const TOO_MANY = {
  error: {
    message: 'Request rate limit exceeded. (A fault that was switched on in the stand-in.)',
    type: 'invalid_request_error',
    code: 'rate_limit',
  },
}
const HANG_MS = 10 * 60 * 1000
const BEFORE_ANSWER_TIMEOUT_MS = 10_000

/** The faults of API calls that tests have switched on. Kept in memory only. */
export class FaultBoard {
  deliversBeforeAnswer = false
  readonly pace = new Pace()
  #faults: CallFault[] = []
  readonly #dispatcher: Dispatcher

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher
  }

  add(fault: CallFault): void {
    this.#faults.push(fault)
  }

  clear(): void {
    this.#faults = []
    this.deliversBeforeAnswer = false
  }

  get active(): readonly CallFault[] {
    return this.#faults
  }

  /** The fault that hits this call, which is then used up by one. */
  take(method: string, url: string): CallFault | undefined {
    if (this.#faults.length === 0) return undefined
    const fault = this.#faults.find(
      ({ path, method: only }) =>
        (path === null || url.startsWith(path)) && (only === null || only === method),
    )
    if (!fault) return undefined
    fault.times -= 1
    if (fault.times <= 0) this.#faults = this.#faults.filter((other) => other !== fault)
    return fault
  }

  /** Answers whether the call still goes on: a `delay`, a `reset_after` and a kept 5xx do. */
  async play(fault: CallFault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (fault.shouldRetry !== undefined) response.setHeader('Stripe-Should-Retry', String(fault.shouldRetry))
    if (fault.kind === 'delay') {
      await sleep(fault.delayMs ?? 1000)
      return true
    }
    if (fault.kind === 'reset_after') {
      // The work is done, but its answer never arrives.
      response.end = (() => request.socket.resetAndDestroy()) as never
      return true
    }
    if (fault.kind === 'hang') {
      await Promise.race([sleep(fault.delayMs ?? HANG_MS), closed(request)])
      request.socket.destroy()
      return false
    }
    if (fault.kind === 'reset') {
      request.socket.resetAndDestroy()
      return false
    }
    if (fault.kind === 'slow' || (fault.status ?? 500) >= 500) return true
    if (fault.retryAfterSeconds !== undefined)
      response.setHeader('Retry-After', String(fault.retryAfterSeconds))
    response.writeHead(fault.status ?? 429, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(TOO_MANY))
    return false
  }

  /** Holds a call up after it has taken its idempotency key. */
  async slowDown(fault: CallFault): Promise<void> {
    if (fault.kind === 'slow') await sleep(fault.delayMs ?? 1000)
  }

  async deliverBeforeAnswer(deliveries: string[]): Promise<void> {
    if (this.deliversBeforeAnswer) await this.#dispatcher.whenTried(deliveries, BEFORE_ANSWER_TIMEOUT_MS)
  }
}

function closed(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => request.socket.once('close', () => resolve()))
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}

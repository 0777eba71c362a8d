import { Stripe } from 'stripe'
import type { Clock } from '../store/clock.ts'
import type { Database } from '../store/database.ts'
import { Transaction } from '../store/transaction.ts'
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
const ANSWER_TIMEOUT_MS = 20 * SECOND
const MAX_AT_ONCE = 24
/** Deliveries that a test wants reordered are let go after this, even when fewer came than it named. */
const REORDER_WAIT_MS = 2 * SECOND

export interface DeliveryFault {
  kind: 'drop' | 'duplicate' | 'delay' | 'reorder'
  /** Only events of this type; null for all. */
  type: string | null
  /** How many deliveries it hits; for `reorder`, how many are turned round together. */
  times: number
  delayMs?: number
}

interface Queued {
  account: string
  id: string
  dueMs: number
}

interface DispatcherOptions {
  database: Database
  clock: Clock
  log: (line: string) => void
}

/** Brings events to the registered endpoints: signed, at least once, in no promised order. */
export class Dispatcher {
  readonly #options: DispatcherOptions
  #queue: Queued[] = []
  #running = 0
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #faults: DeliveryFault[] = []
  #heldBack: Queued[] = []
  readonly #tried = new Map<string, () => void>()

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  /** Takes up what was on its way when the stand-in stopped. */
  resume(account: string): void {
    const tx = new Transaction(this.#options.database, account)
    const pending = tx.list('delivery', { where: { state: 'pending' }, limit: Infinity })
    for (const { doc } of pending) this.#push({ account, id: doc.id, dueMs: doc.nextAttemptMs })
    this.wake()
  }

  enqueue(account: string, id: string): void {
    this.#push({ account, id, dueMs: 0 })
    setImmediate(() => this.wake())
  }

  /** Resolves when each of them has been tried once, whatever was answered, or the time is over. */
  async whenTried(ids: string[], timeoutMs: number): Promise<void> {
    if (ids.length === 0) return
    const all = Promise.all(ids.map((id) => new Promise<void>((resolve) => this.#tried.set(id, resolve))))
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs)
    })
    await Promise.race([all, timeout])
    clearTimeout(timer)
    for (const id of ids) this.#tried.delete(id)
  }

  addFault(fault: DeliveryFault): void {
    this.#faults.push(fault)
  }

  clearFaults(): void {
    this.#faults = []
    this.#releaseHeldBack()
  }

  /** Tries everything that waits for a retry at once. */
  retryNow(): void {
    for (const queued of this.#queue) queued.dueMs = 0
    this.wake()
  }

  wake(): void {
    if (this.#isClosed) return
    const nowMs = this.#options.clock.nowMs()
    while (this.#running < MAX_AT_ONCE) {
      const index = this.#queue.findIndex(({ dueMs }) => dueMs <= nowMs)
      if (index < 0) break
      const [queued] = this.#queue.splice(index, 1)
      this.#start(queued!)
    }
    this.#setTimer(nowMs)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    for (const resolve of this.#tried.values()) resolve()
  }

  #push(queued: Queued): void {
    if (!this.#isClosed) this.#queue.push(queued)
  }

  #setTimer(nowMs: number): void {
    clearTimeout(this.#timer)
    if (this.#queue.length === 0 || this.#running >= MAX_AT_ONCE) return
    let dueMs = Number.POSITIVE_INFINITY
    for (const queued of this.#queue) dueMs = Math.min(dueMs, queued.dueMs)
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(dueMs - nowMs, 5), MINUTE))
    this.#timer.unref()
  }

  #start(queued: Queued): void {
    this.#running += 1
    this.#deliver(queued)
      .catch((error: unknown) =>
        this.#options.log(`stand-in: delivery ${queued.id} failed: ${String(error)}`),
      )
      .finally(() => {
        this.#running -= 1
        this.wake()
      })
  }

  async #deliver(queued: Queued): Promise<void> {
    const tx = new Transaction(this.#options.database, queued.account)
    const delivery = tx.find('delivery', queued.id)?.doc
    if (delivery?.state !== 'pending') return
    const event = tx.find('event', delivery.event)?.doc
    const endpoint = tx.find('webhook_endpoint', delivery.endpoint)
    if (!event || endpoint?.doc.status !== 'enabled') {
      return this.#record(queued, { ...delivery, state: 'dropped' })
    }
    const fault = delivery.attempts.length === 0 ? this.#takeFault(event.type) : undefined
    if (fault?.kind === 'drop') return this.#record(queued, { ...delivery, state: 'dropped' })
    if (fault?.kind === 'reorder') return this.#holdBack(queued, fault)
    if (fault?.kind === 'delay') await sleep(fault.delayMs ?? SECOND)
    // Indented, as Stripe sends it: whoever parses and writes it again breaks the signature.
    const body = JSON.stringify(
      { ...event, api_version: endpoint.doc.api_version ?? event.api_version },
      null,
      2,
    )
    const { url } = endpoint.doc
    const attempt = await send(url, endpoint.extra.secret, body)
    if (fault?.kind === 'duplicate') await send(url, endpoint.extra.secret, body)
    if (!this.#isClosed) await this.#recordAttempt(queued, delivery, attempt)
  }

  async #recordAttempt(queued: Queued, delivery: PendingDelivery, attempt: Attempt): Promise<void> {
    const nowMs = this.#options.clock.nowMs()
    const attempts = [...delivery.attempts, { at: Math.floor(nowMs / 1000), ...attempt }]
    const isAnswered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300
    const isOver = nowMs / 1000 - delivery.created > GIVE_UP_AFTER_SECONDS
    const state = isAnswered ? 'delivered' : isOver ? 'failed' : 'pending'
    const nextAttemptMs = nowMs + (PAUSES_MS[attempts.length - 1] ?? LAST_PAUSE_MS)
    await this.#record(queued, { ...delivery, attempts, state, nextAttemptMs })
    if (state === 'pending') this.#push({ ...queued, dueMs: nextAttemptMs })
  }

  async #record(queued: Queued, delivery: PendingDelivery): Promise<void> {
    const tx = new Transaction(this.#options.database, queued.account)
    tx.replace('delivery', delivery)
    const event = tx.find('event', delivery.event)?.doc
    if (event && delivery.state !== 'pending') {
      tx.replace('event', { ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) })
    }
    await tx.commit()
    this.#tried.get(queued.id)?.()
  }

  #takeFault(type: string): DeliveryFault | undefined {
    const fault = this.#faults.find((candidate) => candidate.type === null || candidate.type === type)
    if (!fault) return undefined
    const taken = { ...fault }
    fault.times -= 1
    if (fault.times <= 0) this.#faults = this.#faults.filter((other) => other !== fault)
    return taken
  }

  /** Collects deliveries and lets them go last one first, once the last of them has come. */
  #holdBack(queued: Queued, fault: DeliveryFault): void {
    this.#heldBack.push(queued)
    if (fault.times <= 1) this.#releaseHeldBack()
    else setTimeout(() => this.#releaseHeldBack(), REORDER_WAIT_MS).unref()
  }

  async #releaseHeldBack(): Promise<void> {
    const held = this.#heldBack.reverse()
    this.#heldBack = []
    for (const queued of held) {
      try {
        await this.#deliver(queued)
      } catch (error) {
        this.#options.log(`stand-in: delivery ${queued.id} failed: ${String(error)}`)
      }
    }
  }
}

interface Attempt {
  status: number | null
  error: string | null
}

async function send(url: string, secret: string, body: string): Promise<Attempt> {
  // The real time, whatever the stand-in's clock says: receivers compare it with theirs.
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp })
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'Stripe-Signature': signature,
      },
      body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    await response.body?.cancel()
    return { status: response.status, error: null }
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code
    return { status: null, error: cause ?? (error as Error).name }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}

import type { Clock } from '../store/clock.ts'
import type { Database } from '../store/database.ts'
import { Transaction } from '../store/transaction.ts'
import { sendSigned } from './attempt.ts'
import type { PendingDelivery } from './delivery.ts'
import { DeliveryFaults } from './delivery-faults.ts'
import { afterAttempt } from './retries.ts'

const MAX_AT_ONCE = 24
const MAX_TIMER_MS = 60_000
const DELAY_MS = 1000

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
  readonly faults = new DeliveryFaults<Queued>((held) => void this.#deliverInTurn(held))
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
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(dueMs - nowMs, 5), MAX_TIMER_MS))
    this.#timer.unref()
  }

  #start(queued: Queued): void {
    this.#running += 1
    void this.#deliverInTurn([queued]).then(() => {
      this.#running -= 1
      this.wake()
    })
  }

  async #deliverInTurn(deliveries: Queued[]): Promise<void> {
    for (const queued of deliveries) {
      await this.#deliver(queued).catch((error: unknown) =>
        this.#options.log(`stand-in: delivery ${queued.id} failed: ${String(error)}`),
      )
    }
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
    const fault = delivery.attempts.length === 0 ? this.faults.take(event.type) : undefined
    if (fault?.kind === 'drop') return this.#record(queued, { ...delivery, state: 'dropped' })
    if (fault?.kind === 'reorder') return this.faults.holdBack(queued, fault)
    if (fault?.kind === 'delay') await sleep(fault.delayMs ?? DELAY_MS)
    // Indented, as Stripe sends it: whoever parses and writes it again breaks the signature.
    const body = JSON.stringify(
      { ...event, api_version: endpoint.doc.api_version ?? event.api_version },
      null,
      2,
    )
    const receiver = { url: endpoint.doc.url, secret: endpoint.extra.secret }
    const attempt = await sendSigned(body, receiver)
    if (fault?.kind === 'duplicate') await sendSigned(body, receiver)
    if (this.#isClosed) return
    const tried = afterAttempt(delivery, attempt, this.#options.clock.nowMs())
    await this.#record(queued, tried)
    if (tried.state === 'pending') this.#push({ ...queued, dueMs: tried.nextAttemptMs })
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
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}

import TinyQueue from 'tinyqueue'
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
/** When a delivery is tried anew whose outcome could not be stored. */
const UNSTORED_AGAIN_MS = 5_000

interface Queued {
  account: string
  id: string
  dueMs: number
  /** Of what is due at the same time, the first to come is the first to go. */
  turn: number
}

interface DispatcherOptions {
  database: Database
  clock: Clock
  log: (line: string) => void
}

/** Brings events to the registered endpoints: signed, at least once, in no promised order. */
export class Dispatcher {
  readonly #options: DispatcherOptions
  #queue = new TinyQueue<Queued>([], firstDue)
  #lastTurn = 0
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
    const waiting = this.#queue.data.map((queued) => ({ ...queued, dueMs: 0 }))
    this.#queue = new TinyQueue(waiting, firstDue)
    this.wake()
  }

  wake(): void {
    if (this.#isClosed) return
    const nowMs = this.#options.clock.nowMs()
    while (this.#running < MAX_AT_ONCE) {
      const next = this.#queue.peek()
      if (!next || next.dueMs > nowMs) break
      this.#queue.pop()
      this.#start(next)
    }
    this.#setTimer(nowMs)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    for (const resolve of this.#tried.values()) resolve()
  }

  #push(queued: Omit<Queued, 'turn'>): void {
    if (this.#isClosed) return
    this.#lastTurn += 1
    this.#queue.push({ ...queued, turn: this.#lastTurn })
  }

  #setTimer(nowMs: number): void {
    clearTimeout(this.#timer)
    const next = this.#queue.peek()
    if (!next || this.#running >= MAX_AT_ONCE) return
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(next.dueMs - nowMs, 5), MAX_TIMER_MS))
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
      await this.#deliver(queued).catch((error: unknown) => {
        this.#options.log(`stand-in: delivery ${queued.id} failed: ${String(error)}`)
        this.#push({ ...queued, dueMs: this.#options.clock.nowMs() + UNSTORED_AGAIN_MS })
      })
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

function firstDue(a: Queued, b: Queued): number {
  return a.dueMs - b.dueMs || a.turn - b.turn
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}

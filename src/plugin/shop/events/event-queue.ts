import type { BasePayload, PayloadRequest } from 'payload'
import { inTransaction, mostSideBySide } from '../../database/database.ts'
import { runSideBySide } from '../side-by-side.ts'

/** Transactions at once: they write, and pages and purchases need the rest of the database's time. */
const AT_ONCE = 2

type Work<T = unknown> = (req: PayloadRequest) => Promise<T>

interface Waiting {
  /** Of one order only one is worked on. */
  order: string | null
  work: Work
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

/**
 * The order in which events are applied in this process. However many come at once, they take a bounded part of the
 * database's time; those of different orders share a transaction, which costs less than one for each.
 */
export class EventQueue {
  readonly #payload: BasePayload
  #waiting: Waiting[] = []
  readonly #orders = new Set<string>()
  #running = 0

  constructor(payload: BasePayload) {
    this.#payload = payload
  }

  /** Resolves with what `work` answers, once its transaction is committed. */
  run<T>(order: string | null, work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ order, work, resolve, reject })
      this.#start()
    })
  }

  #start(): void {
    while (this.#running < AT_ONCE) {
      const batch = this.#takeBatch()
      if (batch.length === 0) return
      this.#running += 1
      void apply(this.#payload, batch).finally(() => {
        this.#running -= 1
        for (const { order } of batch) if (order !== null) this.#orders.delete(order)
        this.#start()
      })
    }
  }

  #takeBatch(): Waiting[] {
    const most = mostSideBySide(this.#payload)
    const batch: Waiting[] = []
    const left: Waiting[] = []
    for (const [place, one] of this.#waiting.entries()) {
      if (batch.length === most) {
        left.push(...this.#waiting.slice(place))
        break
      }
      if (one.order !== null && this.#orders.has(one.order)) left.push(one)
      else {
        if (one.order !== null) this.#orders.add(one.order)
        batch.push(one)
      }
    }
    this.#waiting = left
    return batch
  }
}

/** What cannot be applied together is applied in halves, so that only what is at fault fails. */
async function apply(payload: BasePayload, batch: readonly Waiting[]): Promise<void> {
  try {
    const answers = await inTransaction(payload, (req) =>
      runSideBySide(
        req,
        batch.map(({ work }) => work),
      ),
    )
    for (const [place, { resolve }] of batch.entries()) resolve(answers[place] as never)
  } catch (error) {
    if (batch.length === 1) {
      batch[0]?.reject(error)
      return
    }
    const middle = batch.length >> 1
    await apply(payload, batch.slice(0, middle))
    await apply(payload, batch.slice(middle))
  }
}

const queues = new WeakMap<BasePayload, EventQueue>()

export function eventQueueOf(payload: BasePayload): EventQueue {
  const queue = queues.get(payload) ?? new EventQueue(payload)
  queues.set(payload, queue)
  return queue
}

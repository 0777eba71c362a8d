import DataLoader from 'dataloader'
import type { PayloadRequest } from 'payload'

/**
 * Orders that are settled in one transaction share its statements: each is settled by the same code as one alone, and
 * what they ask for in the same moment is asked for together.
 */

type Part = { whole: PayloadRequest; held: Map<string, PayloadRequest> }

const parts = new WeakMap<PayloadRequest, Part>()

/**
 * Does all of it within the transaction of `req`, each with a request of its own that belongs to it. Where one fails the
 * transaction has to be given up, and this rejects once none of them writes any more.
 */
export async function runSideBySide<T>(
  req: PayloadRequest,
  works: readonly ((part: PayloadRequest) => Promise<T>)[],
): Promise<T[]> {
  const held = new Map<string, PayloadRequest>()
  const outcomes = await Promise.allSettled(
    works.map((work) => {
      const part: PayloadRequest = Object.create(req)
      parts.set(part, { whole: req, held })
      return work(part)
    }),
  )
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

/** Two parts of one transaction want the same: a lock of the database would let both have it. */
class SharedOrderError extends Error {
  override readonly name = 'SharedOrderError'
}

/** Keeps what is locked for this part of its transaction alone. */
export function keepForPart(req: PayloadRequest, what: string): void {
  const part = parts.get(req)
  if (!part) return
  const holder = part.held.get(what)
  if (holder && holder !== req) throw new SharedOrderError(`Two at once want ${what}.`)
  part.held.set(what, req)
}

/** A call that is made together with the same calls of the same moment. */
export type BatchedCall<Wanted, Value> = (req: PayloadRequest, wanted: Wanted) => Promise<Value>

/** Works of one transaction, each begun when the one before it has ended. */
class Turns {
  readonly #last = new WeakMap<PayloadRequest, Promise<unknown>>()

  take<T>(whole: PayloadRequest, work: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(whole) ?? Promise.resolve()).then(work)
    this.#last.set(
      whole,
      done.catch(() => {}),
    )
    return done
  }
}

/** A connection takes one statement at a time. */
const statements = new Turns()

/** `run` answers one value for each of `wanted`, in the same order. */
export function inOneCall<Wanted, Value>(
  run: (req: PayloadRequest, wanted: readonly Wanted[]) => Promise<readonly Value[]>,
): BatchedCall<Wanted, Value> {
  const loaders = new WeakMap<PayloadRequest, DataLoader<Wanted, Value>>()
  const create = (whole: PayloadRequest) =>
    new DataLoader<Wanted, Value>((wanted) => statements.take(whole, () => run(whole, wanted)), {
      cache: false,
    })
  return (req, wanted) => {
    const whole = wholeOf(req)
    const loader = loaders.get(whole) ?? create(whole)
    loaders.set(whole, loader)
    return loader.load(wanted)
  }
}

/** Does the work when the same work of the others in this transaction is done. */
export function oneAtATime<T>(): (req: PayloadRequest, work: () => Promise<T>) => Promise<T> {
  const turns = new Turns()
  return (req, work) => turns.take(wholeOf(req), work)
}

function wholeOf(req: PayloadRequest): PayloadRequest {
  return parts.get(req)?.whole ?? req
}

import { setTimeout as pause } from 'node:timers/promises'
import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import type { Outcome } from './outcome.ts'
import { paced, pausedForMs } from './pace.ts'

/** Of time, both ends included. */
export interface Span {
  fromSeconds: number
  toSeconds: number
}

/** As many as Stripe answers at once. */
const PAGE = 100
/**
 * Stripe lists the newest first, so a stretch of time is read to its end before anything of it is used. The first one is an
 * hour; after an empty one the next is longer, after a full one shorter.
 */
const STRETCH_SECONDS = { first: 60 * 60, least: 60, most: 30 * 24 * 60 * 60 }
const FEW = 100
const MANY = 1_000
/** A list that Stripe is too busy for, or does not answer, is asked for again. */
const TRIES = 4

type Created = { id: string; created: number }
type Page<T> = Promise<Stripe.ApiList<T>>
type ListParams = { created: { gte: number; lte: number }; limit: number; starting_after?: string }

/**
 * Everything that an account has from a span of time, however much, the oldest first: page by page, at the pace that
 * Stripe allows. Each answer says until when all of it has been handed over. Ends with the first call that is not answered.
 */
export async function* walkSpan<T extends Created>(
  account: Account,
  { fromSeconds, toSeconds }: Span,
  list: (params: ListParams) => Page<T>,
): AsyncGenerator<Outcome<{ objects: T[]; untilSeconds: number }>> {
  let stretch = STRETCH_SECONDS.first
  for (let from = fromSeconds; from <= toSeconds; ) {
    const untilSeconds = Math.min(from + stretch - 1, toSeconds)
    const objects = await readWhole(account, { fromSeconds: from, toSeconds: untilSeconds }, list)
    if (objects.kind !== 'done') {
      yield objects
      return
    }
    const count = objects.value.length
    yield { kind: 'done', value: { objects: objects.value.reverse(), untilSeconds } }
    if (count < FEW) stretch = Math.min(stretch * 4, STRETCH_SECONDS.most)
    else if (count > MANY) stretch = Math.max(Math.floor(stretch / 4), STRETCH_SECONDS.least)
    from = untilSeconds + 1
  }
}

async function readWhole<T extends Created>(
  account: Account,
  { fromSeconds, toSeconds }: Span,
  list: (params: ListParams) => Page<T>,
): Promise<Outcome<T[]>> {
  const objects: T[] = []
  for (;;) {
    const last = objects.at(-1)
    const page = await askPatiently(account, () =>
      list({
        created: { gte: fromSeconds, lte: toSeconds },
        limit: PAGE,
        ...(last && { starting_after: last.id }),
      }),
    )
    if (page.kind !== 'done') return page
    objects.push(...page.value.data)
    if (!page.value.has_more) return { kind: 'done', value: objects }
  }
}

async function askPatiently<T>(account: Account, call: () => Promise<T>): Promise<Outcome<T>> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await paced(account, call)
    if (outcome.kind === 'done' || outcome.kind === 'refused' || tries === TRIES) return outcome
    await pause(pausedForMs(account))
  }
}

import type Stripe from 'stripe'
import type { Account } from './accounts.ts'
import type { Outcome } from './outcome.ts'
import { paced } from './pace.ts'

/** Of time, both ends included. */
export interface Span {
  fromSeconds: number
  toSeconds: number
}

/** As many as Stripe answers at once. */
const PAGE = 100
/** So much is read to its end before anything of it is used: Stripe lists the newest first. */
const STEP_SECONDS = 60 * 60

type Created = { id: string; created: number }
type Page<T> = Promise<Stripe.ApiList<T>>
type ListParams = { created: { gte: number; lte: number }; limit: number; starting_after?: string }

/**
 * Everything that an account has from a span of time, however much, the oldest first and by the hour: page by page, at
 * the pace that Stripe allows. Each answer says until when all of it has been handed over. Ends with the first call that
 * is not answered.
 */
export async function* walkSpan<T extends Created>(
  account: Account,
  { fromSeconds, toSeconds }: Span,
  list: (params: ListParams) => Page<T>,
): AsyncGenerator<Outcome<{ objects: T[]; untilSeconds: number }>> {
  for (let from = fromSeconds; from <= toSeconds; from += STEP_SECONDS) {
    const untilSeconds = Math.min(from + STEP_SECONDS - 1, toSeconds)
    const objects = await readWhole(account, { fromSeconds: from, toSeconds: untilSeconds }, list)
    if (objects.kind !== 'done') {
      yield objects
      return
    }
    yield { kind: 'done', value: { objects: objects.value.reverse(), untilSeconds } }
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
    const page = await paced(account, () =>
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

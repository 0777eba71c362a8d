import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { ShopError } from '../../domain/errors.ts'
import { groupTypes, retrieveEvent, walkEvents } from '../../stripe/events.ts'
import { isMissing } from '../../stripe/outcome.ts'
import { inTurn } from '../../stripe/pace.ts'
import { groupAccounts, type Names, nameFor } from '../account-names.ts'
import { shopOf } from '../shop.ts'
import { receiveEvent } from './event-receipt.ts'

export interface ReplayOptions {
  /** These alone, in any account. */
  ids: readonly string[]
  /** Only events of these types; all that the shop acts on where there are none. */
  types: readonly string[]
  fromSeconds: number
  toSeconds: number
  /** Only names them. */
  isCheck: boolean
  signal: AbortSignal
  onEvent: (event: { id: string; type: string; created: number; error: string | null }) => void
}

/** Stripe names at most so many in one list. */
const AT_ONCE = 50

/**
 * Applies events as if Stripe had sent them once more, whether they were applied or not, the oldest first. Answers how
 * many there were and which ids no account knows.
 * @throws Error where Stripe does not answer
 */
export async function replayEvents(
  payload: BasePayload,
  options: ReplayOptions,
): Promise<{ count: number; failed: number; unknown: string[] }> {
  const report = { count: 0, failed: 0, unknown: [] as string[] }
  const apply = async (names: Names, events: readonly Stripe.Event[]) => {
    for (let place = 0; place < events.length && !options.signal.aborted; place += AT_ONCE) {
      const errors = await Promise.all(
        events.slice(place, place + AT_ONCE).map(async (event) => {
          const error = options.isCheck ? null : await replay(payload, { names, event })
          options.onEvent({ id: event.id, type: event.type, created: event.created, error })
          return error
        }),
      )
      report.count += errors.length
      report.failed += errors.filter((error) => error !== null).length
    }
  }
  for (const id of options.ids) {
    const found = await find(payload, id)
    if (found) await apply(found.names, [found.event])
    else report.unknown.push(id)
  }
  if (options.ids.length > 0) return report
  const { fromSeconds, toSeconds, types } = options
  const groups = types.length > 0 ? [types] : groupTypes(Object.keys(shopOf(payload).webhooks))
  for (const names of groupAccounts(payload)) {
    for (const group of groups) {
      for await (const step of walkEvents(names[0], { types: group, fromSeconds, toSeconds })) {
        if (step.kind !== 'done') throw new Error(`Stripe could not be asked: ${step.reason}`)
        await apply(names, step.value.objects)
        if (options.signal.aborted) return report
      }
    }
  }
  return report
}

/**
 * Applies one that is stored here once more, as the command does. Answers why it could not be applied, or null. Throws
 * `not_found` (404) where Stripe does not know it any more, `unavailable` (503) where Stripe cannot be asked.
 */
export async function replayStored(
  payload: BasePayload,
  { eventId }: { eventId: string },
): Promise<string | null> {
  const found = await find(payload, eventId)
  if (!found)
    throw new ShopError('not_found', 'Stripe does not know this event any more: it keeps events for 30 days.')
  return replay(payload, found)
}

interface Replay {
  names: Names
  event: Stripe.Event
}

/** Answers why it could not be applied, or null. */
async function replay(payload: BasePayload, { names, event }: Replay): Promise<string | null> {
  const account = nameFor(event.data.object, names)
  try {
    await receiveEvent(payload, { account, event, isPaced: true, isForced: true })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function find(payload: BasePayload, id: string): Promise<Replay | null> {
  for (const names of groupAccounts(payload)) {
    const answer = await inTurn(names[0], () => retrieveEvent(names[0], id))
    if (answer.kind === 'done') return { names, event: answer.value }
    if (!isMissing(answer)) throw new ShopError('unavailable', `Stripe could not be asked: ${answer.reason}`)
  }
  return null
}

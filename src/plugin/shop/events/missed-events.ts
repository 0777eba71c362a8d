import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { withLockIfFree } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import { groupTypes, walkEvents } from '../../stripe/events.ts'
import { groupAccounts, type Names, nameFor } from '../account-names.ts'
import { shopOf } from '../shop.ts'
import { receiveEvent } from './event-receipt.ts'

/** A younger one may be on its way. */
const YOUNGEST_SECONDS = 60
/** Where nothing is known of an account: as far back as Stripe delivers an event again. */
const OLDEST_SECONDS = 3 * 24 * 60 * 60
/** Stripe's list can be behind, and clocks differ: so much of what was read is read again. */
const OVERLAP_SECONDS = 10 * 60
/** Applied at once; those of different orders share a transaction. */
const AT_ONCE = 50

/** How far an account's events have been read. Kept in Payload's key-value store. */
interface Progress {
  untilSeconds: number
}

interface Options {
  signal?: AbortSignal
  youngestSeconds?: number
}

/**
 * Applies what Stripe could not tell the shop: refunds and disputes made in the Dashboard while the webhook was broken
 * have nothing here that could be asked after. Reads each account's events on from where the last round has come to, so
 * that a day's worth is as good as a minute's. Each goes the way of an event that came. One process at a time. Answers
 * how many there were; null where another process is at it.
 */
export async function fetchMissed(
  payload: BasePayload,
  { signal, youngestSeconds = YOUNGEST_SECONDS }: Options = {},
): Promise<number | null> {
  const count = await withLockIfFree(payload, 'stripe-shop:undelivered', async (turn) => {
    const isOver = () => signal?.aborted === true || !turn.isHeld()
    const toSeconds = nowSeconds() - youngestSeconds
    let count = 0
    for (const names of groupAccounts(payload)) {
      for (const types of groupTypes(Object.keys(shopOf(payload).webhooks))) {
        count += await readOn(payload, { names, types, toSeconds, isOver })
        if (isOver()) return count
      }
    }
    return count
  })
  return count ?? null
}

interface Reading {
  names: Names
  types: readonly string[]
  toSeconds: number
  isOver: () => boolean
}

async function readOn(payload: BasePayload, { names, types, toSeconds, isOver }: Reading): Promise<number> {
  const [account] = names
  const key = `stripe-shop:events:${account.name}:${types[0]}`
  const known = await payload.kv.get<Progress>(key)
  const fromSeconds = known ? known.untilSeconds - OVERLAP_SECONDS : nowSeconds() - OLDEST_SECONDS
  let count = 0
  for await (const step of walkEvents(account, { types, fromSeconds, toSeconds })) {
    if (step.kind !== 'done') {
      payload.logger.warn(`Events of the account ${account.name} cannot be read: ${step.reason}`)
      return count
    }
    const missed = await withoutKnown(payload, step.value.objects)
    for (let place = 0; place < missed.length; place += AT_ONCE) {
      if (isOver()) return count
      await applyAll(payload, names, missed.slice(place, place + AT_ONCE))
    }
    count += missed.length
    await payload.kv.set(key, { untilSeconds: step.value.untilSeconds } satisfies Progress)
  }
  return count
}

/** One that cannot be applied is stored as failed, and the sweep's from then on. */
async function applyAll(payload: BasePayload, names: Names, events: Stripe.Event[]): Promise<void> {
  await Promise.all(
    events.map((event) =>
      receiveEvent(payload, { account: nameFor(event.data.object, names), event, isPaced: true }).catch(
        (error: unknown) => {
          payload.logger.error({ err: error, msg: `Event ${event.id} could not be applied.` })
        },
      ),
    ),
  )
}

async function withoutKnown(payload: BasePayload, events: readonly Stripe.Event[]): Promise<Stripe.Event[]> {
  if (events.length === 0) return []
  const { docs } = await payload.db.find<{ eventId: string }>({
    collection: slugOf(payload, 'stripe-events'),
    where: {
      and: [{ eventId: { in: events.map(({ id }) => id) } }, { status: { in: ['applied', 'ignored'] } }],
    },
    select: { eventId: true },
    limit: 0,
    pagination: false,
  })
  const known = new Set(docs.map(({ eventId }) => eventId))
  return events.filter(({ id }) => !known.has(id))
}

const nowSeconds = () => Math.floor(Date.now() / 1000)

import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { addItem, type Shop } from './shop.ts'

/** The worker keeps under Stripe's limit of 25 in test mode (src/stripe/pace.ts); a new item is one call. */
const PACE_PER_SECOND = 20
const LOOK_EVERY_MS = 50

export interface SyncRate {
  itemsPerSecond: number
  /** Of what the worker's pace allows. */
  share: number
}

/** From the first of so many saves to the last item in Stripe. */
export async function measureSync(shop: Shop, count: number): Promise<SyncRate> {
  const startedAt = performance.now()
  for (let index = 1; index <= count; index += 1) await addItem(shop, `Synced ${index}`)
  while (await hasJobs(shop.database)) await pause(LOOK_EVERY_MS)
  const itemsPerSecond = count / ((performance.now() - startedAt) / 1000)
  return { itemsPerSecond, share: itemsPerSecond / PACE_PER_SECOND }
}

async function hasJobs(database: pg.Client): Promise<boolean> {
  const { rows } = await database.query(
    'select 1 from payload_jobs where not coalesce(has_error, false) limit 1',
  )
  return rows.length > 0
}

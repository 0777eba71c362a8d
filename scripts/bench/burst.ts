import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type pg from 'pg'
import { type Load, loadFor, sendOnce, shopperHeaders } from './load.ts'
import { newSessions, paidEvents, type Shop } from './shop.ts'

/** A visitor comes so often. */
const VISIT_EVERY_MS = 20
const LOOK_EVERY_MS = 100
const PATIENCE_MS = 5 * 60_000
/** So many come one after the other before, so that nothing is done for the first time. */
const WARM_UP_EVENTS = 300
const WARM_UP_SECONDS = 3
/** Of bare Express. Before deliveries were queued, two processes applied 41 to 86 a second on a machine that answers 12,000. */
const LEAST_SHARE = 0.02
const MOST_PAGE_P99_MS = 100

export interface Burst {
  events: number
  appliedPerSecond: number
  /** How Stripe was answered; what is stored and still waits for its turn counts as an error there. */
  answers: Load
  pages: { p50Ms: number; p99Ms: number; errors: number }
}

/** That so many orders are paid is told to the shop all at once, while visitors look at items. */
export async function measureBurst(shop: Shop, items: readonly number[], count: number): Promise<Burst> {
  const purchases = Array.from({ length: count + WARM_UP_EVENTS }, (_, index) => ({
    method: 'GET' as const,
    path: `/buy/${items[index % items.length]}`,
    headers: shopperHeaders(index),
  }))
  await sendOnce(shop.url, purchases)
  const sessions = await newSessions(shop, purchases.length, new Set())
  const orders = sessions.length
  const paths = items.map((id) => `/item/${id}`)
  await loadFor({ origin: shop.url, paths }, WARM_UP_SECONDS)
  await sendOnce(shop.url, paidEvents(sessions.splice(0, WARM_UP_EVENTS)))
  const events = paidEvents(sessions)
  const visitor = new Worker(new URL('./visitor.mjs', import.meta.url), {
    workerData: { origin: shop.url, paths, everyMs: VISIT_EVERY_MS },
  })
  const startedAt = performance.now()
  const [answers] = await Promise.all([
    sendOnce(shop.url, events, events.length),
    allPaid(shop.database, orders),
  ])
  const seconds = (performance.now() - startedAt) / 1000
  visitor.postMessage('stop')
  const [seen] = (await once(visitor, 'message')) as [{ timesMs: number[]; errors: number }]
  await visitor.terminate()
  const sorted = seen.timesMs.toSorted((a, b) => a - b)
  const percentile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return {
    events: events.length,
    appliedPerSecond: events.length / seconds,
    answers,
    pages: { p50Ms: percentile(0.5), p99Ms: percentile(0.99), errors: seen.errors },
  }
}

async function allPaid(database: pg.Client, count: number): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const { rows } = await database.query(`select count(*)::int as count from orders where status = 'paid'`)
    if (rows[0].count >= count) return
    if (Date.now() > until) throw new Error(`Only ${rows[0].count} of ${count} orders are paid.`)
    await pause(LOOK_EVERY_MS)
  }
}

/** Answers whether the marks are reached. */
export function printBurst({ events, appliedPerSecond, answers, pages }: Burst, bare: Load): boolean {
  const share = appliedPerSecond / bare.requestsPerSecond
  const isReached = share >= LEAST_SHARE && pages.p99Ms <= MOST_PAGE_P99_MS && pages.errors === 0
  console.log(
    `\n${events} events at once: ${appliedPerSecond.toFixed(0)}/s applied, ${share.toFixed(3)} of bare Express (${LEAST_SHARE}), ${answers.errors} told to come again` +
      `\nitem pages meanwhile: p50 ${pages.p50Ms.toFixed(0)} ms, p99 ${pages.p99Ms.toFixed(0)} ms (${MOST_PAGE_P99_MS}), ${pages.errors} errors` +
      `\n${isReached ? 'ok' : 'MISSED'}`,
  )
  return isReached
}

import { channel } from 'node:diagnostics_channel'
import type { BasePayload } from 'payload'
import { countDeliveries, type ShopNews } from 'payload-stripe-shop/operations'
import type pg from 'pg'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { countConnections } from './database-pool.ts'

/** What the database is asked for metrics is asked once in so long, however often somebody looks. */
const FRESH_MS = 10_000

/** In one statement, so that all of it is of one moment. Each row is a metric's name, its label and its value. */
const STATE = `
  select 'orders' as metric, status::text as label, count(*)::float8 as value from orders group by status
  union all
  select 'review', '', count(*) from orders where review <> ''
  union all
  select 'received', currency, coalesce(sum(amount_received), 0)::float8 from payments where status = 'paid' group by currency
  union all
  select 'returned', currency, coalesce(sum(amount), 0)::float8 from refunds where status in ('pending', 'succeeded')
    group by currency
  union all
  select 'disputes', status::text, count(*) from disputes group by status
  union all
  select 'events', status::text, count(*) from stripe_events where status in ('received', 'failed') group by status
  union all
  select 'eventAge', '', coalesce(extract(epoch from now() - min(created_at)), 0) from stripe_events
    where status in ('received', 'failed')
  union all
  select 'payments', status::text, count(*) from payments where status in ('starting', 'open', 'processing') group by status
  union all
  select 'jobs', '', count(*) from payload_jobs where queue = 'stripe-sync' and completed_at is null and not has_error
  union all
  select 'jobAge', '', coalesce(extract(epoch from now() - min(created_at)), 0) from payload_jobs
    where queue = 'stripe-sync' and completed_at is null and not has_error
  union all
  select 'syncs', status::text, count(*) from stripe_sync group by status
  union all
  select 'holds', '', count(*) from stock_holds
  union all
  select 'heldQuantity', '', coalesce(sum(quantity), 0) from stock_holds
  union all
  select 'holdAge', '', coalesce(extract(epoch from now() - min(created_at)), 0) from stock_holds
  union all
  select 'outbox', status::text, count(*) from shop_outbox where status in ('waiting', 'failed') group by status`

type State = Map<string, Map<string, number>>

/** Gauges by the metric of `STATE` that they show. */
const GAUGES: Record<string, { name: string; help: string; label?: string }> = {
  orders: { name: 'shop_orders', help: 'Orders by status.', label: 'status' },
  review: { name: 'shop_orders_to_review', help: 'Orders that a person should look at.' },
  received: {
    name: 'shop_money_received_minor',
    help: 'What Stripe took for paid orders, in the minor unit of the currency.',
    label: 'currency',
  },
  returned: {
    name: 'shop_money_returned_minor',
    help: 'What was refunded or is on its way back, in the minor unit of the currency.',
    label: 'currency',
  },
  disputes: { name: 'shop_disputes', help: 'Disputes by their status in Stripe.', label: 'status' },
  events: { name: 'shop_events_unapplied', help: 'Events that are stored and not applied.', label: 'status' },
  eventAge: {
    name: 'shop_events_unapplied_age_seconds',
    help: 'Since when the oldest event that is not applied has been stored.',
  },
  payments: { name: 'shop_payments_unfinished', help: 'Payments that are not over.', label: 'status' },
  jobs: { name: 'shop_sync_queue', help: 'Documents that wait to be brought into step with Stripe.' },
  jobAge: {
    name: 'shop_sync_queue_age_seconds',
    help: 'Since when the oldest document has waited to be brought into step with Stripe.',
  },
  syncs: { name: 'shop_synced_objects', help: 'Documents by how they stand with Stripe.', label: 'status' },
  holds: { name: 'shop_stock_holds', help: 'Holds of stock for payments that are under way.' },
  heldQuantity: { name: 'shop_stock_held', help: 'How many pieces are held.' },
  holdAge: { name: 'shop_stock_hold_age_seconds', help: 'Since when the oldest hold has been kept.' },
  outbox: { name: 'shop_outbox', help: 'Callbacks that wait or were given up.', label: 'status' },
}

/** What the shop is doing, for operators. Money is in minor units, as everywhere. */
export function registerShopMetrics(register: Registry, payload: BasePayload): void {
  const readState = stateReader(payload)
  new Gauge({
    name: 'shop_database_up',
    help: 'Whether the database has answered.',
    registers: [register],
    aggregator: 'min',
    async collect() {
      this.set((await readState()) ? 1 : 0)
    },
  })
  for (const [metric, { name, help, label }] of Object.entries(GAUGES)) {
    new Gauge({
      name,
      help,
      labelNames: label ? [label] : [],
      registers: [register],
      // All processes ask the same database: their figures are not to be added up.
      aggregator: 'max',
      async collect() {
        const state = await readState()
        // What is not known is not shown as it was.
        this.reset()
        if (!state) return this.remove()
        for (const [value, count] of state.get(metric) ?? []) {
          if (label) this.set({ [label]: value }, count)
          else this.set(count)
        }
      },
    })
  }
  registerOwn(register, payload)
  registerNews(register)
}

function stateReader(payload: BasePayload): () => Promise<State | null> {
  const { pool } = payload.db as unknown as { pool: pg.Pool }
  let readAt = 0
  let reading: Promise<State | null> = Promise.resolve(null)
  const read = async (): Promise<State | null> => {
    try {
      const { rows } = await pool.query<{ metric: string; label: string; value: number }>(STATE)
      const state: State = new Map()
      for (const { metric, label, value } of rows)
        state.set(metric, (state.get(metric) ?? new Map()).set(label, Number(value)))
      return state
    } catch {
      return null
    }
  }
  return () => {
    if (Date.now() - readAt < FRESH_MS) return reading
    readAt = Date.now()
    reading = read()
    return reading
  }
}

/** What this process alone knows. */
function registerOwn(register: Registry, payload: BasePayload): void {
  new Gauge({
    name: 'shop_webhook_queue',
    help: 'Deliveries of events that this process is dealing with.',
    registers: [register],
    collect() {
      this.set(countDeliveries(payload))
    },
  })
  new Gauge({
    name: 'shop_database_connections',
    help: 'Connections of this process: open ones, idle ones among them, and callers that wait for one.',
    labelNames: ['pool', 'state'],
    registers: [register],
    collect() {
      for (const [pool, counts] of Object.entries(countConnections(payload)))
        for (const [state, count] of Object.entries(counts)) this.set({ pool, state }, count)
    },
  })
}

const LAG_SECONDS = [0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400]
const CALL_SECONDS = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 5]

function registerNews(register: Registry): void {
  const lag = new Histogram({
    name: 'shop_webhook_lag_seconds',
    help: 'From the moment when Stripe made an event until the shop had applied it.',
    labelNames: ['account'],
    buckets: LAG_SECONDS,
    registers: [register],
  })
  const events = new Counter({
    name: 'shop_events_total',
    help: 'Events by what became of them.',
    labelNames: ['account', 'status'],
    registers: [register],
  })
  const calls = new Histogram({
    name: 'shop_stripe_call_seconds',
    help: 'How long Stripe took to answer, by how the call ended.',
    labelNames: ['outcome'],
    buckets: CALL_SECONDS,
    registers: [register],
  })
  channel('payload-stripe-shop').subscribe((message) => {
    const news = message as ShopNews
    if (news.kind === 'stripe-call') calls.observe({ outcome: news.outcome }, news.seconds)
    else {
      events.inc({ account: news.account, status: news.status })
      if (news.status !== 'failed') lag.observe({ account: news.account }, news.lagSeconds)
    }
  })
}

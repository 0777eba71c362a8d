import assert from 'node:assert/strict'
import fc from 'fast-check'
import type Stripe from 'stripe'
import { receiveEvent } from '../../src/plugin/shop/events/event-receipt.ts'
import { fetchMissed } from '../../src/plugin/shop/events/missed-events.ts'
import type { Id } from '../../src/plugin/shop/records.ts'
import { shopOf } from '../../src/plugin/shop/shop.ts'
import { SYNC_QUEUE } from '../../src/plugin/shop/sync/queue.ts'
import { WITHDRAWAL } from '../../src/plugin/shop/withdrawal-queue.ts'
import type { Account } from '../../src/plugin/stripe/accounts.ts'
import { WEBHOOK_EVENTS } from '../../src/plugin/stripe/webhook-events.ts'
import { createStandIn } from '../../src/stand-in/index.ts'
import { createEmptyDatabase } from './databases.ts'
import { HISTORY_PROJECT } from './history-project.ts'
import { MortalProcess } from './mortal-process.ts'
import { type PluginShop, startPluginShop } from './plugin-shop.ts'
import {
  type Concern,
  DISCOUNTS,
  hasBeenPaid,
  ITEMS,
  type ModelOrder,
  refundedOf,
  ShopModel,
} from './shop-model.ts'
import type { TestSandbox } from './test-shop.ts'

/** What histories happen in: a project with a trash, its staff, and a stand-in whose debits wait to be ended. */
export interface HistoryWorld {
  shop: PluginShop
  sandbox: TestSandbox
  /** Of the same shop. */
  other: MortalProcess
  admin: Record<string, string>
  /** Whatever Stripe has to tell of these orders and was not asked for before, the newest first. */
  newsOf(orders: readonly Id[]): Promise<News[]>
  /** What the worker would do within a second: ends the payments of what is not sold any more, and does not sync items. */
  withdraw(): Promise<void>
  /** The same as after a day without webhooks: slower, since it keeps to Stripe's limits. */
  fetchMissed(): Promise<void>
  close(): Promise<void>
}

type News = Parameters<typeof receiveEvent>[1]

/** An order of a history, and where it is paid. */
export interface RealOrder {
  id: Id
  url: string | null
  sessionId: string | null
  intentId: string | null
}

/** The real shop of one history, in the model's order. */
export interface RealShop {
  world: HistoryWorld
  items: Id[]
  discounts: { id: Id; code: string }[]
  orders: RealOrder[]
  /** Brings what Stripe has to tell of these orders to the shop, as if all their webhooks came at once; other histories' stay untold. */
  catchUp(): Promise<void>
}

const KEYS = { secretKey: 'sk_test_sandbox_eur', publishableKey: 'pk_test_sandbox_eur' }

export async function startHistoryWorld(): Promise<HistoryWorld> {
  process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'
  const sandbox = await createStandIn({
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1',
    dataDir: null,
    accounts: [{ name: 'eur', ...KEYS }],
    // Histories end them.
    bankDebitDelaySeconds: 24 * 60 * 60,
  })
  const shop = await startPluginShop(
    { create: createEmptyDatabase },
    { sandbox, more: HISTORY_PROJECT, events: [...WEBHOOK_EVENTS], host: { postgres: { push: true } } },
  )
  const other = new MortalProcess({ databaseUrl: shop.databaseUrl, sandboxUrl: sandbox.url })
  const account = shopOf(shop.payload).accounts.named('eur')
  if (!account) throw new Error('The shop has no account.')
  return {
    shop,
    sandbox,
    other,
    admin: await shop.signIn('admin'),
    newsOf: openNews(shop.stripe, account),
    withdraw: inRounds(async () => {
      const where = { taskSlug: { equals: WITHDRAWAL } }
      await shop.payload.jobs.run({ queue: SYNC_QUEUE, where, limit: 100, silent: true })
    }),
    fetchMissed: async () => void (await fetchMissed(shop.payload, { youngestSeconds: 0 })),
    close: async () => {
      await other.close()
      await shop.close()
      await sandbox.close()
    },
  }
}

/** One round at a time; whoever asks while one is under way shares the next, which sees all that is done by now. */
function inRounds(round: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  return () => {
    if (next) return next
    const begun = last.then(() => {
      next = null
      return round()
    })
    next = begun
    last = begun.catch(() => {})
    return begun
  }
}

/** Reads Stripe's events on, and tells of each order what has not been told. */
function openNews(stripe: Stripe, account: Account): HistoryWorld['newsOf'] {
  const untold = new Map<string, Stripe.Event[]>()
  const orderOfIntent = new Map<string, string>()
  let last: string | null = null
  const read = inRounds(async () => {
    for (;;) {
      const page = await stripe.events.list({
        types: [...WEBHOOK_EVENTS],
        limit: 100,
        ...(last !== null && { ending_before: last }),
      })
      for (const event of page.data.toReversed()) {
        const order = orderOf(event, orderOfIntent)
        untold.set(order, [event, ...(untold.get(order) ?? [])])
      }
      last = page.data[0]?.id ?? last
      if (!page.has_more || page.data.length === 0) return
    }
  })
  return async (orders) => {
    await read()
    return orders.flatMap((id) => {
      const events = untold.get(String(id)) ?? []
      untold.delete(String(id))
      return events.map((event) => ({ account, event }))
    })
  }
}

/** Refunds, disputes and charges name their intent alone, of which there was an event before. */
function orderOf({ id, data }: Stripe.Event, orderOfIntent: Map<string, string>): string {
  const object = data.object as {
    id: string
    object: string
    metadata?: Stripe.Metadata
    payment_intent?: string
  }
  const intent = object.object === 'payment_intent' ? object.id : object.payment_intent
  const order = object.metadata?.order ?? orderOfIntent.get(String(intent))
  if (order === undefined) throw new Error(`Nobody knows which order ${id} is of.`)
  if (intent) orderOfIntent.set(intent, order)
  return order
}

let made = 0

/** The items and discounts of a new history, written as they lie in the database: a history begins with what staff do then. */
async function openRealShop(world: HistoryWorld, model: ShopModel): Promise<RealShop> {
  made += 1
  const { payload } = world.shop
  const create = (collection: string, data: Record<string, unknown>) =>
    payload.db.create({ collection: collection as never, data }) as Promise<Row>
  const items = model.items.map(async ({ price, stock }, place) => {
    const { id } = await create('items', {
      name: `Item ${place}`,
      price,
      currency: 'usd',
      _status: 'published',
    })
    if (stock !== null) await create('inventory', { item: String(id), quantity: stock, available: stock })
    return id
  })
  const discounts = model.discounts.map(async ({ percentOff, amountOff, limit }, place) => {
    const code = `CODE-${made}-${place}`
    const value = percentOff === undefined ? { amountOff, currency: 'usd' } : { percentOff }
    const { id } = await create('discounts', {
      name: `Discount ${place}`,
      code,
      codeKey: code,
      duration: 'once',
      active: true,
      maxRedemptions: limit,
      ...value,
    })
    return { id, code }
  })
  const orders: RealOrder[] = []
  return {
    world,
    items: await Promise.all(items),
    discounts: await Promise.all(discounts),
    orders,
    catchUp: async () => {
      const news = await world.newsOf(orders.map(({ id }) => id))
      await Promise.all(news.map((one) => receiveEvent(payload, one)))
    },
  }
}

/** Plays it and compares; `isByTime` where what Stripe has to tell is found in its list of events. */
export async function playHistory(
  world: HistoryWorld,
  commands: Iterable<fc.AsyncCommand<ShopModel, RealShop>>,
  { isByTime = false } = {},
): Promise<void> {
  const model = new ShopModel(ITEMS, DISCOUNTS)
  const real = await openRealShop(world, model)
  await fc.asyncModelRun(() => ({ model, real }), commands)
  await (isByTime ? world.fetchMissed() : real.catchUp())
  await compare(model, real)
}

const CONCERNS: [Concern, RegExp][] = [
  ['oversold', /^Sold beyond the stock/],
  ['overused', /^The discount .* was used by \d+ orders/],
  ['off sale', /was taken off sale/],
  ['refund failed', /^A refund of .* failed/],
  ['dispute', /disputed|^The dispute|^The bank/],
]

/** To the cent, nothing twice and nothing left behind. */
async function compare(model: ShopModel, real: RealShop): Promise<void> {
  const { shop } = real.world
  const ids = real.orders.map(({ id }) => id)
  const texts = ids.map(String)
  const rows = (collection: string, field: string, values: readonly unknown[]) =>
    readAll(shop, collection, { [field]: { in: [...values] } })
  const [orders, moves, payments, holds, uses, disputes, inventory] = await Promise.all([
    rows('orders', 'id', ids),
    rows('order-history', 'order', ids),
    rows('payments', 'order', ids),
    rows('stock-holds', 'order', texts),
    rows('discount-redemptions', 'order', texts),
    rows('disputes', 'order', ids),
    rows('inventory', 'item', real.items.map(String)),
  ])
  const found = ids.map((id) => {
    const of = (list: Row[]) => list.filter(({ order }) => String(order) === String(id))
    const order = orders.find((one) => one.id === id)
    const attempts = of(payments)
    return {
      id,
      isThere: order !== undefined,
      isInTrash: Boolean(order?.deletedAt),
      status: order?.status,
      total: order?.total,
      discountAmount: order?.discountAmount,
      amountRefunded: order?.amountRefunded ?? 0,
      concerns: concernsOf(order?.review),
      timesPaid: of(moves).filter(({ from, to }) => to === 'paid' && !/refunded$/.test(from)).length,
      received: attempts.reduce((sum, { amountReceived }) => sum + (amountReceived ?? 0), 0),
      unfinished: attempts.filter(({ status }) => /^(starting|open|processing)$/.test(status)).length,
      holds: Object.fromEntries(of(holds).map(({ item, quantity }) => [item, quantity])),
      use: of(uses).map(({ isHold }) => (isHold ? 'held' : 'taken'))[0] ?? 'none',
      disputes: of(disputes).map(({ status }) => status),
    }
  })
  assert.deepEqual(
    found,
    model.orders.map((order, place) => expected(order, real, place)),
  )
  const stocks = real.items.map((id, place) => {
    const row = inventory.find(({ item }) => item === String(id))
    return { place, quantity: row?.quantity ?? null, available: row?.available ?? null }
  })
  assert.deepEqual(
    stocks,
    model.items.map(({ stock }, place) => ({
      place,
      quantity: stock,
      available: stock === null ? null : model.availableOf(place),
    })),
  )
}

function expected(order: ModelOrder, { orders, items }: RealShop, place: number) {
  const isThere = order.place !== 'gone'
  const isPaid = hasBeenPaid(order)
  return {
    id: orders[place]?.id,
    isThere,
    isInTrash: order.place === 'trash',
    ...(isThere
      ? { status: order.status, total: order.total, discountAmount: order.discountAmount }
      : { status: undefined, total: undefined, discountAmount: undefined }),
    amountRefunded: refundedOf(order),
    concerns: [...order.concerns].sort(),
    timesPaid: isPaid ? 1 : 0,
    received: isPaid ? order.total : 0,
    unfinished: order.status === 'open' || order.status === 'processing' ? 1 : 0,
    holds: Object.fromEntries([...order.holds].map(([item, quantity]) => [String(items[item]), quantity])),
    use: order.use,
    disputes: order.dispute === null ? [] : [order.dispute],
  }
}

function concernsOf(review: string | null | undefined): string[] {
  const lines = (review ?? '').split('\n').filter(Boolean)
  const named = lines.map((line) => CONCERNS.find(([, pattern]) => pattern.test(line))?.[0] ?? line)
  return [...new Set(named)].sort()
}

// biome-ignore lint/suspicious/noExplicitAny: rows of any collection
type Row = any

/** Whatever is in the trash too. */
async function readAll(shop: PluginShop, collection: string, where: object): Promise<Row[]> {
  const { docs } = await shop.payload.db.find<Row>({
    collection: collection as never,
    where: where as never,
    pagination: false,
    limit: 0,
  })
  return docs
}

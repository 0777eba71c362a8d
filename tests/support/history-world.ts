import { expect } from '@jest/globals'
import type { CollectionConfig } from 'payload'
import type { Overrides } from '../../src/plugin/collections/overrides.ts'
import { receiveEvent } from '../../src/plugin/shop/events/event-receipt.ts'
import { fetchMissed } from '../../src/plugin/shop/events/missed-events.ts'
import type { Id } from '../../src/plugin/shop/records.ts'
import { shopOf } from '../../src/plugin/shop/shop.ts'
import { WEBHOOK_EVENTS } from '../../src/plugin/stripe/webhook-events.ts'
import { createStandIn } from '../../src/stand-in/index.ts'
import { createEmptyDatabase } from './databases.ts'
import { controlsOf } from './payment-page.ts'
import { type PluginShop, startPluginShop } from './plugin-shop.ts'
import { type Concern, hasBeenPaid, type ModelOrder, refundedOf, type ShopModel } from './shop-model.ts'
import type { TestSandbox } from './test-shop.ts'

/** What histories happen in: a project with a trash, its staff, and a stand-in whose debits wait to be ended. */
export interface HistoryWorld {
  shop: PluginShop
  sandbox: TestSandbox
  admin: Record<string, string>
  /** Brings whatever Stripe has to tell to the shop, as if all its webhooks came at once. */
  catchUp(): Promise<void>
  /** The same as after a day without webhooks: slower, since it keeps to Stripe's limits. */
  fetchMissed(): Promise<void>
  close(): Promise<void>
}

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
}

const withTrash = (collection: CollectionConfig): CollectionConfig => ({ ...collection, trash: true })
const overrides: Overrides = { items: withTrash, orders: withTrash, discounts: withTrash }

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
    { sandbox, more: { overrides, currencies: ['usd'] }, host: { postgres: { push: true } } },
  )
  const account = shopOf(shop.payload).accounts.named('eur')
  if (!account) throw new Error('The shop has no account.')
  let lastEvent: string | null = null
  return {
    shop,
    sandbox,
    admin: await shop.signIn('admin'),
    catchUp: async () => {
      for (;;) {
        const page = await shop.stripe.events.list({
          types: [...WEBHOOK_EVENTS],
          limit: 100,
          ...(lastEvent !== null && { ending_before: lastEvent }),
        })
        await Promise.all(page.data.map((event) => receiveEvent(shop.payload, { account, event })))
        lastEvent = page.data[0]?.id ?? lastEvent
        if (!page.has_more || page.data.length === 0) return
      }
    },
    fetchMissed: async () => void (await fetchMissed(shop.payload, { youngestSeconds: 0 })),
    close: async () => {
      await shop.close()
      await sandbox.close()
    },
  }
}

let made = 0

/** The items and discounts of a new history, written as they lie in the database: a history begins with what staff do then. */
export async function openRealShop(world: HistoryWorld, model: ShopModel): Promise<RealShop> {
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
  return {
    world,
    items: await Promise.all(items),
    discounts: await Promise.all(discounts),
    orders: [],
  }
}

const CONCERNS: [Concern, RegExp][] = [
  ['oversold', /^Sold beyond the stock/],
  ['overused', /^The discount .* was used by \d+ orders/],
  ['off sale', /was taken off sale/],
  ['refund failed', /^A refund of .* failed/],
  ['dispute', /disputed|^The dispute|^The bank/],
]

/** To the cent, nothing twice and nothing left behind. */
export async function compare(model: ShopModel, real: RealShop): Promise<void> {
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
  expect(found).toEqual(model.orders.map((order, place) => expected(order, real, place)))
  const stocks = real.items.map((id, place) => {
    const row = inventory.find(({ item }) => item === String(id))
    return { place, quantity: row?.quantity ?? null, available: row?.available ?? null }
  })
  expect(stocks).toEqual(
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

/** Deliveries go as they should again, and everything is told. */
export async function tellEverything(
  { sandbox, catchUp, fetchMissed }: HistoryWorld,
  { isByTime }: { isByTime: boolean },
) {
  await controlsOf(sandbox).clearFaults()
  await (isByTime ? fetchMissed() : catchUp())
}

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Where } from 'payload'
import type { Id } from '../../src/plugin/shop/records.ts'
import { sweepPayments } from '../../src/plugin/shop/sweep.ts'
import { intentOf, isRefundable, OnOrder, type Step, Written } from './history-steps.ts'
import type { RealOrder, RealShop } from './history-world.ts'
import { type Flow, hasBeenPaid, type ModelOrder, type ShopModel } from './shop-model.ts'
import { waitFor } from './wait-for.ts'

/** A purchase in a process that dies while it is at it. Whether it is one, nobody was told: Stripe and the shop must agree. */
export class BuyAndDie extends Written {
  readonly item: number
  readonly quantity: number
  readonly flow: Flow
  readonly afterMs: number
  constructor(item: number, quantity: number, flow: Flow, afterMs: number) {
    super(item, quantity, flow, afterMs)
    this.item = item
    this.quantity = quantity
    this.flow = flow
    this.afterMs = afterMs
  }
  async run(model: ShopModel, shop: RealShop) {
    const { other } = shop.world
    await shop.catchUp()
    const { item, quantity, flow } = this
    const path = `/api/shop/buy/${shop.items[item]}?quantity=${quantity}&flow=${flow}`
    const answer = await other.askAndKill(path, { method: 'POST' }, this.afterMs)
    if (answer === undefined) return
    const orders = await findNew(shop, item)
    assert.ok(orders.length <= 1, 'One purchase is several orders.')
    const [id] = orders
    if (id === undefined) return assert.notEqual(answer?.status, 200)
    await resolve(shop, 'payments', id)
    assert.equal(model.buy([{ item, quantity }], { flow }), true)
    const { status, ...real } = await lookUp(shop, id)
    shop.orders.push(real)
    const order = model.orders.at(-1) as ModelOrder
    if (status !== 'open' && answer?.status !== 200) model.end(order, status)
  }
}

/** The same of a refund. */
export class RefundAndDie extends OnOrder {
  readonly amount: number
  readonly afterMs: number
  constructor(pick: number, amount: number, afterMs: number) {
    super(pick, amount, afterMs)
    this.amount = amount
    this.afterMs = afterMs
  }
  isFor = (order: ModelOrder) =>
    order.place === 'there' && hasBeenPaid(order) && order.total > 0 && isRefundable(order)
  async act(model: ShopModel, order: ModelOrder, real: RealOrder, shop: RealShop) {
    const { other, admin } = shop.world
    await shop.catchUp()
    const init = {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify({ amount: this.amount }),
    }
    const answer = await other.askAndKill(`/api/orders/${real.id}/refund`, init, this.afterMs)
    if (answer === undefined) return
    await resolve(shop, 'refunds', real.id)
    const payment_intent = await intentOf(real, shop)
    const { data } = await shop.world.shop.stripe.refunds.list({ payment_intent, limit: 100 })
    if (data.length > order.refunds.length) assert.equal(model.refund(order, this.amount), true)
    else assert.notEqual(answer?.status, 200)
    assert.equal(data.length, order.refunds.length)
  }
}

/** Orders with this item that the history does not know of. */
async function findNew({ world, items, orders }: RealShop, item: number): Promise<Id[]> {
  const { docs } = await world.shop.payload.db.find<{ id: Id }>({
    collection: 'orders',
    where: {
      and: [
        { 'lines.soldItem': { equals: String(items[item]) } },
        { id: { not_in: orders.map(({ id }) => id) } },
      ],
    },
    pagination: false,
    limit: 0,
  })
  return docs.map(({ id }) => id)
}

const UNANSWERED = { payments: 'starting', refunds: 'requested' } as const

/** The sweep asks after what has had no answer for half a minute; here it is taken to be as old. */
async function resolve(
  { world, catchUp }: RealShop,
  collection: 'payments' | 'refunds',
  order: Id,
): Promise<void> {
  const { payload } = world.shop
  const find = async () => {
    const where: Where = {
      and: [{ order: { equals: order } }, { status: { equals: UNANSWERED[collection] } }],
    }
    const { docs } = await payload.db.find<{ id: Id }>({ collection, where, pagination: false, limit: 0 })
    return docs
  }
  const createdAt = new Date(Date.now() - 60_000).toISOString()
  for (const { id } of await find())
    await payload.db.updateOne({ collection, id, data: { createdAt }, req: {}, returning: false })
  const isResolved = async () => {
    if ((await find()).length === 0) return true
    await sweepPayments(payload)
    return false
  }
  await waitFor(isResolved, { timeoutMs: 20_000, what: 'What was unanswered' })
  await catchUp()
}

async function lookUp({ world }: RealShop, id: Id) {
  const { shop } = world
  const { status } = await shop.order(id)
  const [{ sessionId = null, intentId = null } = {}] = await shop.find('payments', { order: { equals: id } })
  const url = sessionId ? (await shop.stripe.checkout.sessions.retrieve(sessionId)).url : null
  // The intent of a session is its own business.
  return { id, status, url, sessionId, intentId: sessionId ? null : intentId }
}

const delay = fc.nat(60)

export const KILLS: fc.Arbitrary<Step>[] = [
  fc
    .tuple(fc.nat(2), fc.integer({ min: 1, max: 3 }), fc.constantFrom<Flow>('hosted', 'intent'), delay)
    .map(([item, quantity, flow, ms]) => new BuyAndDie(item, quantity, flow, ms)),
  fc
    .tuple(fc.nat(50), fc.constantFrom(100, 500, 1000), delay)
    .map(([which, much, ms]) => new RefundAndDie(which, much, ms)),
]

import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type MongooseAdapter, mongooseAdapter } from '@payloadcms/db-mongodb'
import { getPayload } from 'payload'
import {
  inTransaction,
  lockDocument,
  reuseWaitingJob,
  withLock,
  withLockIfFree,
} from '../../../src/plugin/database/database.ts'
import { findLowestBefore } from '../../../src/plugin/domain/price-history.ts'
import type { CollectionOverride, OrderNews, StripeShopOptions } from '../../../src/plugin/index.ts'
import { findFigures } from '../../../src/plugin/shop/figures/figures.ts'
import { findOrder } from '../../../src/plugin/shop/orders/order-records.ts'
import { runOutbox } from '../../../src/plugin/shop/outbox.ts'
import { settleOrder } from '../../../src/plugin/shop/payments/settlement.ts'
import { readPriceHistory } from '../../../src/plugin/shop/prices/price-history.ts'
import type { Id } from '../../../src/plugin/shop/records.ts'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { runSyncQueue, startSyncWorker } from '../../../src/plugin/shop/sync/worker.ts'
import { describeUnless } from '../../support/conditional-suite.ts'
import { paidFacts } from '../../support/payment-facts.ts'
import { CARD, controlsOf, payByCard, SENT_TO } from '../../support/payment-page.ts'
import { plainConfig } from '../../support/plain-payload.ts'
import { openDatabases, type PluginDatabase } from '../../support/plugin-databases.ts'
import { type PluginShop, startPluginShop } from '../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

const databases = await openDatabases()
let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await startTestSandbox()
})

afterAll(async () => {
  await sandbox.close()
  for (const database of databases) await database.stop()
})

describe.each(databases)('A project with the plugin on $name', (database) => {
  let shop: PluginShop
  /** Another process on the same database. */
  let other: PluginShop
  let support: Record<string, string>
  const told: OrderNews[] = []

  beforeAll(async () => {
    const databaseUrl = await database.create()
    const more = { onOrderPaid: (news: OrderNews) => void told.push(news) }
    // Both at once: each makes what the database lacks.
    const start = () => startPluginShop(database, { sandbox, databaseUrl, more })
    ;[shop, other] = await Promise.all([start(), start()])
    support = await shop.signIn('support')
  })

  afterAll(async () => {
    await other?.close()
    if (!shop) return
    await database.drop(shop.payload)
    await shop.close()
  })

  const becomes = (order: Id, status: string) =>
    waitFor(async () => (await shop.order(order)).status === status, {
      what: `order ${status}`,
      timeoutMs: 15_000,
    })
  const attemptOf = async (order: Id) =>
    (await shop.find('payments', { order: { equals: order } })).at(-1).attempt as string
  const buyAndPay = async (item: Id, key?: string) => {
    const bought = await shop.buy(item, key)
    await payByCard(bought.url)
    await becomes(bought.orderId, 'paid')
    return bought
  }

  describe('a purchase over REST', () => {
    it('ends paid, with the stock lowered, and is read with its token', async () => {
      const item = await shop.createItem({ stock: 5 })
      const bought = await buyAndPay(item.id)
      expect(await shop.moves(bought.orderId)).toEqual(['open', 'open → paid'])
      expect(await shop.stock(item.id)).toBe(4)
      const token = new URL(bought.returnUrl).searchParams.get('token')
      const path = `/api/shop/orders/${bought.orderId}`
      expect((await shop.send('GET', path)).status).toBe(401)
      const { json } = await shop.send('GET', `${path}?token=${token}`)
      expect(json).toMatchObject({
        id: bought.orderId,
        status: 'paid',
        review: null,
        lines: [{ item: item.id, name: 'Mug', quantity: 1, unitAmount: 1000, amount: 1000 }],
        total: 1000,
        customerEmail: 'buyer@example.com',
      })
      expect(Number(json.number)).toBeGreaterThan(1000)
    })

    it('of what there is not is refused, and of what is no id', async () => {
      const item = await shop.createItem()
      await shop.payload.delete({ collection: 'items', id: item.id })
      expect((await shop.send('POST', `/api/shop/buy/${item.id}`)).status).toBe(404)
      expect((await shop.send('POST', '/api/shop/buy/mug')).status).toBe(400)
    })

    it('twice with one key is one order, by whichever process, and anew once it was paid', async () => {
      const item = await shop.createItem()
      const before = (await shop.find('orders')).length
      const [first, second] = await Promise.all([shop.buy(item.id, 'click'), other.buy(item.id, 'click')])
      expect(second).toEqual(first)
      expect((await shop.find('orders')).length).toBe(before + 1)
      await payByCard(first.url)
      await becomes(first.orderId, 'paid')
      expect((await buyAndPay(item.id, 'click')).orderId).not.toBe(first.orderId)
    })

    it('of many at once gives each a number of its own', async () => {
      const item = await shop.createItem()
      const orders = await Promise.all(Array.from({ length: 12 }, () => shop.buy(item.id)))
      const numbers = await Promise.all(orders.map(async ({ orderId }) => (await shop.order(orderId)).number))
      expect(new Set(numbers).size).toBe(12)
    })
  })

  describe('an order of several items', () => {
    it('costs in Stripe what it says, with discount and taxes, and uses its discount up', async () => {
      const [mug, bowl] = [await shop.createItem(), await shop.createItem({ name: 'Bowl', price: 333 })]
      const discount = await shop.create('discounts', {
        name: 'Ten off',
        percentOff: 10,
        duration: 'once',
        maxRedemptions: 1,
      })
      const taxes = [
        await shop.create('taxes', { displayName: 'USt', percentage: 19, inclusive: true }),
        await shop.create('taxes', { displayName: 'Levy', percentage: 8.625, inclusive: false }),
      ]
      const data = {
        lines: [
          { item: mug.id, quantity: 2 },
          { item: bowl.id, quantity: 3 },
        ],
        discount: discount.id,
        taxes: taxes.map(({ id }) => id),
      }
      const draft = await shop.send('POST', '/api/orders', data, support)
      expect(draft.status).toBe(201)
      const { id } = draft.json.doc
      const shown = (await shop.send('GET', `/api/shop/orders/${id}`, undefined, support)).json
      expect(shown).toMatchObject({ status: 'draft', subtotal: 2999, discountAmount: 300 })
      const started = await shop.send('POST', `/api/shop/orders/${id}/pay`, undefined, support)
      expect(started.status).toBe(200)
      const session = await shop.stripe.checkout.sessions.retrieve(started.json.sessionId)
      expect(session.amount_total).toBe(shown.total)
      await payByCard(started.json.url)
      await becomes(id, 'paid')
      const told = (await shop.send('GET', `/api/shop/orders/${id}`, undefined, support)).json
      expect(told).toMatchObject({
        review: null,
        total: shown.total,
        discount: { id: discount.id, name: 'Ten off', percentOff: 10, amount: 300 },
        taxes: [{ id: taxes[0].id }, { id: taxes[1].id }],
      })
      const again = await shop.send('POST', '/api/orders', data, support)
      expect(again.status).toBe(400)
    })

    it('is answered again while it is open, and refused once it is paid', async () => {
      const item = await shop.createItem()
      const { id } = await shop.create('orders', { lines: [{ item: item.id, quantity: 2 }] })
      const pay = () => shop.send('POST', `/api/shop/orders/${id}/pay`, undefined, support)
      const [first, second] = [await pay(), await pay()]
      expect(second.json.sessionId).toBe(first.json.sessionId)
      await payByCard(first.json.url)
      await becomes(id, 'paid')
      expect((await pay()).status).toBe(409)
    })

    it('goes on in another flow, and the attempt before can be paid no more', async () => {
      const item = await shop.createItem()
      const { id } = await shop.create('orders', { lines: [{ item: item.id, quantity: 1 }] })
      const pay = (flow: string) =>
        shop.send('POST', `/api/shop/orders/${id}/pay?flow=${flow}`, undefined, support)
      await pay('hosted')
      const { json } = await pay('intent')
      expect((await shop.find('payments', { order: { equals: id } })).map(({ status }) => status)).toEqual([
        'expired',
        'open',
      ])
      await shop.stripe.paymentIntents.confirm(json.paymentIntentId, {
        payment_method: 'pm_card_visa',
        return_url: shop.url,
      })
      await becomes(id, 'paid')
    })
  })

  describe('a settlement', () => {
    it('happens once, however often and by whomever it is told', async () => {
      const item = await shop.createItem({ stock: 9 })
      const { orderId } = await shop.buy(item.id)
      const told = { attempt: await attemptOf(orderId), facts: paidFacts(1000) }
      await Promise.all([shop, other, shop, other, shop].map(({ payload }) => settleOrder(payload, told)))
      expect(await shop.moves(orderId)).toEqual(['open', 'open → paid'])
      expect(await shop.stock(item.id)).toBe(8)
    })

    it('of more than there is takes what there is and tells staff of the rest', async () => {
      const item = await shop.createItem({ stock: 8 })
      const orders: Id[] = []
      for (let each = 0; each < 8; each += 1) orders.push((await shop.buy(item.id)).orderId)
      await shop.payload.update({ collection: 'items', id: item.id, data: { stock: 3 } as never })
      await Promise.all(
        orders.map(async (order) =>
          settleOrder(shop.payload, { attempt: await attemptOf(order), facts: paidFacts(1000) }),
        ),
      )
      expect(await shop.stock(item.id)).toBe(0)
      const settled = await Promise.all(orders.map((order) => shop.order(order)))
      expect(settled.map(({ status }) => status)).toEqual(orders.map(() => 'paid'))
      expect(settled.filter(({ review }) => /beyond the stock/.test(review ?? ''))).toHaveLength(5)
    })

    it('and a note that staff save beside it are both kept', async () => {
      const item = await shop.createItem()
      for (let round = 0; round < 5; round += 1) {
        const { orderId } = await shop.buy(item.id)
        const told = { attempt: await attemptOf(orderId), facts: paidFacts(1000) }
        const [, saved] = await Promise.all([
          settleOrder(shop.payload, told),
          shop.send('PATCH', `/api/orders/${orderId}`, { note: 'gift' }, support),
        ])
        expect(saved.status).toBe(200)
        expect(await shop.order(orderId)).toMatchObject({ status: 'paid', note: 'gift' })
      }
    })

    it('and a stock that an editor changes beside it come out even', async () => {
      const editor = await shop.signIn('editor')
      const item = await shop.createItem({ stock: 50 })
      const orders: Id[] = []
      for (let each = 0; each < 6; each += 1) orders.push((await shop.buy(item.id)).orderId)
      const add = async () => {
        const data = { stock: 60, stockSeen: 50 }
        const { status } = await shop.send('PATCH', `/api/items/${item.id}`, data, editor)
        return status
      }
      const [status] = await Promise.all([
        add(),
        ...orders.map(async (order) =>
          settleOrder(other.payload, { attempt: await attemptOf(order), facts: paidFacts(1000) }),
        ),
      ])
      // Where the two met, the editor is asked to try again.
      expect([200, 409]).toContain(status)
      if (status === 409) expect(await add()).toBe(200)
      expect(await shop.stock(item.id)).toBe(54)
    })

    it('of an order whose item and discount are gone reads as before', async () => {
      const item = await shop.createItem()
      const { orderId } = await buyAndPay(item.id)
      await shop.payload.delete({ collection: 'items', id: item.id })
      const { json } = await shop.send('GET', `/api/shop/by_order/${item.id}`, undefined, support)
      expect(json.orders).toMatchObject([{ id: orderId, lines: [{ item: item.id, name: 'Mug' }] }])
    })
  })

  describe('a transaction', () => {
    const newOrder = async (req: object, item: Id) =>
      (
        await shop.payload.create({
          collection: 'orders',
          data: { lines: [{ item, quantity: 1 }], note: 'in a transaction' } as never,
          ...req,
        })
      ).id
    const count = async () => (await shop.find('orders', { note: { equals: 'in a transaction' } })).length

    it('that fails leaves nothing', async () => {
      const { id } = await shop.createItem()
      const before = await count()
      const work = inTransaction(shop.payload, async (req) => {
        await newOrder({ req }, id)
        await newOrder({ req }, id)
        expect(await count()).toBe(before)
        throw new Error('changed my mind')
      })
      await expect(work).rejects.toThrow('changed my mind')
      expect(await count()).toBe(before)
    })

    it('in which an error of Payload’s was caught is no success', async () => {
      const { id } = await shop.createItem()
      const before = await count()
      const work = inTransaction(shop.payload, async (req) => {
        await newOrder({ req }, id)
        await shop.payload.create({ collection: 'orders', data: { lines: [] } as never, req }).catch(() => {})
      })
      await expect(work).rejects.toThrow(/rolled back/)
      expect(await count()).toBe(before)
    })

    it('that is lost before its commit rejects, and nothing is stored', async () => {
      const { id } = await shop.createItem()
      const before = await count()
      const work = inTransaction(shop.payload, async (req) => {
        await newOrder({ req }, id)
        await database.endTransactions(shop.payload, shop.databaseUrl)
      })
      await expect(work).rejects.toThrow()
      expect(await count()).toBe(before)
    })

    it('waits while another holds the document', async () => {
      const item = await shop.createItem()
      const { id } = await shop.create('orders', { lines: [{ item: item.id, quantity: 1 }] })
      const done: string[] = []
      let tellHeld = () => {}
      const held = new Promise<void>((resolve) => {
        tellHeld = resolve
      })
      const first = inTransaction(shop.payload, async (req) => {
        await lockDocument(req, { collection: 'orders', id })
        tellHeld()
        await pause(200)
        done.push('first')
      })
      await held
      await inTransaction(other.payload, async (req) => {
        await lockDocument(req, { collection: 'orders', id })
        done.push('second')
      })
      await first
      expect(done).toEqual(['first', 'second'])
    })

    it('leaves no session behind', async () => {
      await inTransaction(shop.payload, async (req) => void (await findOrder(shop.payload, {}, req)))
      await inTransaction(shop.payload, () => Promise.reject(new Error('no'))).catch(() => {})
      expect(Object.keys((shop.payload.db as unknown as { sessions: object }).sessions)).toEqual([])
    })

    it('is one of many without harm', async () => {
      const { id } = await shop.createItem()
      const before = await count()
      await Promise.all(
        Array.from({ length: 30 }, () => inTransaction(shop.payload, (req) => newOrder({ req }, id))),
      )
      expect(await count()).toBe(before + 30)
    })
  })

  describe('work under a name', () => {
    it('runs one at a time over all processes, and is left out where that is asked', async () => {
      const running: string[] = []
      const slowly = async () => {
        running.push('begins')
        await pause(100)
        running.push('ends')
        return true
      }
      await Promise.all([
        withLock(shop.payload, 'a name', slowly),
        withLock(other.payload, 'a name', slowly),
        withLock(other.payload, 'a name', slowly),
      ])
      expect(running).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends'])
      const answers = await Promise.all([
        withLockIfFree(shop.payload, 'a name', slowly),
        withLockIfFree(other.payload, 'a name', slowly),
      ])
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1)
      const within = withLockIfFree(shop.payload, 'a name', () =>
        withLockIfFree(other.payload, 'a name', slowly),
      )
      expect(await within).toBe(undefined)
    })

    it('is free again after an error', async () => {
      const fail = () => Promise.reject(new Error('no'))
      await expect(withLock(shop.payload, 'another name', fail)).rejects.toThrow('no')
      expect(await withLockIfFree(other.payload, 'another name', async () => 'free')).toBe('free')
    })
  })

  describe('a refund', () => {
    it('moves the order, part by part, and no more than was paid', async () => {
      const item = await shop.createItem({ price: 2000 })
      const { orderId } = await buyAndPay(item.id)
      const refund = (body: object) => shop.send('POST', `/api/orders/${orderId}/refund`, body, support)
      expect((await refund({ amount: 500 })).json).toMatchObject({
        status: 'partially_refunded',
        amountRefunded: 500,
      })
      expect((await refund({ amount: 1501 })).status).toBe(409)
      expect((await refund({})).json).toMatchObject({ status: 'refunded', amountRefunded: 2000 })
      expect((await shop.send('POST', '/api/orders/none/refund', {}, support)).status).toBe(404)
    })

    it('made twice at one moment gives the money back once', async () => {
      const item = await shop.createItem({ price: 2000 })
      const { orderId } = await buyAndPay(item.id)
      const answers = await Promise.all(
        [shop, other].map(({ send }) => send('POST', `/api/orders/${orderId}/refund`, {}, support)),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
      expect(await shop.find('refunds', { order: { equals: orderId } })).toHaveLength(1)
    })
  })

  describe('delivery', () => {
    it('is part of what Stripe charges, for one item and for a whole order, and is shipped and counted', async () => {
      const rate = await shop.create('shipping-rates', {
        name: 'Parcel',
        amount: 490,
        currency: 'eur',
        countries: ['DE', 'AT'],
        freeFrom: 3000,
      })
      const { id: item } = await shop.createItem({ stock: 4 })
      const pay = async ({ url, orderId }: { url: string; orderId: Id }) => {
        await payByCard(url, CARD.pays, SENT_TO('AT'))
        await becomes(orderId, 'paid')
        return shop.order(orderId)
      }
      const bought = await shop.buy(item)
      const session = await shop.stripe.checkout.sessions.retrieve(bought.sessionId)
      expect([session.amount_total, session.total_details?.amount_shipping]).toEqual([1490, 490])
      expect(session.shipping_address_collection?.allowed_countries).toEqual(['DE', 'AT'])
      expect(await pay(bought)).toMatchObject({
        total: 1490,
        shippingAmount: 490,
        shippingCopy: { name: 'Parcel', amount: 490, countries: ['DE', 'AT'] },
        shippingName: 'Ada Receiver',
        fulfilment: 'to_pack',
      })
      const draft = await shop.create('orders', { lines: [{ item, quantity: 3 }], shippingRate: rate.id })
      const started = await shop.send('POST', `/api/shop/orders/${draft.id}/pay`, undefined, support)
      expect(await pay(started.json)).toMatchObject({ total: 3000, shippingAmount: 0, fulfilment: 'to_pack' })
      const shipped = { fulfilment: 'shipped', carrier: 'DHL', trackingNumber: '1' }
      expect((await shop.send('PATCH', `/api/orders/${draft.id}`, shipped, support)).status).toBe(200)

      const { json } = await shop.send('POST', '/api/users/login', {
        email: 'support@shop.example',
        password: 'a long password',
      })
      const figures = await findFigures(shop.payload, { ...json.user, collection: 'users' })
      expect(figures).toMatchObject({ toPack: 1, sales: [{ currency: 'eur' }] })
      expect(figures?.sales[0]?.today).toBeGreaterThanOrEqual(4490)
      expect(figures?.lowStock).toContain(String(item))
      await shop.payload.delete({ collection: 'shipping-rates', id: rate.id as never })
      expect((await shop.order(draft.id)).shippingCopy.name).toBe('Parcel')
    })

    it('is listed for the accountant, page by page', async () => {
      const day = new Date().toISOString().slice(0, 10)
      const path = `/api/orders/accounting?from=${day}&to=${day}`
      const { text } = await shop.send('GET', path, undefined, support)
      expect(text).toMatch(/,EUR,delivery,Parcel,1,4\.90,0\.00,4\.90,(0\.00,)*4\.90,0\.00\r\n/)
    })
  })

  describe('the price of an item', () => {
    it('is kept when it changes, as long as it matters', async () => {
      const { id } = await shop.createItem({ price: 2000 })
      await shop.payload.update({ collection: 'items', id, data: { price: 1500 } as never })
      const history = await readPriceHistory(shop.payload, id)
      expect(history.map(({ price }) => price)).toEqual([1500, 2000])
      const now = { price: 1500, currency: 'eur', at: new Date() }
      expect(findLowestBefore(history, now)).toBe(2000)
    })
  })

  describe('an item’s orders', () => {
    it('are found page by page, newest first', async () => {
      const item = await shop.createItem()
      const orders: Id[] = []
      for (let each = 0; each < 5; each += 1) orders.unshift((await shop.buy(item.id)).orderId)
      const found: Id[] = []
      let after = ''
      for (let page = 0; page < 3; page += 1) {
        const path = `/api/shop/by_order/${item.id}?limit=2${after}`
        const { json } = await shop.send('GET', path, undefined, support)
        found.push(...json.orders.map(({ id }: { id: Id }) => id))
        after = `&after=${json.next}`
        expect(json.hasMore).toBe(page < 2)
      }
      expect(found).toEqual(orders)
    })

    it('are for staff, and begin at no place that no page ended at', async () => {
      const item = await shop.createItem()
      const path = `/api/shop/by_order/${item.id}`
      expect((await shop.send('GET', path)).status).toBe(401)
      const after = Buffer.from('o:nowhere').toString('base64url')
      expect((await shop.send('GET', `${path}?after=${after}`, undefined, support)).status).toBe(400)
    })
  })

  describe('a word for the project', () => {
    it('is told once of a paid order, whichever process does it', async () => {
      const item = await shop.createItem()
      const { orderId } = await buyAndPay(item.id)
      await Promise.all([shop, other, shop].map(({ payload }) => runOutbox(payload)))
      const news = told.filter(({ order }) => order.id === orderId)
      expect(news.map(({ order }) => order.status)).toEqual(['paid'])
    })
  })

  describe('the sweep', () => {
    it('ends an attempt whose answer was lost', async () => {
      const item = await shop.createItem()
      const controls = controlsOf(sandbox)
      await controls.failCalls({ path: '/v1/checkout/sessions', kind: 'reset_after', times: 4 })
      expect((await shop.send('POST', `/api/shop/buy/${item.id}`)).status).toBe(503)
      await controls.clearFaults()
      const [lost] = await shop.find('payments', { status: { equals: 'starting' } })
      expect(await shop.order(lost.order)).toMatchObject({ status: 'failed' })
      const data = { createdAt: new Date(Date.now() - 60_000).toISOString() }
      await shop.payload.db.updateOne({ collection: 'payments', id: lost.id, data, req: {} })
      await Promise.all([sweepPayments(shop.payload), sweepPayments(other.payload)])
      expect(await shop.find('payments', { id: { equals: lost.id } })).toMatchObject([{ status: 'expired' }])
    })
  })

  describe('a discount', () => {
    it('needs no code, and shares none', async () => {
      const data = { name: 'x', percentOff: 5, duration: 'once' }
      const [first] = [await shop.create('discounts', data), await shop.create('discounts', data)]
      await shop.create('discounts', { ...data, code: 'Spring' })
      await expect(shop.create('discounts', { ...data, code: 'SPRING' })).rejects.toMatchObject({
        status: 400,
      })
      const change = (code: string | null) =>
        shop.payload.update({ collection: 'discounts', id: first.id, data: { code } })
      await change('Autumn')
      await change(null)
      await expect(shop.create('discounts', { ...data, code: 'autumn' })).resolves.toMatchObject({
        name: 'x',
      })
    })
  })

  describe('the worker', () => {
    it('takes a job in the moment in which a newer one is queued, and neither fails', async () => {
      const item = await shop.createItem()
      const [job] = await shop.find('payload-jobs', { 'input.id': { equals: String(item.id) } })
      let tries = 0
      await inTransaction(shop.payload, async (req) => {
        tries += 1
        await findOrder(shop.payload, {}, req)
        const data = { processing: true }
        await shop.payload.db.updateOne({ collection: 'payload-jobs', id: job.id, data, req: {} })
        const { concurrencyKey, input } = job
        expect(await reuseWaitingJob(req, { concurrencyKey, input, isPutOff: false })).toBe(false)
      })
      expect(tries).toBe(1)
      expect(await shop.find('payload-jobs', { id: { equals: job.id } })).toHaveLength(1)
    })

    it('finds a job that a newer edit is about to take over, and brings that edit into step', async () => {
      const name = `Kettle on ${database.name}`
      const item = await shop.createItem({ name })
      const { signal } = new AbortController()
      let running: Promise<unknown> = Promise.resolve()
      await inTransaction(shop.payload, async (req) => {
        const data = { price: 1234 } as never
        await shop.payload.update({ collection: 'items', id: item.id, data, req })
        running = runSyncQueue(shop.payload, { signal })
        // Long enough for the worker to find the job and to want it.
        await pause(500)
      })
      await running
      await runSyncQueue(shop.payload, { signal })
      expect(await shop.find('payload-jobs')).toEqual([])
      const { data: products } = await shop.stripe.products.list({ limit: 100 })
      const product = products.find((each) => each.name === name)
      const prices = await shop.stripe.prices.list({ product: String(product?.id), active: true })
      expect(prices.data.map(({ unit_amount }) => unit_amount)).toEqual([1234])
      expect(Object.keys(shop.payload.db.sessions ?? {})).toEqual([])
    })

    it('brings what is saved into step, once, while it is edited on', async () => {
      const workers = [shop, other].map(({ payload }) => startSyncWorker(payload))
      try {
        const name = `Teapot on ${database.name}`
        const item = await shop.createItem({ name })
        for (let price = 1001; price <= 1020; price += 1) {
          await shop.payload.update({ collection: 'items', id: item.id, data: { price } as never })
        }
        const tax = await shop.create('taxes', { displayName: 'USt', percentage: 7, inclusive: true })
        await waitFor(async () => (await shop.find('payload-jobs')).length === 0, {
          timeoutMs: 30_000,
          what: 'the last job',
        })
        const stateOf = async (id: Id) =>
          (await shop.find('stripe-sync', { document: { equals: String(id) } }))[0]
        expect(await stateOf(tax.id)).toMatchObject({ status: 'synced' })
        const { objectId } = await stateOf(item.id)
        const products = (await shop.stripe.products.list({ limit: 100 })).data
        expect(products.filter((product) => product.name === name).map(({ id }) => id)).toEqual([objectId])
        const prices = (await shop.stripe.prices.list({ product: objectId, active: true })).data
        expect(prices.map(({ unit_amount }) => unit_amount)).toEqual([1020])
      } finally {
        await Promise.all(workers.map((worker) => worker.stop()))
      }
    })
  })
})

/** As careless as a host can be: nothing of the plugin's hooks, access and locks is kept. */
const overrideAll: CollectionOverride = (collection) => ({
  slug: 'renamed',
  fields: [...collection.fields, { name: 'hostField', type: 'text', virtual: true }],
  ...(collection.upload && { upload: collection.upload }),
  ...(collection.versions && { versions: collection.versions }),
  hooks: { beforeChange: [] },
  access: {},
  lockDocuments: { duration: 5 },
})
const SLUGS = ['items', 'orders', 'discounts', 'taxes', 'payments', 'media']

describe.each(databases)('A project that overrides everything, on $name', (database) => {
  it('sells with every guard in place', async () => {
    const overrides = Object.fromEntries(SLUGS.map((slug) => [slug, overrideAll]))
    const shop = await startPluginShop(database, { sandbox, more: { overrides } })
    try {
      const item = await shop.createItem({ stock: 3 })
      const bought = await shop.buy(item.id)
      await payByCard(bought.url)
      await waitFor(async () => (await shop.order(bought.orderId)).status === 'paid', { what: 'the payment' })
      const update = shop.payload.update({ collection: 'orders', id: bought.orderId, data: { total: 1 } })
      await expect(update).rejects.toMatchObject({ status: 409 })
      const removal = shop.payload.delete({ collection: 'orders', id: bought.orderId })
      await expect(removal).rejects.toMatchObject({ status: 409 })
      for (const collection of ['orders', 'payments', 'discounts', 'taxes']) {
        expect((await shop.send('GET', `/api/${collection}`)).status).toBe(403)
      }
    } finally {
      await database.drop(shop.payload)
      await shop.close()
    }
  })
})

const mongodb = databases.find(({ name }) => name === 'MongoDB')

const reasonAgainstMongodb = mongodb ? null : 'no server can be had, as was said above'

describeUnless(reasonAgainstMongodb, 'What MongoDB does in its own way', () => {
  let shop: PluginShop

  beforeAll(async () => {
    shop = await startPluginShop(mongodb as PluginDatabase, { sandbox })
  })

  afterAll(async () => {
    if (!shop) return
    await mongodb?.drop(shop.payload)
    await shop.close()
  })

  it('frees the lock of a process that died when its lease ends', async () => {
    const { connection } = shop.payload.db as unknown as MongooseAdapter
    await withLock(shop.payload, 'left', async () => {})
    const lease = { owner: 'a dead process', expiresAt: new Date(Date.now() + 500) }
    await connection
      .collection<{ _id: string }>('stripe_shop_locks')
      .updateOne({ _id: 'left' }, { $set: lease })
    expect(await withLockIfFree(shop.payload, 'left', async () => 'free')).toBe(undefined)
    expect(await withLock(shop.payload, 'left', async () => 'free')).toBe('free')
  })

  it('asks an editor to try again whose save meets another write', async () => {
    const editor = await shop.signIn('editor')
    const item = await shop.createItem({ stock: 5 })
    const [{ id }] = await shop.find('inventory', { item: { equals: item.id } })
    const save = () => shop.send('PATCH', `/api/items/${item.id}`, { stock: 7, stockSeen: 5 }, editor)
    await inTransaction(shop.payload, async (req) => {
      await lockDocument(req, { collection: 'inventory', id })
      const { status, json } = await save()
      expect([status, json.errors[0].message]).toEqual([409, expect.stringMatching(/try again/)])
    })
    expect((await save()).status).toBe(200)
    expect(await shop.stock(item.id)).toBe(7)
  })
})

describeUnless(reasonAgainstMongodb, 'MongoDB without transactions', () => {
  const options: StripeShopOptions = {
    accounts: [
      {
        name: 'eur',
        currency: null,
        isDefault: true,
        secretKey: 'sk_test_sandbox_eur',
        publishableKey: 'pk_test_sandbox_eur',
        webhookSecrets: [],
      },
    ],
    currencies: ['eur'],
    publicUrl: 'https://host.example',
  }
  const start = async (setUp: (url: string) => Parameters<typeof mongooseAdapter>[0]) => {
    const opened: MongooseAdapter[] = []
    const db = mongooseAdapter({
      ...setUp(String(await mongodb?.create())),
      afterOpenConnection: (adapter) => void opened.push(adapter),
    })
    try {
      await getPayload({ config: plainConfig(db, options), key: randomUUID() })
    } finally {
      for (const { connection } of opened) {
        await connection.dropDatabase()
        await connection.close()
      }
    }
  }

  it('is refused at the start where its address names no replica set', async () => {
    const alone = (url: string) => ({ url: url.replace(/replicaSet=[^&]*/, 'directConnection=true') })
    await expect(start(alone)).rejects.toThrow(/needs transactions.*replica set/)
  })

  it('is refused at the start where the adapter was told to begin none', async () => {
    const without = (url: string) => ({ url, transactionOptions: false as const })
    await expect(start(without)).rejects.toThrow(/needs transactions.*transactionOptions/)
  })
})

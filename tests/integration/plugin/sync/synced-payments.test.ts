import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startSyncWorker } from '../../../../src/plugin/shop/sync/worker.ts'
import {
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../../support/test-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'

let sandbox: TestSandbox
let shop: TestShop
let worker: { stop(): Promise<void> }

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startTestShop({ stripe: { sandbox } })
  worker = startSyncWorker(shop.payload)
})

afterAll(async () => {
  await worker?.stop()
  await shop?.close()
  await sandbox?.close()
})

const allInStep = () =>
  waitFor(async () => (await shop.sql('select 1 from payload_jobs')).length === 0, {
    timeoutMs: 30_000,
    what: 'the last job',
  })

const objectOf = async (kind: string, id: number): Promise<string> => {
  const [row] = await shop.sql(
    "select object_id from stripe_sync where kind = $1 and document = $2 and account_name = 'eur'",
    [kind, String(id)],
  )
  return row.object_id
}

async function createSources() {
  const item = await shop.createItem({ name: 'Mug', price: 1000 })
  const coupon = { name: 'Ten off', percentOff: 10, duration: 'once' as const }
  const discount = await shop.payload.create({ collection: 'discounts', data: coupon as never })
  const rate = { displayName: 'USt', percentage: 19, inclusive: false }
  const tax = await shop.payload.create({ collection: 'taxes', data: rate })
  const data = { lines: [{ item: item.id, quantity: 2 }], discount: discount.id, taxes: [tax.id] }
  return { item, discount, tax, data }
}

const createOrder = (data: object) => shop.payload.create({ collection: 'orders', data: data as never })

const pay = async (orderId: number) => {
  const editor = await shop.signIn('editor')
  return shop.request(`/order/${orderId}/buy`, { headers: editor.headers })
}

const sessionOf = async (sessionId: string) =>
  shop.stripe().checkout.sessions.retrieve(sessionId, {
    expand: ['line_items.data.price', 'line_items.data.taxes'],
  })

it('sells with the product, the coupon and the tax rate that the documents are kept in step with', async () => {
  const { item, discount, tax, data } = await createSources()
  await allInStep()
  const order = await createOrder(data)
  const { status, json } = await pay(order.id)
  expect(status).toBe(200)
  const session = await sessionOf(json.sessionId)
  const [line] = session.line_items?.data ?? []
  expect(line?.price?.product).toBe(await objectOf('items', item.id))
  expect(line?.taxes?.map(({ rate }) => rate.id)).toEqual([await objectOf('taxes', tax.id)])
  expect(session.discounts?.map(({ coupon }) => coupon)).toEqual([await objectOf('discounts', discount.id)])
  expect(session.amount_total).toBe(2142)
})

it('sells what was frozen, whatever the documents say by now', async () => {
  const { item, discount, tax, data } = await createSources()
  await allInStep()
  const order = await createOrder(data)
  const first = await pay(order.id)
  await shop.stripe().checkout.sessions.expire(first.json.sessionId)
  await shop.payload.update({ collection: 'items', id: item.id, data: { name: 'Cup', price: 5000 } })
  await shop.payload.update({ collection: 'discounts', id: discount.id, data: { percentOff: 50 } })
  await shop.payload.update({ collection: 'taxes', id: tax.id, data: { percentage: 7 } })
  await allInStep()
  const { json } = await pay(order.id)
  const session = await sessionOf(json.sessionId)
  const [line] = session.line_items?.data ?? []
  expect(line?.description).toBe('Mug')
  expect(line?.price?.product).not.toBe(await objectOf('items', item.id))
  expect(session.amount_total).toBe(2142)
})

it('takes the payment with other objects where somebody deleted its own in the Dashboard', async () => {
  const { item, discount, tax, data } = await createSources()
  await allInStep()
  await shop.stripe().coupons.del(await objectOf('discounts', discount.id))
  await shop.stripe().taxRates.update(await objectOf('taxes', tax.id), { active: false })
  await shop.stripe().products.update(await objectOf('items', item.id), { active: false })
  const order = await createOrder(data)
  const { status, json } = await pay(order.id)
  expect(status).toBe(200)
  expect((await sessionOf(json.sessionId)).amount_total).toBe(2142)
  await allInStep()
  const rows = await shop.sql("select status from stripe_sync where account_name = 'eur'")
  expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['synced']))
  const product = await shop.stripe().products.retrieve(await objectOf('items', item.id))
  expect(product.active).toBe(true)
})

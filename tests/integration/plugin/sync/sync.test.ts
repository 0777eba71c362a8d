import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startSyncWorker } from '../../../../src/plugin/shop/sync/worker.ts'
import { type StripeRelay, startRelay } from '../../../support/stripe-relay.ts'
import {
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../../support/test-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'

let sandbox: TestSandbox
let relay: StripeRelay
let shop: TestShop
let workers: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  shop = await startTestShop({ stripe: { sandbox, apiBase: relay.url } })
  // Two on one database, as two processes would be.
  workers = [startSyncWorker(shop.payload), startSyncWorker(shop.payload)]
})

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()))
  await shop?.close()
  await relay?.close()
  await sandbox?.close()
})

const jobsLeft = async () => Number((await shop.sql('select count(*) from payload_jobs'))[0].count)
const allInStep = () =>
  waitFor(async () => (await jobsLeft()) === 0, { timeoutMs: 30_000, what: 'the last job' })
const rows = (kind: string, id: number) =>
  shop.sql('select * from stripe_sync where kind = $1 and document = $2 order by account_name', [
    kind,
    String(id),
  ])

it('makes a product with its price, moves the price, archives what Stripe lets once the item is deleted', async () => {
  const item = await shop.createItem()
  await allInStep()
  const [row] = await rows('items', item.id)
  expect(row).toMatchObject({ status: 'synced', terms: '1000 eur' })
  const product = await shop.stripe().products.retrieve(row.object_id)
  expect(product).toMatchObject({ active: true, name: 'Mug', default_price: row.price_id })
  expect(product.metadata.itemId).toBe(String(item.id))
  for (const price of [1200, 1000]) {
    await shop.payload.update({ collection: 'items', id: item.id, data: { price } })
    await allInStep()
  }
  const active = await shop.stripe().prices.list({ product: product.id, active: true })
  expect(active.data.map(({ unit_amount }) => unit_amount)).toEqual([1000])
  await shop.payload.delete({ collection: 'items', id: item.id })
  await allInStep()
  expect(await rows('items', item.id)).toEqual([])
  expect((await shop.stripe().products.retrieve(product.id)).active).toBe(false)
  expect((await shop.stripe().prices.list({ product: product.id, active: true })).data).toEqual([])
})

it('keeps a tax rate in each account, gives it a successor, archives it with its tax', async () => {
  const data = { displayName: 'USt', percentage: 19, inclusive: true }
  const tax = await shop.payload.create({ collection: 'taxes', data })
  await allInStep()
  const before = await rows('taxes', tax.id)
  expect(before.map(({ status }) => status)).toEqual(['synced', 'synced'])
  await shop.payload.update({ collection: 'taxes', id: tax.id, data: { percentage: 7.25 } })
  await allInStep()
  const row = (await rows('taxes', tax.id)).find(({ account_name }) => account_name === 'eur')
  const old = before.find(({ account_name }) => account_name === 'eur')
  expect((await shop.stripe().taxRates.retrieve(old.object_id)).active).toBe(false)
  expect(await shop.stripe().taxRates.retrieve(row.object_id)).toMatchObject({
    active: true,
    percentage: 7.25,
  })
  await shop.payload.delete({ collection: 'taxes', id: tax.id })
  await allInStep()
  expect((await shop.stripe().taxRates.retrieve(row.object_id)).active).toBe(false)
})

it('keeps a coupon with its code, replaces it when its value changes, deletes it with its discount', async () => {
  const data = { name: 'Ten off', percentOff: 10, duration: 'once' as const, code: 'TEN' }
  const discount = await shop.payload.create({ collection: 'discounts', data: data as never })
  await allInStep()
  const first = (await rows('discounts', discount.id)).find(({ account_name }) => account_name === 'eur')
  expect(await shop.stripe().promotionCodes.retrieve(first.promotion_code_id)).toMatchObject({ active: true })
  await shop.payload.update({ collection: 'discounts', id: discount.id, data: { percentOff: 12.5 } })
  await allInStep()
  const second = (await rows('discounts', discount.id)).find(({ account_name }) => account_name === 'eur')
  await expect(shop.stripe().coupons.retrieve(first.object_id)).rejects.toThrow('No such coupon')
  expect(await shop.stripe().coupons.retrieve(second.object_id)).toMatchObject({ percent_off: 12.5 })
  await shop.payload.delete({ collection: 'discounts', id: discount.id })
  await allInStep()
  await expect(shop.stripe().coupons.retrieve(second.object_id)).rejects.toThrow('No such coupon')
})

it('makes a coupon anew that was deleted in Stripe once an editor asks for it', async () => {
  const data = { name: 'One off', amountOff: 100, currency: 'eur', duration: 'once' as const }
  const discount = await shop.payload.create({ collection: 'discounts', data: data as never })
  await allInStep()
  const [row] = await rows('discounts', discount.id)
  await shop.stripe().coupons.del(row.object_id)
  const editor = await shop.signIn('editor')
  const path = `/api/stripe-sync/discounts/${discount.id}`
  expect((await shop.request(path)).status).toBe(403)
  expect((await shop.send('POST', `${path}/retry`, {}, editor.headers)).json).toMatchObject({
    accounts: [{}],
  })
  await allInStep()
  const { accounts } = (await shop.request(path, { headers: editor.headers })).json
  expect(accounts).toMatchObject([{ account: 'eur', status: 'synced', reason: null }])
  expect((await shop.stripe().coupons.retrieve(accounts[0].stripeId)).amount_off).toBe(100)
})

it('saves fifty edits while Stripe is down and brings all into step afterwards', async () => {
  const items = await Promise.all(Array.from({ length: 10 }, () => shop.createItem()))
  await allInStep()
  relay.watch = async () => {
    throw new Error('down')
  }
  for (let round = 1; round <= 5; round += 1) {
    for (const { id } of items) {
      await shop.payload.update({ collection: 'items', id, data: { price: 1000 + round } })
    }
  }
  relay.watch = null
  await allInStep()
  for (const { id } of items) {
    const [row] = await rows('items', id)
    expect(row).toMatchObject({ status: 'synced', terms: '1005 eur' })
    const { data } = await shop.stripe().prices.list({ product: row.object_id, active: true })
    expect(data.map(({ unit_amount }) => unit_amount)).toEqual([1005])
  }
}, 90_000)

it('takes every one of many edits at once while workers take the same jobs and Stripe fails now and then', async () => {
  const items = await Promise.all(Array.from({ length: 4 }, () => shop.createItem()))
  let calls = 0
  relay.watch = async () => {
    calls += 1
    if (calls % 3 === 0) throw new Error('down')
  }
  const edit = async (id: number) => {
    for (let price = 2001; price <= 2040; price += 1) {
      await shop.payload.update({ collection: 'items', id, data: { price } })
    }
  }
  await Promise.all(items.map(({ id }) => edit(id)))
  relay.watch = null
  await allInStep()
  for (const { id } of items) {
    const [row] = await rows('items', id)
    expect(row).toMatchObject({ status: 'synced', terms: '2040 eur' })
    const { data } = await shop.stripe().prices.list({ product: row.object_id, active: true })
    expect(data.map(({ unit_amount }) => unit_amount)).toEqual([2040])
  }
}, 90_000)

it('puts back a job that a crash left', async () => {
  const item = await shop.createItem({ name: 'Left' })
  await shop.sql('update payload_jobs set processing = true')
  await shop.payload.update({ collection: 'items', id: (await shop.createItem()).id, data: { price: 5 } })
  await allInStep()
  expect((await rows('items', item.id))[0]).toMatchObject({ status: 'synced' })
}, 60_000)

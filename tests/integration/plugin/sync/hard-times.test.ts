import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
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
let worker: { stop(): Promise<void> } | undefined

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startTestShop({ stripe: { sandbox } })
})
afterEach(async () => {
  await worker?.stop()
  worker = undefined
  await setFault(null)
  await shop.sql('delete from payload_jobs')
  await shop.sql('delete from taxes')
})
afterAll(async () => {
  await shop?.close()
  await sandbox?.close()
})

/** One fault of the sandbox's, or none. */
const setFault = (fault: Record<string, unknown> | null) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: fault ? 'POST' : 'DELETE',
    headers: { 'content-type': 'application/json' },
    ...(fault && { body: JSON.stringify({ target: 'call', ...fault }) }),
  })
const jobs = async () => Number((await shop.sql('select count(*) from payload_jobs'))[0].count)
const allInStep = () => waitFor(async () => (await jobs()) === 0, { timeoutMs: 30_000, what: 'The last job' })
const createTax = () =>
  shop.payload.create({
    collection: 'taxes',
    data: { displayName: 'USt', percentage: 19, inclusive: false, appliesByDefault: true },
  })
const rates = async () => (await shop.stripe().taxRates.list({ limit: 100 })).data

it('sells with a tax again right after Stripe has failed once to make its rate', async () => {
  const item = await shop.createItem()
  await createTax()
  await setFault({ path: '/v1/tax_rates', method: 'POST', times: 2, kind: 'status', status: 500 })
  expect((await shop.request(`/buy/${item.id}`)).status).toBe(503)
  await setFault(null)
  expect((await shop.request(`/buy/${item.id}`)).status).toBe(200)
})

it('makes nothing anew because of a refusal that has to do with no object', async () => {
  const item = await shop.createItem()
  await createTax()
  const before = (await rates()).length
  await setFault({ path: '/v1/checkout/sessions', method: 'POST', times: 100, kind: 'status', status: 400 })
  for (let count = 0; count < 3; count += 1) {
    expect((await shop.request(`/buy/${item.id}`)).status).toBe(502)
  }
  expect((await rates()).length).toBe(before + 1)
})

it('gives a code to another discount though Stripe has not heard yet that the first one gave it up', async () => {
  const create = (data: object) =>
    shop.payload.create({
      collection: 'discounts',
      data: { percentOff: 10, duration: 'once', ...data } as never,
    })
  const update = (id: number, data: object) =>
    shop.payload.update({ collection: 'discounts', id, data: data as never })
  const [first, second] = [await create({ name: 'First', code: 'MOVES' }), await create({ name: 'Second' })]
  worker = startSyncWorker(shop.payload)
  await allInStep()
  await worker.stop()
  await update(first.id, { code: null })
  await update(second.id, { code: 'MOVES' })
  await update(first.id, { name: 'First, again' })
  worker = startSyncWorker(shop.payload)
  await allInStep()
  const states = await shop.sql("select status, reason from stripe_sync where kind = 'discounts'")
  expect(states).toEqual(states.map(() => ({ status: 'synced', reason: null })))
  const { data } = await shop.stripe().promotionCodes.list({ code: 'MOVES', active: true })
  expect(data.map(({ metadata }) => metadata?.discountId)).toEqual([String(second.id)])
})

describe('an account whose key Stripe does not know', () => {
  let broken: TestShop
  beforeAll(async () => {
    broken = await startTestShop({ stripe: { sandbox }, env: { STRIPE_SECRET_KEY: 'sk_test_nobody_knows' } })
  })
  afterAll(() => broken?.close())

  it('keeps no item of another account from coming into step, and is named where a tax waits for it', async () => {
    const editor = await broken.signIn('editor')
    const item = await broken.createItem()
    const tax = await broken.payload.create({
      collection: 'taxes',
      data: { displayName: 'VAT', percentage: 7, inclusive: true },
    })
    worker = startSyncWorker(broken.payload)
    const report = async (kind: string, id: number) =>
      (await broken.request(`/api/stripe-sync/${kind}/${id}`, { headers: editor.headers })).json.accounts
    await waitFor(async () => JSON.stringify(await report('taxes', tax.id)).includes('synced'))
    await waitFor(async () => JSON.stringify(await report('items', item.id)).includes('synced'))
    expect(await report('items', item.id)).toMatchObject([{ account: 'eur', status: 'synced', reason: null }])
    expect(await report('taxes', tax.id)).toMatchObject([
      { account: 'default', status: 'pending', reason: expect.stringContaining('Invalid API Key') },
      { account: 'eur', status: 'synced', reason: null },
    ])
    expect(await broken.sql("select 1 from payload_jobs where concurrency_key like '% items %'")).toEqual([])
  })
})

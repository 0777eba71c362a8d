import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { stripeSync } from '../../../src/server/commands/stripe-sync.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
let relay: StripeRelay
let shop: TestShop

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  shop = await startTestShop({ stripe: { sandbox, apiBase: relay.url } })
})

afterAll(async () => {
  await shop?.close()
  await relay?.close()
  await sandbox?.close()
})

async function run(options: string[], { signal = new AbortController().signal } = {}) {
  const lines: string[] = []
  const log = (line: string) => lines.push(line)
  const code = await stripeSync({ payload: shop.payload, options, signal, log })
  return { code, lines }
}

it('tells what it would do and does nothing, brings all into step, then finds nothing to do', async () => {
  const item = await shop.createItem({ name: 'Mug', price: 1999 })
  await shop.payload.create({
    collection: 'taxes',
    data: { displayName: 'USt', percentage: 19, inclusive: true },
  })
  await shop.payload.create({
    collection: 'discounts',
    data: { name: 'Ten off', percentOff: 10, duration: 'once', code: 'TEN' } as never,
  })
  // As if all had been saved before the plugin was there.
  await shop.sql('delete from payload_jobs')

  const planned = await run(['--dry-run'])
  expect(planned.code).toBe(0)
  expect(planned.lines.join('\n')).toMatch(new RegExp(`items ${item.id} \\(eur\\): create the product`))
  expect((await run(['--check'])).code).toBe(1)
  expect((await shop.stripe().products.list()).data).toEqual([])
  expect(await shop.sql('select 1 from stripe_sync')).toEqual([])

  const done = await run([])
  expect(done).toMatchObject({ code: 0 })
  expect(done.lines.at(-1)).toBe('All in step.')
  expect((await shop.stripe().products.list({ active: true })).data).toHaveLength(1)
  expect((await shop.stripe().taxRates.list({ active: true })).data).toHaveLength(1)
  expect((await shop.stripe().coupons.list()).data).toHaveLength(1)
  expect(await run(['--check'])).toEqual({ code: 0, lines: ['3 documents checked, all in step.'] })
})

it('finds and mends what was changed on the side of Stripe', async () => {
  const [{ object_id: productId }] = await shop.sql("select object_id from stripe_sync where kind = 'items'")
  await shop.stripe().products.update(productId, { name: 'Cup', active: false })
  const { code, lines } = await run(['--check'])
  expect(code).toBe(1)
  expect(lines.length).toBeGreaterThan(1)
  expect((await run([])).code).toBe(0)
  expect(await shop.stripe().products.retrieve(productId)).toMatchObject({ name: 'Mug', active: true })
  expect((await run(['--check'])).code).toBe(0)
})

it('goes on where it was interrupted', async () => {
  for (let number = 0; number < 5; number += 1) await shop.createItem({ name: `Plate ${number}` })
  await shop.sql('delete from payload_jobs')
  const stopping = new AbortController()
  relay.watch = async () => {
    stopping.abort()
    throw new Error('down')
  }
  const interrupted = await run([], { signal: stopping.signal })
  relay.watch = null
  expect(interrupted.code).toBe(1)
  expect((await shop.sql('select 1 from payload_jobs')).length).toBeGreaterThan(0)
  expect((await run([])).code).toBe(0)
  await waitFor(async () => (await shop.sql('select 1 from payload_jobs')).length === 0)
  expect((await shop.stripe().products.list({ active: true, limit: 100 })).data).toHaveLength(6)
}, 60_000)

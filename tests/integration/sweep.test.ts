import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sweepPayments } from '../../src/shop/sweep.ts'
import { type StripeRelay, startRelay } from '../support/stripe-relay.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../support/test-shop.ts'

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

/** Open payments that nothing was heard of for longer than the sweep waits; the first one for longest. */
async function silentPayments(count: number): Promise<string[]> {
  const item = await shop.createItem()
  const sessions: string[] = []
  for (let index = 0; index < count; index += 1) {
    const { sessionId } = (await shop.request(`/buy/${item.id}`)).json
    sessions.push(sessionId)
    await shop.sql(
      `update payments set updated_at = now() - interval '1 hour' + $2 * interval '1 minute' where session_id = $1`,
      [sessionId, index],
    )
  }
  return sessions
}

const asked = () => relay.calls.map(({ path }) => path.split(/[/?]/)[4])

it('asks Stripe how payments stand that nothing was heard of, once in ten minutes', async () => {
  const sessions = await silentPayments(2)
  relay.calls.length = 0
  await sweepPayments(shop.payload)
  await sweepPayments(shop.payload)
  expect(asked()).toEqual(sessions)
})

it('leaves to the next round what it has no time for, which begins with what waited longest', async () => {
  const sessions = await silentPayments(3)
  relay.calls.length = 0
  for (const _round of sessions) await sweepPayments(shop.payload, { longestMs: 0 })
  expect(asked()).toEqual(sessions)
})

it('goes on past a payment of an account that is not configured any more', async () => {
  const [gone, known] = await silentPayments(2)
  await shop.sql(`update payments set account = 'gone' where session_id = $1`, [gone])
  relay.calls.length = 0
  await sweepPayments(shop.payload)
  expect(asked()).toEqual([known])
})

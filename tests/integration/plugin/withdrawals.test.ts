import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startSyncWorker } from '../../../src/plugin/shop/sync/worker.ts'
import { controlsOf, payByBankDebit, payByCard } from '../../support/payment-page.ts'
import {
  type SignedIn,
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let sandbox: TestSandbox
let shop: TestShop
let worker: { stop(): Promise<void> }
let admin: SignedIn

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startTestShop({ stripe: { sandbox } })
  worker = startSyncWorker(shop.payload)
  admin = await shop.signIn('admin')
})

afterEach(async () => {
  await controlsOf(sandbox).clearFaults()
})

afterAll(async () => {
  await worker.stop()
  await shop.close()
  await sandbox.close()
})

const buy = async (itemId: number) => (await shop.request(`/buy/${itemId}`)).json

const unpublish = (itemId: number) =>
  shop.send('PATCH', `/api/items/${itemId}`, { _status: 'draft' }, admin.headers)

const becomes = (orderId: number, status: string) =>
  waitFor(async () => (await shop.order(orderId)).status === status, { what: `Order ${orderId} ${status}` })

describe('an item that is taken off sale while it is being paid for', () => {
  it('can be paid for no longer, by nobody, and what was held is there again', async () => {
    const item = await shop.createItem({ stock: 1 })
    const { orderId, sessionId, returnUrl } = await buy(item.id)
    await unpublish(item.id)
    await becomes(orderId, 'expired')
    expect((await shop.stripe().checkout.sessions.retrieve(sessionId)).status).toBe('expired')
    expect(await shop.payload.findByID({ collection: 'items', id: item.id })).toMatchObject({ available: 1 })
    const again = await shop.request(`/order/${orderId}/buy${new URL(returnUrl).search}`)
    expect([again.status, again.json.error.code]).toEqual([409, 'order_state'])
    expect(again.json.error.message).toBe('“Mug” is not for sale any more.')
  })

  it('keeps nothing held where another way to pay is asked for before its payments are ended', async () => {
    const item = await shop.createItem({ stock: 1 })
    const { orderId, returnUrl } = await buy(item.id)
    // As it is until the worker comes to it.
    await shop.sql(`update items set _status = 'draft' where id = $1`, [item.id])
    const other = await shop.request(`/order/${orderId}/buy${new URL(returnUrl).search}&flow=intent`)
    expect([other.status, other.json.error.code]).toEqual([409, 'order_state'])
    expect((await shop.order(orderId)).status).toBe('expired')
    expect(await shop.payload.findByID({ collection: 'items', id: item.id })).toMatchObject({ available: 1 })
  })

  it('can be paid for by none of many who have begun to', async () => {
    const item = await shop.createItem()
    const started = await Promise.all(Array.from({ length: 60 }, () => buy(item.id)))
    await unpublish(item.id)
    await waitFor(
      async () => {
        const { totalDocs } = await shop.payload.count({
          collection: 'orders',
          where: { id: { in: started.map(({ orderId }) => orderId) }, status: { equals: 'expired' } },
        })
        return totalDocs === 60
      },
      { what: 'Every payment to end', timeoutMs: 30_000 },
    )
  })

  it('is a matter for staff where the money is on its way already', async () => {
    const item = await shop.createItem()
    const { orderId, url } = await buy(item.id)
    await payByBankDebit(url, 'settles')
    await becomes(orderId, 'processing')
    await shop.send('DELETE', `/api/items/${item.id}`, undefined, admin.headers)
    await waitFor(async () => (await shop.order(orderId)).review?.includes('taken off sale'), {
      what: 'A review',
    })
    expect((await shop.order(orderId)).status).toBe('processing')
  })

  it('is sold as before where only a draft was saved beside it', async () => {
    const item = await shop.createItem()
    const { orderId } = await buy(item.id)
    await shop.send('PATCH', `/api/items/${item.id}?draft=true`, { name: 'New name' }, admin.headers)
    await waitFor(async () => (await waitingJobs()) === 0, { what: 'An empty queue' })
    expect((await shop.order(orderId)).status).toBe('open')
  })

  it('is taken out of payment once Stripe can be asked again', async () => {
    const item = await shop.createItem()
    const { orderId } = await buy(item.id)
    await unpublishWhileStripeIsAway(item.id)
    expect((await shop.order(orderId)).status).toBe('open')
    await tryAgain()
    await becomes(orderId, 'expired')
  })

  it('is a matter for staff where the money came meanwhile, and none where it had come before', async () => {
    const item = await shop.createItem()
    const [before, meanwhile] = [await buy(item.id), await buy(item.id)]
    await payByCard(before.url)
    await becomes(before.orderId, 'paid')
    await unpublishWhileStripeIsAway(item.id)
    await payByCard(meanwhile.url)
    await becomes(meanwhile.orderId, 'paid')
    await tryAgain()
    await waitFor(async () => (await shop.order(meanwhile.orderId)).review?.includes('taken off sale'), {
      what: 'A review',
    })
    await waitFor(async () => (await waitingJobs()) === 0, { what: 'An empty queue' })
    expect((await shop.order(before.orderId)).review).toBeFalsy()
    expect((await shop.order(meanwhile.orderId)).status).toBe('paid')
  })
})

/** What ends the payments is put off. */
async function unpublishWhileStripeIsAway(itemId: number): Promise<void> {
  await controlsOf(sandbox).failCalls({ path: '/v1/checkout', kind: 'status', status: 503, times: 1000 })
  await unpublish(itemId)
  await waitFor(async () => (await waitingJobs({ isPutOff: true })) > 0, { what: 'A job that was put off' })
  await controlsOf(sandbox).clearFaults()
}

const tryAgain = () => shop.sql('update payload_jobs set wait_until = now() where wait_until is not null')

async function waitingJobs({ isPutOff = false } = {}): Promise<number> {
  const [{ count }] = await shop.sql(
    `select count(*)::int from payload_jobs where completed_at is null and (wait_until is not null or not $1)
       and task_slug = 'stripe-shop-withdrawal'`,
    [isPutOff],
  )
  return count
}

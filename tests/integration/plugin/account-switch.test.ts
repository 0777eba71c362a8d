import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { createTestDatabase } from '../../support/databases.ts'
import { controlsOf, payByBankDebit, payByCard } from '../../support/payment-page.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

/** What the shop sold with at first, and the account that took its place. */
let sandboxes: [TestSandbox, TestSandbox]
/** The shop before, and after a start with other keys on the same database. */
let before: TestShop
let after: TestShop

beforeAll(async () => {
  sandboxes = [await startTestSandbox(), await startTestSandbox()]
  const databaseUrl = await createTestDatabase()
  before = await startTestShop({ databaseUrl, stripe: { sandbox: sandboxes[0] } })
  after = await startTestShop({
    databaseUrl,
    stripe: { sandbox: sandboxes[1] },
    env: { STRIPE_PUBLISHABLE_KEY_EUR: 'pk_test_of_another_account' },
  })
})

beforeEach(async () => {
  await controlsOf(sandboxes[0]).clearFaults()
})

afterAll(async () => {
  await before.close()
  await after.close()
  for (const sandbox of sandboxes) await sandbox.close()
})

async function buyBefore(headers: Record<string, string> = {}) {
  const item = await before.createItem()
  const { json } = await before.request(`/buy/${item.id}`, { headers })
  return { ...json, itemId: item.id, path: pathOf(json.returnUrl) } as {
    orderId: number
    itemId: number
    sessionId: string
    url: string
    path: string
  }
}

const pathOf = (returnUrl: string) => returnUrl.slice(returnUrl.indexOf('/order/'))
const payPath = (path: string) => path.replace('?', '/buy?')

/** An account of that name is not configured any more. */
const removeAccount = (orderId: number) =>
  before.sql(`update payments set account = 'gone' where order_id = $1`, [orderId])

const silenceFor = (orderId: number, interval: string) =>
  before.sql(
    `update payments set updated_at = now() - $2::interval, created_at = created_at - $2::interval where order_id = $1`,
    [orderId, interval],
  )

const findAttempts = async (orderId: number) =>
  (await after.attempts(orderId)).map(({ status, reason }) => ({ status, reason }))

const ended = (reason: string) => ({ status: 'expired', reason: expect.stringContaining(reason) })

describe('an order whose payment the account of now does not know', () => {
  it.each([
    ['the keys are another account’s', 'No such', async () => {}],
    ['its account is not configured any more', 'not configured', removeAccount],
  ] as const)('is paid anew by its link: %s', async (_what, reason, change) => {
    const bought = await buyBefore()
    await change(bought.orderId)
    const { status, json } = await after.request(payPath(bought.path))
    expect(status).toBe(200)
    expect(json.sessionId).not.toBe(bought.sessionId)
    expect(await findAttempts(bought.orderId)).toEqual([
      ended(reason),
      expect.objectContaining({ status: 'open' }),
    ])
    await payByCard(json.url)
    await waitFor(async () => (await after.order(bought.orderId)).status === 'paid')
  })

  it('is left behind by the next purchase of the same browser', async () => {
    const headers = { cookie: 'shop_buyer=11111111-2222-3333-4444-555555555555' }
    const bought = await buyBefore(headers)
    const { status, json } = await after.request(`/buy/${bought.itemId}`, { headers })
    expect(status).toBe(200)
    expect(json.orderId).not.toBe(bought.orderId)
    expect((await after.order(bought.orderId)).status).toBe('expired')
  })

  it('says on its page that the payment is over, and can be paid', async () => {
    const bought = await buyBefore()
    await removeAccount(bought.orderId)
    const { status, text } = await after.request(bought.path, { headers: { accept: 'text/html' } })
    expect([status, text.includes('Expired'), text.includes('data-pay')]).toEqual([200, true, true])
  })

  it.each([
    ['its session is unknown', async () => {}],
    ['its account is gone', removeAccount],
    [
      'nobody knows whether there is a session',
      async (orderId: number) => {
        await before.sql(
          `update payments set status = 'starting', session_id = null, account = 'gone' where order_id = $1`,
          [orderId],
        )
      },
    ],
  ])('is ended by the sweep: %s', async (_what, change) => {
    const bought = await buyBefore()
    await change(bought.orderId)
    await silenceFor(bought.orderId, '11 minutes')
    await sweepPayments(after.payload)
    expect(['expired', 'failed']).toContain((await after.order(bought.orderId)).status)
    expect((await after.request(payPath(bought.path))).status).toBe(200)
  })

  it('lets a cart be paid', async () => {
    const item = await before.createItem()
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const buyer = 'shop_buyer=99999999-2222-3333-4444-555555555555'
    const added = await before.request('/cart/add', {
      method: 'POST',
      body: `item=${item.id}&quantity=1`,
      headers: { ...form, cookie: buyer },
    })
    const cartOf = (answer: { headers: Headers }) =>
      /shop_cart=[^;]+/.exec(answer.headers.getSetCookie().join('\n'))?.[0]
    const pay = (shop: TestShop, cart: string | undefined) =>
      shop.request('/cart/pay', { method: 'POST', headers: { ...form, cookie: `${buyer}; ${cart}` } })
    const first = await pay(before, cartOf(added))
    const second = await pay(after, cartOf(first))
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.json.orderId).toBe(first.json.orderId)
    expect(second.json.sessionId).not.toBe(first.json.sessionId)
  })

  it('is paid by money that comes late all the same', async () => {
    const bought = await buyBefore()
    expect((await after.request(payPath(bought.path))).status).toBe(200)
    await payByCard(bought.url)
    await waitFor(async () => (await after.order(bought.orderId)).status === 'paid')
  })

  it('whose money was on its way is ended, and staff are asked to look', async () => {
    const bought = await buyBefore()
    await payByBankDebit(bought.url)
    await waitFor(async () => (await after.order(bought.orderId)).status === 'processing')
    await silenceFor(bought.orderId, '11 minutes')
    await sweepPayments(after.payload)
    expect(await after.order(bought.orderId)).toMatchObject({
      status: 'expired',
      review: expect.stringContaining('Money was on its way'),
    })
  })
})

describe('a payment that Stripe refuses to tell of', () => {
  it('for another reason, as with a wrong key, is not given up', async () => {
    const bought = await buyBefore()
    await controlsOf(sandboxes[0]).failCalls({
      kind: 'status',
      status: 401,
      path: null,
      method: null,
      times: 9,
    })
    expect((await before.request(`${payPath(bought.path)}&flow=intent`)).status).toBe(503)
    await silenceFor(bought.orderId, '11 minutes')
    await sweepPayments(before.payload)
    expect(await findAttempts(bought.orderId)).toEqual([{ status: 'open', reason: null }])
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runShopTasks } from '../../../src/plugin/index.ts'
import { sweepPayments } from '../../../src/plugin/shop/sweep.ts'
import { copyDatabase, createTestDatabase } from '../../support/databases.ts'
import { payByCard } from '../../support/payment-page.ts'
import { type StripeRelay, startRelay } from '../../support/stripe-relay.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

/** Whose database it is, and who runs on a copy of it, both with the keys of one Stripe account. */
let first: TestShop
let second: TestShop
let sandbox: TestSandbox
let relay: StripeRelay

/** What the first one had at the time of the copy. */
let item: { id: number; productId: string }
let open: { orderId: number; sessionId: string; url: string; path: string }
let paidOrderId: number
let session: Record<string, string>
let apiKey: Record<string, string>
let cart: string

beforeAll(async () => {
  sandbox = await startTestSandbox()
  relay = await startRelay(sandbox.url)
  const databaseUrl = await createTestDatabase()
  const original = await startTestShop({ databaseUrl, stripe: { sandbox } })
  await useShop(original)
  await original.close()
  const copyUrl = await copyDatabase(databaseUrl)
  first = await startTestShop({ databaseUrl, stripe: { sandbox } })
  second = await startCopy(copyUrl, 'staging')
})

afterAll(async () => {
  await first?.close()
  await second?.close()
  await relay?.close()
  await sandbox?.close()
})

const startCopy = (databaseUrl: string, name: string) =>
  startTestShop({
    databaseUrl,
    stripe: { sandbox, apiBase: relay.url },
    env: { SHOP_INSTALLATION: name },
  })

async function useShop(shop: TestShop): Promise<void> {
  const { id } = await shop.createItem({ stock: 5 })
  await runShopTasks(shop.payload)
  item = { id, productId: await productOf(shop, id) }
  const paid = (await shop.request(`/buy/${id}`)).json
  paidOrderId = paid.orderId
  await payByCard(paid.url)
  await waitFor(async () => (await shop.order(paidOrderId)).status === 'paid')
  const { json } = await shop.request(`/buy/${id}`)
  open = { ...json, path: pathOf(json.returnUrl) }
  const admin = await shop.signIn('admin')
  session = admin.headers
  const made = await shop.send('POST', `/api/users/${admin.id}/api-key`, {}, session)
  apiKey = { authorization: `users API-Key ${made.json.apiKey}` }
  const started = await startByCart(shop, id)
  cart = started.cookie
  await shop.sql(
    `insert into refunds (order_id, attempt, request, status, amount, currency, idempotency_key)
     select order_id, attempt, 'asked', 'requested', 100, currency, 'asked' from payments where status = 'paid'`,
  )
  await shop.sql(
    `insert into shop_outbox (event_id, kind, order_id, status, attempts, run_at)
     values ('to tell', 'orderPaid', $1, 'waiting', 0, now() + '1 day')`,
    [paidOrderId],
  )
}

const pathOf = (returnUrl: string) => returnUrl.slice(returnUrl.indexOf('/order/'))

const productOf = async (shop: TestShop, id: number): Promise<string> =>
  (
    await shop.sql(`select object_id from stripe_sync where kind = 'items' and document = $1`, [String(id)])
  )[0]?.object_id

/** A cart that is being paid: its cookie names the order. */
async function startByCart(shop: TestShop, id: number): Promise<{ cookie: string }> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = (path: string, body: string, headers: Record<string, string> = {}) =>
    shop.request(path, { method: 'POST', headers: { ...form, ...headers }, body })
  const added = await send('/cart/add', `item=${id}&quantity=1`)
  const cookie = cookieOf(added.headers)
  const paid = await send('/cart/pay', '', { cookie })
  return { cookie: cookieOf(paid.headers) }
}

function cookieOf(headers: Headers): string {
  const [cookie] = headers.getSetCookie().filter((text) => text.startsWith('shop_cart='))
  return String(cookie?.split(';')[0])
}

const installationOf = async (shop: TestShop) =>
  (await shop.sql('select installation_id, key from shop_installation order by id desc'))[0]

describe('a database that was copied and given a name', () => {
  it('is another installation, and stays it', async () => {
    const copied = await installationOf(second)
    expect(copied.key).toBe('staging')
    expect(copied.installation_id).not.toBe((await installationOf(first)).installation_id)
    const again = await startCopy(second.config.databaseUrl, 'staging')
    await again.close()
    expect(await installationOf(second)).toEqual(copied)
  })

  it('renames, reprices and archives nothing that the first has in Stripe', async () => {
    await second.payload.update({ collection: 'items', id: item.id, data: { name: 'Jug', price: 4200 } })
    await runShopTasks(second.payload)
    const ownProduct = await productOf(second, item.id)
    expect(ownProduct).toEqual(expect.any(String))
    expect(ownProduct).not.toBe(item.productId)
    await second.payload.delete({ collection: 'items', id: item.id })
    await runShopTasks(second.payload)
    const { products, prices } = first.stripe()
    expect((await products.retrieve(ownProduct)).active).toBe(false)
    expect(await products.retrieve(item.productId)).toMatchObject({ name: 'Mug', active: true })
    const { data } = await prices.list({ product: item.productId })
    expect(data.map(({ unit_amount, active }) => ({ unit_amount, active }))).toEqual([
      { unit_amount: 1000, active: true },
    ])
  })

  it('lets go of what the first goes on with, and asks Stripe nothing of it', async () => {
    expect(
      await second.sql(`select 1 from payments where status in ('starting', 'open', 'processing')`),
    ).toEqual([])
    expect((await second.order(open.orderId)).status).toBe('expired')
    expect(await second.sql('select 1 from stock_holds')).toEqual([])
    expect(await second.sql(`select 1 from refunds where status = 'requested'`)).toEqual([])
    expect(await second.sql(`select 1 from shop_outbox where status = 'waiting'`)).toEqual([])
    await second.sql(`update payments set updated_at = now() - interval '1 day'`)
    relay.calls.length = 0
    await sweepPayments(second.payload)
    expect(relay.calls).toEqual([])
    expect((await first.stripe().checkout.sessions.retrieve(open.sessionId)).status).toBe('open')
  })

  it.each<[string, () => [TestShop, TestShop]]>([
    ['the first opens nothing in the copy', () => [first, second]],
    ['the copy opens nothing in the first', () => [second, first]],
  ])('order links: one of %s', async (_, shops) => {
    const [giver, taker] = shops()
    const { id } = await giver.createItem()
    const bought = (await giver.request(`/buy/${id}`)).json
    const path = pathOf(bought.returnUrl)
    expect((await giver.request(path)).status).toBe(200)
    const token = path.slice(path.indexOf('?'))
    expect((await taker.request(`/order/${paidOrderId}${token}`)).status).not.toBe(200)
    expect((await taker.request(open.path)).status).toBe(taker === first ? 200 : 403)
  })

  it('signs nobody in by a session, an API key or a cart of the first', async () => {
    for (const headers of [session, apiKey]) {
      expect((await first.request('/api/orders', { headers })).status).toBe(200)
      expect((await second.request('/api/orders', { headers })).status).toBe(403)
    }
    const cartPage = async (shop: TestShop) =>
      (await shop.request('/cart', { headers: { cookie: cart } })).text
    expect(await cartPage(first)).toContain('Mug')
    expect(await cartPage(second)).not.toContain('Mug')
  })

  it('gives back no money that the first received', async () => {
    const { headers } = await second.signIn('support')
    const refused = await second.send('POST', `/api/orders/${paidOrderId}/refund`, {}, headers)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('copied')
    expect((await first.stripe().refunds.list()).data).toEqual([])
  })

  it('leaves an open payment to the first, which is paid', async () => {
    await payByCard(open.url)
    await waitFor(async () => (await first.order(open.orderId)).status === 'paid')
    await waitFor(
      async () => (await second.sql(`select 1 from stripe_events where status = 'ignored'`)).length > 0,
    )
    expect((await second.order(open.orderId)).status).toBe('expired')
  })
})

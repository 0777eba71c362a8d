import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createEmptyDatabase } from '../../../support/databases.ts'
import { payByCard } from '../../../support/payment-page.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { request, startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

let sandbox: TestSandbox
let shop: PluginShop

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startPluginShop(
    { create: createEmptyDatabase },
    {
      sandbox,
      // As behind a proxy that has the shop below a path of its own.
      more: { publicUrl: 'https://shop.example/store/' },
      host: { postgres: { push: true }, config: { routes: { api: '/rest', admin: '/office' } } },
    },
  )
}, 60_000)

afterAll(async () => {
  await shop?.close()
  await sandbox?.close()
})

it('sells, previews and refunds under the project’s own routes', async () => {
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    request(`${shop.url}/rest${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const login = { email: 'support@shop.example', password: 'a long password' }
  await shop.create('users', { ...login, role: 'support' })
  const { json: session } = await send('POST', '/users/login', login)
  const staff = { authorization: `JWT ${session.token}` }
  const item = await shop.createItem({ stock: 3 })

  const { json: started } = await send('POST', `/shop/buy/${item.id}`)
  expect(started.returnUrl).toMatch(/^https:\/\/shop\.example\/store\/order\/\d+\?token=/)
  await payByCard(started.url)
  const { search } = new URL(started.returnUrl)
  const order = () => send('GET', `/shop/orders/${started.orderId}${search}`)
  await waitFor(async () => (await order()).json.status === 'paid', { what: 'paid', timeoutMs: 20_000 })

  const draft = { lines: [{ item: item.id, quantity: 2 }] }
  expect((await send('POST', '/orders/preview', draft, staff)).json).toMatchObject({ total: 2000 })
  const { json: refunded } = await send('POST', `/orders/${started.orderId}/refund`, {}, staff)
  expect(refunded).toMatchObject({ status: 'refunded' })
  expect((await send('GET', `/shop/by_order/${item.id}`, undefined, staff)).json.orders).toHaveLength(1)
  expect((await shop.send('POST', `/api/shop/buy/${item.id}`)).status).toBe(404)
})

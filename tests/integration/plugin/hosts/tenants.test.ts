import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { multiTenantPlugin } from '@payloadcms/plugin-multi-tenant'
import type { CollectionConfig, Plugin } from 'payload'
import { users } from '../../../../src/server/users/users.ts'
import { createEmptyDatabase } from '../../../support/databases.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

const tenants: CollectionConfig = {
  slug: 'tenants',
  access: { read: () => true },
  fields: [{ name: 'name', type: 'text' }],
}

const tenancy: Plugin = multiTenantPlugin({
  collections: { items: {}, orders: {}, discounts: {}, taxes: {} },
  userHasAccessToAllTenants: (user) => user?.role === 'admin',
})

let sandbox: TestSandbox
let shop: PluginShop

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startPluginShop(
    { create: createEmptyDatabase },
    {
      sandbox,
      more: { orderData: ({ items }) => ({ tenant: items[0]?.tenant }) },
      host: {
        postgres: { push: true },
        config: { collections: [users({ isHttps: false }), tenants] },
        plugins: (ours) => [ours, tenancy],
      },
    },
  )
}, 60_000)

afterAll(async () => {
  await shop?.close()
  await sandbox?.close()
})

it('gives what shoppers order to the tenant of what they buy', async () => {
  const [one, other] = [
    await shop.create('tenants', { name: 'one' }),
    await shop.create('tenants', { name: 'other' }),
  ]
  const support = await shop.create('users', {
    email: 'support@shop.example',
    password: 'a long password',
    role: 'support',
    tenants: [{ tenant: one.id }],
  })
  const { json } = await shop.send('POST', '/api/users/login', {
    email: support.email,
    password: 'a long password',
  })
  const staff = { authorization: `JWT ${json.token}` }
  const bought: Record<string, unknown> = {}
  for (const tenant of [one, other]) {
    const { id } = await shop.createItem({ tenant: tenant.id })
    bought[tenant.name] = (await shop.buy(id)).orderId
    expect(await shop.order(bought[tenant.name] as number)).toMatchObject({ tenant: tenant.id })
  }
  const seen = await shop.send('GET', '/api/orders?depth=0', undefined, staff)
  expect(seen.json.docs.map(({ id }: { id: number }) => id)).toEqual([bought.one])
})

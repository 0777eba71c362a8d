import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CollectionConfig, Config } from 'payload'
import { type StripeShopOptions, stripeShop } from '../../../../src/plugin/index.ts'
import { SHOP_COLLECTIONS } from '../../../../src/plugin/slugs.ts'
import { users } from '../../../../src/server/users/users.ts'
import { openHostDatabases } from '../../../support/host-databases.ts'
import { startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'
import { playPurchases } from './purchase-script.ts'

const slugs = Object.fromEntries(SHOP_COLLECTIONS.map((name) => [name, `my-${name}`]))

/** A project's own, which the shop has to leave alone. */
const ofProject: CollectionConfig[] = SHOP_COLLECTIONS.map((slug) => ({
  slug,
  fields: [{ name: 'title', type: 'text' }],
}))

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await startTestSandbox()
})

afterAll(() => sandbox.close())

const DATABASES = await openHostDatabases()

describe.each(DATABASES)('A project on $name with collections of the shop’s names', (database) => {
  it('sells where the shop’s have others, and keeps its own as they were', async () => {
    const shop = await startPluginShop(database, {
      sandbox,
      more: { slugs },
      host: {
        postgres: { push: true },
        config: { collections: [users({ isHttps: false }), ...ofProject] },
      },
    })
    try {
      await playPurchases(shop)
      for (const { slug } of ofProject) {
        const { totalDocs } = await shop.payload.count({ collection: slug as 'items' })
        expect([slug, totalDocs]).toEqual([slug, 0])
      }
    } finally {
      await shop.close()
    }
  })
})

describe('A config in which two collections would have one name', () => {
  const build = (collections: CollectionConfig[], more: Partial<StripeShopOptions>) => {
    const options = { accounts: [], currencies: ['eur'], publicUrl: 'https://shop.example', ...more }
    return () => stripeShop(options as StripeShopOptions)({ collections } as unknown as Config)
  }
  const own = (slug: string): CollectionConfig => ({ slug, fields: [] })

  it.each([
    [[own('orders'), own('payments')], {}, /"orders", "payments" already.*orders: 'shop-orders'/],
    [[own('my-orders')], { slugs: { orders: 'my-orders' } }, /"my-orders" already/],
    [[], { slugs: { orders: 'items' } }, /another of its collections/],
    [[], { slugs: { orders: 'sales', payments: 'sales' } }, /another of its collections/],
    [[], { slugs: { order: 'sales' } }, /"order", which is none of its collections/],
    [[], { slugs: { orders: 'My orders' } }, /slugs\.orders must be/],
    [[own('media')], {}, /"media".*takes no uploads.*media: 'shop-media'/],
  ])('is refused with what to do', (collections, more, message) => {
    expect(build(collections, more as Partial<StripeShopOptions>)).toThrow(/^stripeShop: /)
    expect(build(collections, more as Partial<StripeShopOptions>)).toThrow(message)
  })
})

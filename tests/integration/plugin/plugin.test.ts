import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { postgresAdapter } from '@payloadcms/db-postgres'
import { lexicalEditor } from '@payloadcms/richtext-lexical'
import { buildConfig, type CollectionConfig, type Config, getPayload, type Payload } from 'payload'
import { inTransaction, lockDocument } from '../../../src/plugin/database/database.ts'
import {
  type CollectionOverride,
  type ShopCollection,
  type StripeShopOptions,
  stripeShop,
} from '../../../src/plugin/index.ts'
import { readOrder } from '../../../src/plugin/shop/orders/order-records.ts'
import { refreshOrder } from '../../../src/plugin/shop/payments/attempt-outcome.ts'
import { buyItem } from '../../../src/plugin/shop/payments/item-purchase.ts'
import { payOrder } from '../../../src/plugin/shop/payments/order-payment.ts'
import { closePool, resilientPg } from '../../../src/server/database-pool.ts'
import { users } from '../../../src/server/users/users.ts'
import { payByCard } from '../../support/payment-page.ts'
import { createPlainDatabase } from '../../support/plain-database.ts'
import { startTestSandbox, type TestSandbox } from '../../support/test-shop.ts'

let sandbox: TestSandbox
let payload: Payload
let options: StripeShopOptions
const seen: string[] = []

/** As careless as a host can be: nothing of the plugin's hooks, access and locks is kept. */
const overrideAll: CollectionOverride = (collection) => ({
  slug: 'renamed',
  fields: [...collection.fields, { name: 'hostField', type: 'text', virtual: true }],
  ...(collection.upload && { upload: collection.upload }),
  ...(collection.versions && { versions: collection.versions }),
  hooks: { beforeChange: [() => void seen.push(collection.slug)] },
  access: collection.slug === 'taxes' ? { update: () => ({ country: { equals: 'DE' } }) } : {},
  lockDocuments: { duration: 5 },
})

const SLUGS: ShopCollection[] = ['items', 'orders', 'discounts', 'taxes', 'payments', 'media']
const overrides = Object.fromEntries(SLUGS.map((slug) => [slug, overrideAll]))

beforeAll(async () => {
  sandbox = await startTestSandbox()
  options = {
    accounts: [
      {
        name: 'default',
        currency: null,
        isDefault: true,
        secretKey: 'sk_test_sandbox_eur',
        publishableKey: 'pk_test_sandbox_eur',
        webhookSecrets: [],
      },
    ],
    currencies: ['eur'],
    publicUrl: 'https://host.example/',
    stripeApiBase: sandbox.url,
    overrides,
  }
  payload = await getPayload({
    key: randomUUID(),
    config: buildConfig({
      secret: 'a secret of the plugin test',
      db: postgresAdapter({
        pool: { connectionString: await createPlainDatabase() },
        pg: resilientPg,
        push: false,
      }),
      editor: lexicalEditor(),
      logger: { options: { level: 'silent' } },
      telemetry: false,
      typescript: { autoGenerate: false },
      collections: [users({ isHttps: false })],
      plugins: [stripeShop(options)],
    }),
  })
})

afterAll(async () => {
  await payload.destroy()
  await closePool(payload)
  await sandbox.close()
})

describe('stripeShop', () => {
  const host: Config = {
    secret: 'x',
    db: {} as Config['db'],
    collections: [{ slug: 'posts', fields: [] }],
    custom: { mine: 1 },
    hooks: { afterError: [() => undefined] },
    loggingLevels: { NotFound: 'info' },
  }

  it('is a pure map: it keeps what the host has and changes nothing of it', async () => {
    const before = structuredClone({ ...host, hooks: {} })
    const first = await stripeShop(options)(host)
    const second = await stripeShop(options)(host)
    expect({ ...host, hooks: {} }).toEqual(before)
    expect(first.collections?.map(({ slug }) => slug)).toEqual(second.collections?.map(({ slug }) => slug))
    expect(first.collections?.[0]).toBe(host.collections?.[0])
    expect(first.custom).toMatchObject({ mine: 1 })
    expect(first.hooks?.afterError).toHaveLength(2)
    expect(first.loggingLevels).toMatchObject({ NotFound: 'info' })
  })

  it('runs the host’s own start as well', async () => {
    const runs: Payload[] = []
    const config = await stripeShop(options)({ ...host, onInit: async (started) => void runs.push(started) })
    await config.onInit?.(payload)
    expect(runs).toEqual([payload])
  })

  it('leaves a media collection of the host’s own alone', async () => {
    const media: CollectionConfig = { slug: 'media', upload: true, fields: [] }
    const config = await stripeShop(options)({ ...host, collections: [media] })
    expect(config.collections?.filter(({ slug }) => slug === 'media')).toEqual([media])
  })

  it('says which field an override has lost', () => {
    const orders: CollectionOverride = (collection) => ({ ...collection, fields: [] })
    expect(() => stripeShop({ ...options, overrides: { orders } })(host)).toThrow(
      /overrides.orders .*lines.*status/,
    )
  })
})

describe('a project that overrides everything', () => {
  it('has its own fields and hooks, under the plugin’s names', () => {
    for (const slug of SLUGS) {
      const { config } = payload.collections[slug]
      expect(config.fields.some((field) => 'name' in field && field.name === 'hostField')).toBe(true)
    }
  })

  it('sells by the Local API alone, with every guard in place', async () => {
    const item = await payload.create({
      collection: 'items',
      data: { name: 'Mug', price: 1000, currency: 'eur', stock: 3, _status: 'published' },
    })
    expect(seen).toContain('items')
    const bought = await buyItem(payload, { itemId: item.id, quantity: 2, flow: 'hosted', buyerKey: null })
    expect(bought.returnUrl).toMatch(/^https:\/\/host\.example\/order\/\d+\?token=/)
    await payByCard(String((bought as { url: string }).url))
    await refreshOrder(payload, await readOrder(payload, bought.orderId))
    const order = await payload.findByID({ collection: 'orders', id: bought.orderId })
    expect(order).toMatchObject({ status: 'paid', total: 2000 })
    expect((await payload.findByID({ collection: 'items', id: item.id })).stock).toBe(1)
    await expect(payOrder(payload, { orderId: order.id, flow: 'hosted' })).rejects.toMatchObject({
      status: 409,
    })
    const update = payload.update({ collection: 'orders', id: order.id, data: { total: 1 } })
    await expect(update).rejects.toMatchObject({ status: 409 })
    await expect(payload.delete({ collection: 'orders', id: order.id })).rejects.toMatchObject({
      status: 409,
    })
    const discount = { name: 'x', percentOff: 10, amountOff: 1, duration: 'once' } as never
    await expect(payload.create({ collection: 'discounts', data: discount })).rejects.toMatchObject({
      status: 400,
    })
  })

  it('locks what its own access rules let somebody write, and nothing else', async () => {
    const tax = { displayName: 'USt', percentage: 19, inclusive: true }
    const [own, other] = [
      await payload.create({ collection: 'taxes', data: { ...tax, country: 'DE' } }),
      await payload.create({ collection: 'taxes', data: { ...tax, country: 'FR' } }),
    ]
    const where = { id: { in: [own.id, other.id] } }
    const rename = (target: { id: number } | { where: typeof where }) =>
      payload.update({
        collection: 'taxes',
        ...target,
        data: { displayName: 'VAT' },
        overrideAccess: false,
      } as never)
    await inTransaction(payload, async (req) => {
      await lockDocument(req, { collection: 'taxes', id: other.id })
      await expect(rename({ id: other.id })).rejects.toMatchObject({ status: 403 })
      expect((await rename({ where })) as { docs: unknown[] }).toMatchObject({ docs: [{ id: own.id }] })
      expect(await rename({ id: own.id })).toMatchObject({ displayName: 'VAT' })
    })
    let save: Promise<unknown> = Promise.resolve()
    await inTransaction(payload, async (req) => {
      await lockDocument(req, { collection: 'taxes', id: own.id })
      save = rename({ id: own.id })
      const data = { description: 'kept' }
      await payload.db.updateOne({ collection: 'taxes', id: own.id, data, req })
    })
    expect(await save).toMatchObject({ description: 'kept' })
  })

  it('opens nothing to strangers or to users of another kind', async () => {
    const user = { id: 1, collection: 'users', role: null } as never
    for (const collection of ['orders', 'payments', 'discounts', 'taxes'] as const) {
      await expect(payload.find({ collection, overrideAccess: false })).rejects.toMatchObject({ status: 403 })
      await expect(payload.find({ collection, overrideAccess: false, user })).rejects.toMatchObject({
        status: 403,
      })
    }
  })
})

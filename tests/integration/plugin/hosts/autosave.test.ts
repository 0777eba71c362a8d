import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runShopTasks } from '../../../../src/plugin/index.ts'
import { openHostDatabases } from '../../../support/host-databases.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

const databases = await openHostDatabases()

describe.each(databases)('Where drafts save themselves, on $name', (database) => {
  let sandbox: TestSandbox
  let shop: PluginShop
  let editor: Record<string, string>

  beforeAll(async () => {
    sandbox = await startTestSandbox()
    shop = await startPluginShop(database, {
      sandbox,
      more: {
        overrides: {
          items: (items) => ({ ...items, versions: { drafts: { autosave: { interval: 300 } } } }),
        },
      },
      host: { postgres: { push: true } },
    })
    editor = await shop.signIn('editor')
  }, 60_000)

  afterAll(async () => {
    await shop?.close()
    await sandbox?.close()
  })

  /** As the panel does while somebody types: the whole form. */
  const autosave = (id: unknown, form: Record<string, unknown>) =>
    shop.send(
      'PATCH',
      `/api/items/${id}?draft=true&autosave=true&depth=0`,
      { ...form, _status: 'draft' },
      editor,
    )

  const publish = (id: unknown, form: Record<string, unknown>) =>
    shop.send('PATCH', `/api/items/${id}?depth=0`, { ...form, _status: 'published' }, editor)

  /** What an item is called in Stripe. A payment can have been made with a product of its own, which is not active. */
  const inStripe = async (id: unknown) => {
    await runShopTasks(shop.payload)
    const { data } = await shop.stripe.products.list({ limit: 100, active: true })
    return data.filter(({ metadata }) => metadata.itemId === String(id)).map(({ name }) => name)
  }

  const totalOf = async (item: unknown) => (await shop.order((await shop.buy(item as number)).orderId)).total

  it('opens a new item as a draft with nothing in it, which is neither sold nor in Stripe', async () => {
    const { status, json } = await shop.send('POST', '/api/items?draft=true&autosave=true', {}, editor)
    expect([status, json.doc?._status]).toEqual([201, 'draft'])
    const { id } = json.doc
    for (const name of ['M', 'Mu', 'Mug']) expect((await autosave(id, { name })).status).toBe(200)
    expect((await shop.send('POST', `/api/shop/buy/${id}`)).status).toBe(404)
    expect(await inStripe(id)).toEqual([])
    expect((await publish(id, { name: 'Mug' })).status).toBe(400)
    expect((await publish(id, { name: 'Mug', price: 700, currency: 'eur', stock: 2 })).status).toBe(200)
    expect(await totalOf(id)).toBe(700)
    expect(await inStripe(id)).toEqual(['Mug'])
  })

  it('sells and syncs what was published until the next version is', async () => {
    const { id } = await shop.createItem({ name: 'Teapot', price: 1000, stock: 50 })
    await autosave(id, { name: 'Teapot, large', price: 20 })
    await autosave(id, { name: 'Teapot, large', price: 2000 })
    expect(await totalOf(id)).toBe(1000)
    expect(await inStripe(id)).toEqual(['Teapot'])
    const published = await shop.payload.findByID({ collection: 'items', id, draft: false })
    expect(published).toMatchObject({ name: 'Teapot', price: 1000 })
    await publish(id, { name: 'Teapot, large', price: 2000 })
    expect(await totalOf(id)).toBe(2000)
    expect(await inStripe(id)).toEqual(['Teapot, large'])
  })

  it('changes the stock when it is published, not while somebody types it', async () => {
    const { id } = await shop.createItem({ name: 'Counted', stock: 5 })
    const form = { name: 'Counted', price: 1000, currency: 'eur', stockSeen: 5 }
    for (const stock of [1, 12]) {
      const { json } = await autosave(id, { ...form, stock })
      // What was typed stays in the form, and so does what it was typed over.
      expect(json.doc).toMatchObject({ stock, stockSeen: 5 })
      expect(await shop.stock(id)).toBe(5)
    }
    const [left] = await shop.find('inventory', { item: { equals: String(id) } })
    await shop.buy(id)
    expect(left.available).toBe(5)
    await publish(id, { ...form, stock: 12 })
    const [now] = await shop.find('inventory', { item: { equals: String(id) } })
    expect([now.quantity, now.available]).toEqual([12, 11])
  })
})

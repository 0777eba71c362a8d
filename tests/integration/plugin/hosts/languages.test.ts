import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CollectionConfig, Field } from 'payload'
import type { Overrides } from '../../../../src/plugin/collections/overrides.ts'
import { type StripeShopOptions, stripeShop } from '../../../../src/plugin/index.ts'
import { runSyncQueue } from '../../../../src/plugin/shop/sync/worker.ts'
import { openHostDatabases } from '../../../support/host-databases.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'
import { playPurchases } from './purchase-script.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

const localizing = (names: readonly string[]) => {
  const change = (field: Field): Field => {
    if ('name' in field && names.includes(field.name)) return { ...field, localized: true } as Field
    return 'fields' in field ? ({ ...field, fields: field.fields.map(change) } as Field) : field
  }
  return (collection: CollectionConfig) => ({ ...collection, fields: collection.fields.map(change) })
}

const overrides: Overrides = {
  items: localizing(['name', 'description']),
  discounts: localizing(['name']),
  taxes: localizing(['displayName', 'description']),
}

const localization = {
  locales: [
    { code: 'en', label: 'English' },
    { code: 'de', label: 'Deutsch' },
    { code: 'de-AT', label: 'Österreich', fallbackLocale: 'de' },
    { code: 'tlh', label: 'tlhIngan Hol' },
  ],
  defaultLocale: 'en',
  fallback: true,
}

let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await startTestSandbox()
})

afterAll(() => sandbox.close())

const DATABASES = await openHostDatabases()

describe.each(DATABASES)('A project on $name whose texts are in several languages', (database) => {
  let shop: PluginShop
  let admin: Record<string, string>
  let item: number | string

  const post = async (path: string, data: object) => {
    const { status, json, text } = await shop.send('POST', `/api/${path}`, data, admin)
    if (status !== 201) throw new Error(text)
    return json.doc.id
  }
  const translate = (path: string, locale: string, data: object) =>
    shop.send('PATCH', `/api/${path}?locale=${locale}`, data, admin)
  const buy = async (locale: string) => {
    const { status, json, text } = await shop.send('POST', `/api/shop/buy/${item}${locale}`)
    if (status !== 200) throw new Error(text)
    const { search } = new URL(json.returnUrl)
    const order = await shop.send('GET', `/api/shop/orders/${json.orderId}${search}`)
    return { order: order.json, session: await shop.stripe.checkout.sessions.retrieve(json.sessionId) }
  }

  beforeAll(async () => {
    shop = await startPluginShop(database, {
      sandbox,
      more: { overrides },
      host: { postgres: { push: true }, config: { localization } },
    })
    await playPurchases(shop)
    admin = await shop.signIn('editor')
    item = await post('items', { name: 'Cup', price: 1000, currency: 'eur', _status: 'published' })
    await translate(`items/${item}`, 'de', { name: 'Tasse' })
    const [tax] = await shop.find('taxes')
    await translate(`taxes/${tax.id}`, 'de', { displayName: 'Umsatzsteuer' })
  }, 60_000)

  afterAll(() => shop.close())

  it.each([
    ['', 'Cup', 'USt', 'en'],
    ['?locale=en', 'Cup', 'USt', 'en'],
    ['?locale=de', 'Tasse', 'Umsatzsteuer', 'de'],
    ['?locale=de-AT', 'Tasse', 'Umsatzsteuer', 'de'],
    ['?locale=tlh', 'Cup', 'USt', null],
    ['?locale=xx', 'Cup', 'USt', 'en'],
  ])('sells to a reader of %j in his language', async (query, name, tax, locale) => {
    const { order, session } = await buy(query)
    expect(order).toMatchObject({ lines: [{ name }], taxes: [{ displayName: tax }], total: 1190 })
    expect(session.locale).toBe(locale)
  })

  it('keeps an order of staff in the language in which it is paid', async () => {
    const discount = await post('discounts', { name: 'Ten off', percentOff: 10, duration: 'once' })
    await translate(`discounts/${discount}`, 'de', { name: 'Zehn Prozent' })
    const support = await shop.create('orders', { lines: [{ item, quantity: 1 }], discount })
    const paid = await shop.send('POST', `/api/shop/orders/${support.id}/pay?locale=de`, undefined, admin)
    expect(paid.status).toBe(200)
    await translate(`items/${item}`, 'de', { name: 'Becher' })
    const kept = await shop.send('GET', `/api/shop/orders/${support.id}?locale=en`, undefined, admin)
    expect(kept.json).toMatchObject({
      lines: [{ name: 'Tasse' }],
      discount: { name: 'Zehn Prozent' },
      total: 900,
    })
    await translate(`items/${item}`, 'de', { name: 'Tasse' })
  })

  it('has the default language in Stripe, and another one where it says nothing', async () => {
    const { status, json } = await shop.send(
      'POST',
      '/api/items?locale=de',
      { name: 'Nur deutsch', price: 500, currency: 'eur', _status: 'published' },
      admin,
    )
    expect(status).toBe(201)
    await runSyncQueue(shop.payload, new AbortController())
    const products = (await shop.stripe.products.list({ limit: 100 })).data
    const nameOf = (id: unknown) => products.find(({ metadata }) => metadata.itemId === String(id))?.name
    expect([nameOf(item), nameOf(json.doc.id)]).toEqual(['Cup', 'Nur deutsch'])
    const sessions = await shop.stripe.checkout.sessions.list({ limit: 100, expand: ['data.line_items'] })
    const sold = sessions.data.flatMap(({ line_items }) => line_items?.data ?? [])
    expect(new Set(sold.map(({ description }) => description))).toEqual(new Set(['Mug', 'Cup']))
    const rates = (await shop.stripe.taxRates.list({ limit: 100 })).data
    expect(rates.map(({ display_name }) => display_name)).not.toContain('Umsatzsteuer')
  })
})

describe('A config that localizes what is one in all languages', () => {
  const build = (changed: Overrides) => () => {
    const options = {
      accounts: [],
      currencies: ['eur'],
      publicUrl: 'https://shop.example',
      overrides: changed,
    }
    return stripeShop(options as unknown as StripeShopOptions)({ collections: [] } as never)
  }

  it.each([
    ['items', 'price'],
    ['items', 'stock'],
    ['orders', 'note'],
    ['discounts', 'code'],
    ['taxes', 'percentage'],
  ] as const)('is refused for %s and %s', (name, field) => {
    expect(build({ [name]: localizing([field]) })).toThrow(
      `stripeShop: the option overrides.${name} must not localize "${field}"`,
    )
  })

  it('is refused for the status of items', () => {
    const change = (items: CollectionConfig) => ({ ...items, versions: { drafts: { localizeStatus: true } } })
    expect(build({ items: change as never })).toThrow(/^stripeShop: .*localizeStatus/)
  })
})

import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { down } from '../../../src/migrations/20261129_130404_catalogue_languages.ts'
import type { Item } from '../../../src/payload-types.ts'
import { openBrowser } from '../../support/cart-browser.ts'
import { payByCard } from '../../support/payment-page.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

/** Nothing older is ever shown. */
const OLDEST_MS = 1_000

let shop: TestShop
let admin: SignedIn
let mug: number
let bowl: number

const paragraph = (text: string): NonNullable<Item['description']> => ({
  root: {
    type: 'root',
    format: '',
    indent: 0,
    version: 1,
    direction: null,
    children: [
      {
        type: 'paragraph',
        format: '',
        indent: 0,
        version: 1,
        direction: null,
        children: [{ type: 'text', text, version: 1, format: 0, mode: 'normal', style: '', detail: 0 }],
      },
    ],
  },
})

/** As an editor writes it beside what is there. */
async function translate(path: string, locale: string, texts: object): Promise<void> {
  const { status, text } = await shop.send('PATCH', `/api/${path}?locale=${locale}`, texts, admin.headers)
  if (status !== 200) throw new Error(text)
}

const read = async (path: string, language: string) =>
  (await shop.request(path, { headers: { 'accept-language': language, accept: 'text/html' } })).text

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
  mug = (await shop.createItem({ name: 'Mug', description: paragraph('Of clay.') })).id
  bowl = (await shop.createItem({ name: 'Bowl' })).id
  await translate(`items/${mug}`, 'de', { name: 'Becher', description: paragraph('Aus Ton.') })
  await translate(`items/${mug}`, 'ru', { name: 'Кружка' })
  await translate(`items/${bowl}`, 'de', { name: 'Schale' })
  await pause(OLDEST_MS)
})

afterAll(async () => {
  await shop?.close()
})

describe('an item in several languages', () => {
  it.each([
    ['en', 'Mug', 'Of clay.'],
    ['de', 'Becher', 'Aus Ton.'],
    // What nobody has said in Russian is shown as it is in English.
    ['ru', 'Кружка', 'Of clay.'],
  ])('is shown in %s, made and kept, to search engines too', async (language, name, description) => {
    for (let round = 0; round < 3; round += 1) {
      const page = await read(`/item/${mug}`, language)
      expect(page).toContain(`<h1 class="item__name">${name}</h1>`)
      expect(page).toContain(description)
      expect(page).toMatch(new RegExp(`"@type":"Product","name":"${name}","description":"${description}"`))
    }
  })

  it.each([
    { language: 'en', all: ['Bowl', 'Mug'], mug: 'Mug', bowl: 'Bowl' },
    { language: 'de', all: ['Becher', 'Schale'], mug: 'Becher', bowl: 'Schale' },
    { language: 'ru', all: ['Bowl', 'Кружка'], mug: 'Кружка', bowl: 'Bowl' },
  ])('has its place among the names in $language, and is found by each of its names', async (shown) => {
    const namesOn = async (path: string) =>
      [...(await read(path, shown.language)).matchAll(/class="card__link"[^>]*>([^<]+)</g)].map(
        ([, name]) => name,
      )
    expect(await namesOn('/')).toEqual(shown.all)
    for (const query of ['mug', 'Becher', 'кружк']) expect(await namesOn(`/?q=${query}`)).toEqual([shown.mug])
    expect(await namesOn('/?q=Schalen')).toEqual([shown.bowl])
  })

  it('is the same over REST as Payload says it, in each language', async () => {
    for (const [query, name] of [
      ['', 'Mug'],
      ['?locale=de', 'Becher'],
      ['?locale=ru', 'Кружка'],
    ] as const) {
      const { json } = await shop.request(`/api/items/${mug}${query}`)
      expect(json.name).toBe(name)
      const known = await shop.payload.findByID({
        collection: 'items',
        id: mug,
        depth: 1,
        overrideAccess: false,
        ...(query && { locale: query.slice(-2) as 'de' }),
      })
      expect(json).toEqual(JSON.parse(JSON.stringify(known)))
    }
  })

  it('is shown anew when only one language of it changes', async () => {
    await translate(`items/${bowl}`, 'ru', { name: 'Миска' })
    await pause(OLDEST_MS)
    expect(await read(`/item/${bowl}`, 'ru')).toContain('Миска')
    expect(await read('/?q=миски', 'en')).toContain('>Bowl<')
    expect(await read(`/item/${bowl}`, 'de')).toContain('Schale')
  })

  it('is sold in the shopper’s words, and is known to Stripe by its name in the default language', async () => {
    const sessions = shop.stripe().checkout.sessions
    for (const [language, name] of [
      ['de', 'Becher'],
      ['ru', 'Кружка'],
    ] as const) {
      const { json } = await shop.request(`/buy/${mug}`, { headers: { 'accept-language': language } })
      const { data } = await sessions.listLineItems(json.sessionId, { expand: ['data.price.product'] })
      expect(data[0]?.price?.product).toMatchObject({ name: 'Mug' })
      await payByCard(json.url)
      await waitFor(async () => (await shop.order(json.orderId)).paidAt, { what: 'the payment' })
      const order = await shop.order(json.orderId)
      expect(order.lines.map((line) => line.name)).toEqual([name])
    }
  })
})

it('the cart and a draft are in the reader’s language', async () => {
  const shopper = openBrowser(shop, { 'accept-language': 'de' })
  await shopper.add(mug)
  expect(await shopper.sees()).toContain('Becher')
  const draft = await shop.createOrder([{ item: mug, quantity: 1 }])
  const inRussian = { ...admin.headers, accept: 'text/html', 'accept-language': 'ru' }
  expect((await shop.request(`/order/${draft.id}`, { headers: inRussian })).text).toContain('Кружка')
})

it('a name that is in no language but German is shown in all of them', async () => {
  const { json } = await shop.send(
    'POST',
    '/api/items?locale=de',
    { name: 'Vase', price: 900, currency: 'eur', _status: 'published' },
    admin.headers,
  )
  await pause(OLDEST_MS)
  for (const language of ['en', 'de', 'ru'])
    expect(await read(`/item/${json.doc.id}`, language)).toContain('Vase</h1>')
  expect((await shop.request(`/api/items/${json.doc.id}`)).json.name).toBe('Vase')
  expect((await shop.request(`/buy/${json.doc.id}`)).status).toBe(200)
})

it('taxes, delivery and pages are in the reader’s language, and change in every language', async () => {
  const { payload } = shop
  const tax = await payload.create({
    collection: 'taxes',
    data: { displayName: 'VAT', percentage: 19, inclusive: true, appliesByDefault: true },
  })
  const rates = await Promise.all(
    ['Parcel', 'Express'].map((name, index) =>
      payload.create({ collection: 'shipping-rates', data: { name, amount: 490 + index, currency: 'eur' } }),
    ),
  )
  const page = await payload.create({
    collection: 'pages',
    data: { title: 'Terms', slug: 'terms', content: paragraph('You pay, we send.'), _status: 'published' },
  })
  await translate(`taxes/${tax.id}`, 'de', { displayName: 'MwSt.' })
  await translate(`shipping-rates/${rates[0]?.id}`, 'de', { name: 'Paket' })
  await translate(`pages/${page.id}`, 'de', { title: 'AGB', content: paragraph('Sie zahlen, wir liefern.') })
  await pause(OLDEST_MS)
  const [german, russian] = [await read(`/item/${mug}`, 'de'), await read(`/item/${mug}`, 'ru')]
  for (const text of ['MwSt.', '>Paket · ', '<a href="/page/terms">AGB</a>']) expect(german).toContain(text)
  for (const text of ['VAT', '>Parcel · ', '<a href="/page/terms">Terms</a>']) expect(russian).toContain(text)
  expect(await read('/page/terms', 'de')).toContain('Sie zahlen, wir liefern.')
  expect(await read('/page/terms', 'ru')).toContain('You pay, we send.')
  await translate(`pages/${page.id}`, 'ru', { title: 'Условия' })
  await translate(`taxes/${tax.id}`, 'ru', { displayName: 'НДС' })
  await pause(OLDEST_MS)
  expect(await read('/page/terms', 'ru')).toContain('<h1>Условия</h1>')
  expect(await read(`/item/${mug}`, 'ru')).toContain('НДС')
})

it('a shop whose own language is German shows it to whoever asks for none', async () => {
  await shop.payload.updateGlobal({ slug: 'shop-settings', data: { language: 'de' } })
  await pause(OLDEST_MS)
  const { text } = await shop.request(`/item/${mug}`)
  expect(text).toContain('Becher</h1>')
})

it('can be taken back, and what was first is left', async () => {
  const client = new pg.Client({ connectionString: shop.config.databaseUrl })
  await client.connect()
  try {
    await client.query('begin')
    await down({ db: drizzle(client) } as never)
    const { rows } = await client.query(
      `select name, description is not null as "hasDescription",
          (select string_agg(display_name, ' ') from taxes) as taxes,
          (select string_agg(title, ' ') from pages) as pages,
          (select string_agg(name, ' ' order by name) from shipping_rates) as rates
        from items where search_terms @@ 'mug'::tsquery`,
    )
    expect(rows).toEqual([
      { name: 'Mug', hasDescription: true, taxes: 'VAT', pages: 'Terms', rates: 'Express Parcel' },
    ])
    await client.query('rollback')
  } finally {
    await client.end()
  }
})

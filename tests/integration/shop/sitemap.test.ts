import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { ITEMS_PER_SITEMAP } from '../../../src/server/catalogue/sitemap-reader.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

/** Nothing older is ever shown. */
const OLDEST_MS = 1_000

let shop: TestShop

beforeAll(async () => {
  shop = await startTestShop()
})

afterAll(() => shop?.close())

const addressesIn = (xml: string) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url ?? '')

it('names every page that strangers may see, and no other', async () => {
  const [sold, draft] = [await shop.createItem(), await shop.createItem({ _status: 'draft' })]
  await shop.payload.create({
    collection: 'pages',
    data: { title: 'Terms', slug: 'terms', _status: 'published' },
  })
  await pause(OLDEST_MS)
  const { status, headers, text } = await shop.request('/sitemap.xml')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('application/xml; charset=utf-8')
  const { publicUrl } = shop.config
  expect(addressesIn(text)).toEqual([
    `${publicUrl}/`,
    `${publicUrl}/page/terms`,
    `${publicUrl}/item/${sold.id}`,
  ])
  await shop.payload.update({ collection: 'items', id: draft.id, data: { _status: 'published' } })
  await pause(OLDEST_MS)
  expect(addressesIn((await shop.request('/sitemap.xml')).text)).toContain(`${publicUrl}/item/${draft.id}`)
})

it('is found by robots.txt', async () => {
  const { text } = await shop.request('/robots.txt')
  expect(text).toContain('Disallow: /buy/')
  expect(text).toContain(`Sitemap: ${shop.config.publicUrl}/sitemap.xml`)
})

it('is in parts where there are many items, each in one of them', async () => {
  await shop.sql(
    `insert into items (name, price, currency, _status)
      select 'Bulk ' || n, 100, 'eur', 'published' from generate_series(1, $1::int) as n`,
    [ITEMS_PER_SITEMAP],
  )
  await pause(OLDEST_MS)
  const parts = addressesIn((await shop.request('/sitemap.xml')).text)
  const pages: string[] = []
  for (const part of parts) pages.push(...addressesIn((await shop.request(new URL(part).pathname)).text))
  expect(parts.length).toBe(3)
  const items = pages.filter((url) => url.includes('/item/'))
  expect(new Set(items).size).toBe(ITEMS_PER_SITEMAP + 2)
  expect(items.length).toBe(ITEMS_PER_SITEMAP + 2)
  expect(pages).toContain(`${shop.config.publicUrl}/page/terms`)
  expect((await shop.request('/sitemap/none.xml')).status).toBe(404)
})

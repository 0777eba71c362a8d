import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

/** Nothing older is ever shown. */
const OLDEST_MS = 1_000

let shop: TestShop
let itemId: number

beforeAll(async () => {
  shop = await startTestShop()
  itemId = (await shop.createItem({ price: 1_000 })).id
})

afterAll(() => shop?.close())

const ask = async (path: string, language: string) =>
  (await shop.request(path, { headers: { 'accept-language': language } })).text

const jsonLdOf = (html: string) =>
  JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? '{}')

it('says nothing of taxes where there are none', async () => {
  const page = await ask(`/item/${itemId}`, 'en')
  expect(page).not.toContain('price-note')
  expect(jsonLdOf(page).offers).not.toHaveProperty('priceSpecification')
})

it('says which taxes are in the prices and which are added, everywhere, as soon as they are', async () => {
  const vat = await shop.payload.create({
    collection: 'taxes',
    data: { displayName: 'VAT', percentage: 19, inclusive: true, appliesByDefault: true },
  })
  await pause(OLDEST_MS)
  const page = await ask(`/item/${itemId}`, 'en')
  expect(page).toContain('<p class="price-note">incl. 19 % VAT</p>')
  expect(jsonLdOf(page).offers.priceSpecification).toMatchObject({
    price: '10.00',
    valueAddedTaxIncluded: true,
  })
  expect(await ask(`/item/${itemId}`, 'de')).toContain('inkl. 19 % VAT')
  expect(await ask('/', 'ru')).toContain('Все цены включают 19 % VAT.')

  await shop.payload.create({
    collection: 'taxes',
    data: { displayName: 'Sales Tax', percentage: 8.875, inclusive: false, appliesByDefault: true },
  })
  await shop.payload.update({ collection: 'taxes', id: vat.id, data: { active: false } })
  await pause(OLDEST_MS)
  const added = await ask(`/item/${itemId}`, 'de')
  expect(added).toContain('zzgl. 8,875 % Sales Tax')
  expect(added).not.toContain('VAT')
  expect(jsonLdOf(added).offers.priceSpecification.valueAddedTaxIncluded).toBe(false)
  expect(await ask('/', 'en')).toContain('8.875 % Sales Tax is added to all prices.')
})

import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await startTestShop()
})

afterAll(() => shop?.close())

const pageOf = async (id: number, language = 'en') =>
  (await shop.request(`/item/${id}`, { headers: { 'accept-language': language } })).text.replaceAll(
    '\u00a0',
    ' ',
  )

const priceTo = (id: number, price: number, more = {}) =>
  shop.payload.update({ collection: 'items', id, data: { price, _status: 'published', ...more } })

const historyOf = async (id: number) =>
  (
    await shop.sql('select price::int, since from price_history where item = $1 order by id', [String(id)])
  ).map(({ price }) => price)

/** As if all that happened to the item had happened so many days earlier. */
const passDays = (id: number, days: number) =>
  shop.sql(`update price_history set since = since - $2 * interval '1 day' where item = $1`, [
    String(id),
    days,
  ])

it('shows beside a reduced price the lowest one of the 30 days before, in every language', async () => {
  const { id } = await shop.createItem({ price: 2_000 })
  expect(await pageOf(id)).not.toContain('Lowest price')
  await passDays(id, 40)
  await priceTo(id, 1_900)
  await passDays(id, 10)
  await priceTo(id, 2_500)
  await passDays(id, 5)
  await priceTo(id, 1_500)
  await waitFor(async () => (await pageOf(id)).includes('€15.00'), { what: 'the new price' })
  const page = await pageOf(id)
  expect(page).toContain('<p class="price-note">Lowest price of the 30 days before: €19.00</p>')
  expect(await pageOf(id, 'de')).toContain('Niedrigster Preis der 30 Tage davor: 19,00 €')
  expect(await pageOf(id, 'ru')).toContain('Самая низкая цена за предыдущие 30 дней: 19,00 €')
  const { offers } = JSON.parse(
    /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? '{}',
  )
  expect(offers.priceSpecification).toEqual([
    { '@type': 'UnitPriceSpecification', price: '15.00', priceCurrency: 'EUR' },
    {
      '@type': 'UnitPriceSpecification',
      price: '19.00',
      priceCurrency: 'EUR',
      priceType: 'https://schema.org/StrikethroughPrice',
    },
  ])
})

it('keeps what was published, and no draft, no other change and nothing twice', async () => {
  const { id } = await shop.createItem({ price: 1_000 })
  await shop.payload.update({ collection: 'items', id, data: { price: 500 }, draft: true })
  await priceTo(id, 1_000, { name: 'Another name' })
  expect(await historyOf(id)).toEqual([1_000])
  const draft = await shop.createItem({ price: 700, _status: 'draft' })
  expect(await historyOf(draft.id)).toEqual([])
  await shop.payload.delete({ collection: 'items', id })
  expect(await historyOf(id)).toEqual([])
})

it('knows of a price that was set before anything was kept', async () => {
  const { id } = await shop.createItem({ price: 1_000 })
  await shop.sql('delete from price_history where item = $1', [String(id)])
  await priceTo(id, 800)
  expect(await historyOf(id)).toEqual([1_000, 800])
})

it('forgets what nobody will look back to, and keeps what held at the beginning', async () => {
  const { id } = await shop.createItem({ price: 1_000 })
  for (const price of [900, 800, 700]) {
    await passDays(id, 60)
    await priceTo(id, price)
  }
  expect(await historyOf(id)).toEqual([900, 800, 700])
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ITEMS_PER_PAGE } from '../../../src/server/catalogue/page-reader.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

/** Past two marks of the page reader, with names that many items share. */
const ITEMS = 1_500
let shop: TestShop

beforeAll(async () => {
  shop = await startTestShop()
  await shop.sql(
    `insert into items (name, price, currency, _status)
      select 'Name ' || lpad((n % 700)::text, 3, '0'), 100 + n, 'eur',
        (case when n % 50 = 0 then 'draft' else 'published' end)::enum_items_status
      from generate_series(1, $1::int) n`,
    [ITEMS],
  )
  await shop.sql(`insert into items_locales (name, _locale, _parent_id) select name, 'en', id from items`)
})
afterAll(() => shop?.close())

async function idsOn(page: number): Promise<number[]> {
  const { text } = await shop.request(`/?page=${page}`)
  return [...text.matchAll(/href="\/item\/(\d+)"/g)].map(([, id]) => Number(id))
}

const onSale = async () =>
  (await shop.sql(`select id from items where _status = 'published' order by name, id`)).map(
    ({ id }) => id as number,
  )

async function expectAllPages(): Promise<void> {
  const ids = await onSale()
  const pageCount = Math.ceil(ids.length / ITEMS_PER_PAGE)
  for (let page = 1; page <= pageCount; page += 1) {
    const expected = ids.slice((page - 1) * ITEMS_PER_PAGE, page * ITEMS_PER_PAGE)
    expect([page, await idsOn(page)]).toEqual([page, expected])
  }
  const { text } = await shop.request(`/?page=${pageCount}`)
  expect(text).toContain(`Page ${pageCount} of ${pageCount}`)
  expect(await idsOn(pageCount + 1)).toEqual([])
}

describe('the catalogue', () => {
  it('shows each item once, on the page where Payload would show it', async () => {
    await expectAllPages()
    for (const page of [1, 51, 100]) {
      const { docs } = await shop.payload.find({
        collection: 'items',
        where: { _status: { equals: 'published' } },
        sort: 'name',
        limit: ITEMS_PER_PAGE,
        page,
        depth: 0,
      })
      expect(await idsOn(page)).toEqual(docs.map(({ id }) => id))
    }
  })

  it('moves on when items come, go and are renamed', async () => {
    await shop.sql(`delete from items where name < 'Name 010'`)
    await shop.sql(`update items set name = 'Aaa' where name = 'Name 400'`)
    await shop.createItem({ name: 'Name 399 and a half' })
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await expectAllPages()
  })
})

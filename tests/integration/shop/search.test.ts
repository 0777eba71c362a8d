import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { down, up } from '../../../src/migrations/20261129_060000_search.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

const NAMES = [
  'Blue candle holder',
  'Candlestick, brass',
  'Coffee filter 100 pcs',
  'Espresso cup',
  'Große Tasse aus Ton',
  'Kaffeekanne “Étoile”',
  'Levi’s belt',
  'Red candle',
  'Smug mug',
  'Кружка синяя',
  'Ёлка',
]
let shop: TestShop

beforeAll(async () => {
  shop = await startTestShop()
  for (const name of NAMES) await shop.createItem({ name })
  await shop.createItem({ name: 'Green candle', _status: 'draft' })
})
afterAll(() => shop?.close())

async function namesOn(query: string, page = 1, from = shop): Promise<string[]> {
  const { status, text } = await from.request(`/?q=${encodeURIComponent(query)}&page=${page}`)
  expect([query, status]).toEqual([query, 200])
  return [...text.matchAll(/class="card__link" href="\/item\/\d+">([^<]*)</g)].map(([, name]) => name!)
}

describe('a search', () => {
  it.each([
    ['one word', 'candle', ['Blue candle holder', 'Candlestick, brass', 'Red candle']],
    ['words in any order', 'holder blue', ['Blue candle holder']],
    ['words that are all there', 'red holder', []],
    ['the same word twice', 'red red', ['Red candle']],
    ['the beginning of a word', 'coff', ['Coffee filter 100 pcs']],
    ['a few letters', 'co', ['Coffee filter 100 pcs']],
    ['the middle of a word', 'stick', ['Candlestick, brass']],
    ['the middle of one where another begins so', 'mug', ['Smug mug']],
    ['two letters in the middle', 'ug', ['Smug mug']],
    ['over the end of a word', 'ee fil', ['Coffee filter 100 pcs']],
    ['whatever the case', 'ESPRESSO', ['Espresso cup']],
    ['a number', '100', ['Coffee filter 100 pcs']],
    ['with its marks', 'candlestick,', ['Candlestick, brass']],
    ['with another apostrophe', "levi's", ['Levi’s belt']],
    ['without it', 'levis', ['Levi’s belt']],
    ['without accents', 'etoile', ['Kaffeekanne “Étoile”']],
    ['with accents', 'Étoile', ['Kaffeekanne “Étoile”']],
    ['in quotes', '"red candle"', ['Red candle']],
    ['an English plural', 'cups', ['Espresso cup']],
    ['a German plural', 'Tassen', ['Große Tasse aus Ton']],
    ['a German form', 'großes', ['Große Tasse aus Ton']],
    ['ss for ß', 'grosse', ['Große Tasse aus Ton']],
    ['a Russian plural', 'кружки', ['Кружка синяя']],
    ['the beginning of a Russian word', 'круж', ['Кружка синяя']],
    ['the middle of a Russian word', 'ружк', ['Кружка синяя']],
    ['ё as е', 'елка', ['Ёлка']],
    ['a letter that is another', 'espressa', ['Espresso cup']],
    ['the first letter', 'koffee', ['Coffee filter 100 pcs']],
    ['a letter too many', 'bellt', ['Levi’s belt']],
    ['a letter too few', 'espreso', ['Espresso cup']],
    ['two that changed places', 'blet', ['Levi’s belt']],
    ['a misspelt Russian word', 'крушка', ['Кружка синяя']],
    ['a misspelt word beside a right one', 'red canlde', ['Red candle']],
    ['a number that is nearly the same', '1000', []],
    ['nothing like it', 'xylophone', []],
    ['what is a word to the database', "candle' | 'cup & :*", []],
    ['a backslash', 'candle\\', ['Blue candle holder', 'Candlestick, brass', 'Red candle']],
  ])('finds %s', async (_what, query, names) => {
    expect(await namesOn(query)).toEqual(names)
  })

  it('shows what Payload would find, and how much of it there is', async () => {
    for (const query of ['candle', 'asse', 'cup', 'ee f']) {
      const { docs } = await shop.payload.find({
        collection: 'items',
        where: { and: [{ name: { contains: query } }, { _status: { equals: 'published' } }] },
        limit: 100,
      })
      const shown = await namesOn(query)
      expect(docs.length).toBeGreaterThan(0)
      for (const { name } of docs) expect(shown).toContain(name)
    }
    expect((await shop.request('/?q=candle')).text).toContain('3 results for “candle”')
    expect((await shop.request('/?q=espresso')).text).toContain('1 result for “espresso”')
  })

  it('sees what changes, in another process too', async () => {
    const other = await startTestShop({
      databaseUrl: shop.config.databaseUrl,
      stripe: { sandbox: shop.sandbox },
    })
    try {
      const both = async (query: string) => [await namesOn(query), await namesOn(query, 1, other)]
      expect(await both('lantern')).toEqual([[], []])
      const { id } = await shop.createItem({ name: 'Lantern' })
      await waitFor(async () => (await both('lantern')).flat().length === 2, { what: 'the new item' })
      await shop.sql(`update items_locales set name = 'Torch' where _parent_id = $1`, [id])
      await waitFor(async () => (await both('lantern')).flat().length === 0, { what: 'no lantern' })
      expect(await both('torhc')).toEqual([['Torch'], ['Torch']])
      await shop.payload.update({ collection: 'items', id, data: { _status: 'draft' } })
      await waitFor(async () => (await both('torch')).flat().length === 0, { what: 'no torch' })
    } finally {
      await other.close()
    }
  })
})

/** A few more than are counted, which stand at the end of the catalogue. */
const MANY = 10_030

describe('a search that finds very much', () => {
  beforeAll(async () => {
    await shop.sql(
      `insert into items (name, price, currency, _status)
        select 'Zinc plate ' || lpad((n % 5000)::text, 4, '0'), 100, 'eur', 'published' from generate_series(1, $1::int) n`,
      [MANY],
    )
  })

  it('shows each item once, in the order of the names, to the last', async () => {
    const { text } = await shop.request('/?q=zinc')
    expect(text).toContain('More than 10,000 results for “zinc”')
    const lastPage = Math.ceil(MANY / 12)
    for (const page of [1, 2, 500, lastPage]) {
      const rows = await shop.sql(
        `select id from items where name like 'Zinc%' order by name, id offset $1 limit 12`,
        [(page - 1) * 12],
      )
      const answer = await shop.request(`/?q=plate+zinc&page=${page}`)
      const ids = [...answer.text.matchAll(/href="\/item\/(\d+)"/g)].map(([, id]) => Number(id))
      expect([page, ids]).toEqual([page, rows.map(({ id }) => id)])
      expect(answer.text.includes('rel="next"')).toBe(page < lastPage)
    }
    expect(await namesOn('zinc', lastPage + 1)).toEqual([])
  })

  it('counts what is fewer, and pages through it', async () => {
    const first = await shop.request('/?q=zinc+00')
    expect(first.text).toContain('230 results')
    expect(first.text).toContain('Page 1 of 20')
    expect(await namesOn('zinc 00', 20)).toHaveLength(230 - 19 * 12)
    expect(await namesOn('zinc 00', 21)).toEqual([])
  })
})

it('does without the extension where its role may not create it', async () => {
  await shop.sql('drop extension pg_trgm cascade')
  await shop.sql(`create role plain login password 'plain'`)
  await shop.sql('alter table items owner to plain')
  await shop.sql('grant all on schema public to plain')
  for (const kind of ['function', 'table']) {
    const names = await shop.sql(
      kind === 'table'
        ? `select tablename as name from pg_tables where tablename like 'shop_search_%'`
        : `select oid::regprocedure::text as name from pg_proc where proname like '%\\_search\\_%'`,
    )
    for (const { name } of names) await shop.sql(`alter ${kind} ${name} owner to plain`)
  }
  const url = new URL(shop.config.databaseUrl)
  url.username = url.password = 'plain'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    const db = drizzle(client) as never
    await client.query('begin')
    await down({ db } as never)
    await up({ db } as never)
    await client.query('commit')
  } finally {
    await client.end()
    await shop.sql('reassign owned by plain to postgres; drop owned by plain; drop role plain')
  }
  expect(await shop.sql(`select 1 from pg_extension where extname = 'pg_trgm'`)).toEqual([])
  const { id } = await shop.createItem({ name: 'Redwood stool' })
  await waitFor(async () => (await shop.request('/?q=dwoo')).text.includes(`/item/${id}"`))
})

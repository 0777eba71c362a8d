import type { Language } from 'payload-stripe-shop/storefront'
import type pg from 'pg'
import type { ChangeFeed } from './change-feed.ts'
import { inEach, type ListedItem, nameColumn } from './item-columns.ts'
import type { ReadListed } from './item-reader.ts'
import { ALL_ITEMS, EVERYTHING } from './topics.ts'

export const ITEMS_PER_PAGE = 12

export interface PageOfItems {
  items: ListedItem[]
  /** On all pages together. */
  itemCount: number
  /** Where there are more than `itemCount`, which nobody counted. */
  uncounted?: { isLastPage: boolean }
}

/** Reads a page of the catalogue, in the order of the names. `page` counts from 1. */
export type ReadPage = (asked: { page: number; language: Language }) => Promise<PageOfItems>

/** Where some of the items stand: every so many-th, beginning with the first. */
interface Shelf {
  itemCount: number
  marks: { name: string; id: number }[]
}

/** As far as a page has to be counted from the mark before it. */
const PAGES_PER_MARK = 50
const ITEMS_PER_MARK = PAGES_PER_MARK * ITEMS_PER_PAGE

/** From mark to mark along the index, which takes less than half as long as to number all items. */
const shelfBy = (name: string) => ({
  name: `shop-catalogue-shelf-${name}`,
  text: `with recursive marks (name, id, place) as (
      (select ${name}, id, 0 from items where _status = 'published' order by ${name}, id limit 1)
      union all
      select next.name, next.id, place + ${ITEMS_PER_MARK} from marks cross join lateral (
        select ${name} as name, id from items where _status = 'published' and (${name}, id) > (marks.name, marks.id)
        order by ${name}, id offset ${ITEMS_PER_MARK - 1} limit 1
      ) as next
    ), last as (
      select * from marks order by place desc limit 1
    )
    select coalesce((
        select last.place + (
          select count(*)::int from items where _status = 'published' and (${name}, id) >= (last.name, last.id)
        ) from last
      ), 0) as "itemCount",
      coalesce((select json_agg(json_build_object('name', name, 'id', id) order by place) from marks), '[]') as marks`,
})

const pageBy = (name: string) => ({
  name: `shop-catalogue-page-${name}`,
  text: `select array(
      select id from items where _status = 'published' and (${name}, id) >= ($1, $2::int)
      order by ${name}, id offset $3 limit ${ITEMS_PER_PAGE}
    ) as ids`,
})

export interface PageReaderOptions {
  readListed: ReadListed
  /** Of the same server as the pool. */
  feed: ChangeFeed
}

/**
 * Goes from the nearest mark instead of counting from the beginning, which takes the longer the later the page is. The
 * marks and the number of all items are kept until an item comes, goes or changes.
 */
export function pageReader(pool: Pick<pg.Pool, 'query'>, { readListed, feed }: PageReaderOptions): ReadPage {
  const readers = inEach((language) => readerIn(language, pool, { readListed, feed }))
  return ({ page, language }) => readers[language](page)
}

function readerIn(
  language: Language,
  pool: Pick<pg.Pool, 'query'>,
  { readListed, feed }: PageReaderOptions,
): (page: number) => Promise<PageOfItems> {
  const shelf = shelfBy(nameColumn(language))
  const statement = pageBy(nameColumn(language))
  let kept: Promise<Shelf> | null = null
  feed.onChange((topics) => {
    if (topics === EVERYTHING || topics.has(ALL_ITEMS)) kept = null
  })

  async function readShelf(): Promise<Shelf> {
    const { rows } = await pool.query<Shelf>({ ...shelf })
    return rows[0]!
  }

  /** Whoever comes while it is read waits for the same. */
  function findShelf(): Promise<Shelf> {
    if (!feed.isCurrent()) return readShelf()
    if (kept) return kept
    const reading = readShelf()
    kept = reading
    reading.catch(() => {
      if (kept === reading) kept = null
    })
    return reading
  }

  return async (page) => {
    const { marks, itemCount } = await findShelf()
    const place = (page - 1) * ITEMS_PER_PAGE
    const mark = marks[Math.floor(place / ITEMS_PER_MARK)]
    if (!mark) return { items: [], itemCount }
    const values = [mark.name, mark.id, place % ITEMS_PER_MARK]
    const { rows } = await pool.query<{ ids: number[] }>({ ...statement, values })
    const items = await Promise.all(rows[0]!.ids.map((id) => readListed(id, language)))
    return { items: items.filter((item) => item !== null), itemCount }
  }
}

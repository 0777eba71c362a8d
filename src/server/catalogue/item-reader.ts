import type { Id, Language, PastPrice } from 'payload-stripe-shop/storefront'
import type pg from 'pg'
import type { Item } from '../../payload-types.ts'
import { batchReader } from './batch-reader.ts'
import {
  descriptionIn,
  type ItemRow,
  inEach,
  itemColumns,
  type ListedItem,
  toListedItem,
} from './item-columns.ts'

/** What an item's page shows of a published item. */
export type ItemOnPage = ListedItem & Pick<Item, 'description'> & { priceHistory: PastPrice[] }

/** Reads an item; null where none that is published has this id. */
export type ReadItem = (id: Id, language: Language) => Promise<ItemOnPage | null>

/** More than a price can sensibly change in 30 days. */
const MAX_PRICES = 200

const onPages = (language: Language) => ({
  name: `shop-items-on-pages-${language}`,
  text: `select ${itemColumns(language)}, ${descriptionIn(language)} as description, array(
      select json_build_object('price', past.price::float8, 'currency', past.currency, 'since', past.since)
      from price_history as past where past.item = items.id::text order by past.since desc limit ${MAX_PRICES}
    ) as "priceHistory"
    from items left join inventory on inventory.item = items.id::text
    where items.id = any($1::int[]) and items._status = 'published'`,
})

/** Reads what a list shows of an item; null where none that is published has this id. */
export type ReadListed = (id: Id, language: Language) => Promise<ListedItem | null>

const inLists = (language: Language) => ({
  name: `shop-items-in-lists-${language}`,
  text: `select ${itemColumns(language)} from items left join inventory on inventory.item = items.id::text
    where items.id = any($1::int[]) and items._status = 'published'`,
})

export function listedItemReader(
  pool: Pick<pg.Pool, 'query'>,
  { publicUrl }: { publicUrl: string },
): ReadListed {
  const readers = inEach((language) =>
    batchReader(pool, inLists(language), (row: ItemRow) => toListedItem(row, publicUrl)),
  )
  return (id, language) => readers[language](id)
}

/**
 * Reads what pages show past Payload, whose own way takes ten times as long. For this shop's own collections, whose
 * items have no hooks and fields beside the plugin's.
 */
export function itemReader(pool: Pick<pg.Pool, 'query'>, { publicUrl }: { publicUrl: string }): ReadItem {
  const readers = inEach((language) =>
    batchReader(pool, onPages(language), (row: ItemRow & Pick<ItemOnPage, 'description' | 'priceHistory'>) =>
      toListedItem(row, publicUrl),
    ),
  )
  return (id, language) => readers[language](id)
}

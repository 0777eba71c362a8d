import type { Id, PastPrice } from 'payload-stripe-shop/storefront'
import type pg from 'pg'
import type { Item } from '../../payload-types.ts'
import { batchReader } from './batch-reader.ts'
import { ITEM_COLUMNS, type ItemRow, type ListedItem, toListedItem } from './item-columns.ts'

/** What an item's page shows of a published item. */
export type ItemOnPage = ListedItem & Pick<Item, 'description'> & { priceHistory: PastPrice[] }

/** Reads an item; null where none that is published has this id. */
export type ReadItem = (id: Id) => Promise<ItemOnPage | null>

/** More than a price can sensibly change in 30 days. */
const MAX_PRICES = 200

const STATEMENT = {
  name: 'shop-items-on-pages',
  text: `select ${ITEM_COLUMNS}, items.description, array(
      select json_build_object('price', past.price::float8, 'currency', past.currency, 'since', past.since)
      from price_history as past where past.item = items.id::text order by past.since desc limit ${MAX_PRICES}
    ) as "priceHistory"
    from items left join inventory on inventory.item = items.id::text
    where items.id = any($1::int[]) and items._status = 'published'`,
}

/** Reads what a list shows of an item; null where none that is published has this id. */
export type ReadListed = (id: Id) => Promise<ListedItem | null>

const LISTED = {
  name: 'shop-items-in-lists',
  text: `select ${ITEM_COLUMNS} from items left join inventory on inventory.item = items.id::text
    where items.id = any($1::int[]) and items._status = 'published'`,
}

export function listedItemReader(
  pool: Pick<pg.Pool, 'query'>,
  { publicUrl }: { publicUrl: string },
): ReadListed {
  return batchReader(pool, LISTED, (row: ItemRow) => toListedItem(row, publicUrl))
}

/**
 * Reads what pages show past Payload, whose own way takes ten times as long. For this shop's own collections, whose
 * items have no hooks and fields beside the plugin's.
 */
export function itemReader(pool: Pick<pg.Pool, 'query'>, { publicUrl }: { publicUrl: string }): ReadItem {
  return batchReader(pool, STATEMENT, (row: ItemRow & Pick<ItemOnPage, 'description' | 'priceHistory'>) =>
    toListedItem(row, publicUrl),
  )
}

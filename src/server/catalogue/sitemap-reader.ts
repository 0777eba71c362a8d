import type pg from 'pg'

/** An item's page, and when what it shows was last changed by an editor. */
export interface ListedPage {
  id: number
  changedAt: Date
}

/** Far from the 50,000 addresses that a search engine takes at once, and small enough to be made in a moment. */
export const ITEMS_PER_SITEMAP = 10_000

const MARKS = {
  name: 'shop-sitemap-marks',
  text: `select id from (
      select id, row_number() over (order by id) as place from items where _status = 'published'
    ) as placed where place % ${ITEMS_PER_SITEMAP} = 1 order by id`,
}

const PART = {
  name: 'shop-sitemap-part',
  text: `select id, updated_at as "changedAt" from items
    where _status = 'published' and id >= $1 order by id limit ${ITEMS_PER_SITEMAP}`,
}

/** The first item of every part. */
export async function readSitemapMarks(pool: Pick<pg.Pool, 'query'>): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>({ ...MARKS })
  return rows.map(({ id }) => id)
}

export async function readSitemapPart(pool: Pick<pg.Pool, 'query'>, from: number): Promise<ListedPage[]> {
  const { rows } = await pool.query<ListedPage>({ ...PART, values: [from] })
  return rows
}

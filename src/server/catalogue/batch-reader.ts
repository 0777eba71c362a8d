import DataLoader from 'dataloader'
import type { Id } from 'payload-stripe-shop/storefront'
import type pg from 'pg'

/** More would only make the first of them wait for the last. */
const MAX_BATCH = 100

export interface BatchStatement {
  name: string
  /** Takes the ids as an array, and answers a row with the `id` of each that is there. */
  text: string
}

/** Reads rows by one prepared statement for all that are asked for in one turn of the event loop. */
export function batchReader<Row extends { id: Id }, Found>(
  pool: Pick<pg.Pool, 'query'>,
  statement: BatchStatement,
  toFound: (row: Row) => Found,
): (id: Id) => Promise<Found | null> {
  const loader = new DataLoader<Id, Found | null>(
    async (ids) => {
      const { rows } = await pool.query<Row>({ ...statement, values: [ids] })
      const byId = new Map<Id, Found>(rows.map((row) => [row.id, toFound(row)]))
      return ids.map((id) => byId.get(id) ?? null)
    },
    { cache: false, maxBatchSize: MAX_BATCH, batchScheduleFn: (send) => setImmediate(send) },
  )
  return (id) => loader.load(id)
}

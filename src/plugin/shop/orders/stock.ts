import type { PayloadRequest } from 'payload'
import type { Reader } from '../../collections/orders/draft-sources.ts'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../../domain/id.ts'
import type { OrderLine } from '../records.ts'

type StockRow = { id: Id; item: string; quantity?: number | null }
type Wanted = Pick<OrderLine, 'soldItem' | 'name' | 'quantity'>

/** Throws `out_of_stock` (409) when there is less of something than wanted. Nothing is held. */
export async function assertInStock(req: PayloadRequest, lines: readonly Wanted[]): Promise<void> {
  const wanted = sumByItem(lines)
  const stock = await readStock({ payload: req.payload, req }, [...wanted.keys()])
  for (const [item, line] of wanted) assertEnough(line, stock.get(item) ?? null)
}

/** What is left of items, by their ids as text; null, or no entry, is unlimited. */
export async function readStock(
  { payload, req }: Reader,
  items: readonly string[],
): Promise<ReadonlyMap<string, number | null>> {
  const { docs } = await payload.db.find<StockRow>({
    collection: 'inventory',
    where: { item: { in: [...items] } },
    pagination: false,
    ...(req && { req }),
  })
  return new Map(docs.map(({ item, quantity }) => [item, quantity ?? null]))
}

/** `stock` is what is left of the line's item; null is unlimited. */
export function assertEnough(line: Wanted, stock: number | null): void {
  if (stock === null || stock >= line.quantity) return
  throw new ShopError(
    'out_of_stock',
    stock <= 0 ? `“${line.name}” is sold out.` : `Only ${stock} left of “${line.name}”.`,
  )
}

/**
 * Lowers the stock of what was sold, by compare-and-set, and answers a sentence for each item that was sold
 * beyond it. Items in one order everywhere, so that two settlements cannot wait for each other.
 */
export async function takeFromStock(req: PayloadRequest, lines: readonly Wanted[]): Promise<string[]> {
  const oversold: string[] = []
  const wanted = [...sumByItem(lines)].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [item, line] of wanted) {
    const isTaken = await take(req, { item, quantity: line.quantity })
    if (!isTaken && (await takeTheRest(req, item))) {
      oversold.push(`Sold beyond the stock: ${line.quantity} × “${line.name}” were paid for.`)
    }
  }
  return oversold
}

async function take(
  req: PayloadRequest,
  { item, quantity }: { item: string; quantity: number },
): Promise<boolean> {
  const row = await req.payload.db.updateOne({
    collection: 'inventory',
    where: { and: [{ item: { equals: item } }, { quantity: { greater_than_equal: quantity } }] },
    data: { quantity: { $inc: -quantity } },
    options: { atomic: true },
    req,
  })
  return row !== null
}

/** Answers whether the item is limited at all; what there is goes to the order that was paid. */
async function takeTheRest(req: PayloadRequest, item: string): Promise<boolean> {
  const row = await req.payload.db.updateOne({
    collection: 'inventory',
    where: { and: [{ item: { equals: item } }, { quantity: { exists: true } }] },
    data: { quantity: 0 },
    options: { atomic: true },
    req,
  })
  return row !== null
}

function sumByItem(lines: readonly Wanted[]): Map<string, Wanted> {
  const sums = new Map<string, Wanted>()
  for (const line of lines) {
    const quantity = (sums.get(line.soldItem)?.quantity ?? 0) + line.quantity
    sums.set(line.soldItem, { ...line, quantity })
  }
  return sums
}

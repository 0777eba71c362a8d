import DataLoader from 'dataloader'
import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  CollectionAfterReadHook,
  PayloadRequest,
} from 'payload'
import { readStocks } from '../../database/database.ts'
import type { Id } from '../../domain/id.ts'

type Stock = number | null

/** One query for all the items that a request reads at once. */
const loaders = new WeakMap<PayloadRequest, DataLoader<string, Stock>>()

function stockLoaderOf(req: PayloadRequest): DataLoader<string, Stock> {
  const known = loaders.get(req)
  if (known) return known
  const loader = new DataLoader<string, Stock>((items) => readStocks(req, items), { cache: false })
  loaders.set(req, loader)
  return loader
}

/** Shows the current stock on every version of the item, and keeps beside it what the reader was shown. */
export const readStock: CollectionAfterReadHook = async ({ doc, req }) => {
  if (doc?.id === undefined) return doc
  const stock = await stockLoaderOf(req).load(String(doc.id))
  return { ...doc, stock, stockSeen: stock }
}

/**
 * Writes the stock that an editor entered and answers what is left. A change from 5 to 8 adds 3 to what is left by
 * now, so that a sale made while the form was open is not undone.
 */
export const writeStock: CollectionAfterChangeHook = async ({ data, doc, operation, req }) => {
  const wanted: Stock | undefined = data.stock
  // Only the form says what it was shown; any other caller means the stock it sends.
  const seen: Stock | undefined = operation === 'create' ? null : data.stockSeen
  if (wanted === undefined || wanted === seen) return doc
  const stock = await putStock(req, { item: String(doc.id), wanted, seen: seen ?? null })
  return { ...doc, stock, stockSeen: stock }
}

type StockRow = { id: Id; quantity?: Stock }

async function putStock(
  req: PayloadRequest,
  { item, wanted, seen }: { item: string; wanted: Stock; seen: Stock },
): Promise<Stock> {
  const { db } = req.payload
  const where = { item: { equals: item } }
  const existing = await db.findOne<StockRow>({ collection: 'inventory', where, req })
  if (!existing) {
    await db.create({ collection: 'inventory', data: { item, quantity: wanted }, req })
    return wanted
  }
  if (wanted !== null && seen !== null && typeof existing.quantity === 'number') {
    return addToStock(req, existing, wanted - seen)
  }
  await db.updateOne({
    collection: 'inventory',
    id: existing.id,
    data: { quantity: wanted },
    req,
    returning: false,
  })
  return wanted
}

/** By compare-and-set, beside whatever is sold in this moment. What was sold cannot be taken away as well. */
async function addToStock(req: PayloadRequest, { id }: StockRow, change: number): Promise<number> {
  const { db } = req.payload
  const row: unknown = await db.updateOne({
    collection: 'inventory',
    where: { and: [{ id: { equals: id } }, { quantity: { greater_than_equal: -change } }] },
    data: { quantity: { $inc: change } },
    options: { atomic: true },
    req,
  })
  if (row) return (row as { quantity: number }).quantity
  await db.updateOne({ collection: 'inventory', id, data: { quantity: 0 }, req, returning: false })
  return 0
}

export const removeStock: CollectionAfterDeleteHook = async ({ id, req }) => {
  await req.payload.db.deleteMany({ collection: 'inventory', where: { item: { equals: String(id) } }, req })
}

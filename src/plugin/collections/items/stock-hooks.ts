import DataLoader from 'dataloader'
import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  CollectionAfterReadHook,
  CollectionBeforeOperationHook,
  PayloadRequest,
} from 'payload'
import { lockDocument, readStocks, type Stock, UNLIMITED } from '../../database/database.ts'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'

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
  return withStock(doc, await stockLoaderOf(req).load(String(doc.id)))
}

function withStock<T>(doc: T, { quantity, available }: Stock): T {
  return { ...doc, stock: quantity, stockSeen: quantity, available: available && Math.max(0, available) }
}

/** Which items the panel is saving while somebody types. */
const autosaved = new WeakMap<PayloadRequest, Set<string>>()

/** Runs at the beginning of each operation: hooks of a project can save the same item once more. */
export const noteAutosave: CollectionBeforeOperationHook = ({ args, operation, req }) => {
  const { autosave, id } = args as { autosave?: boolean; id?: Id }
  if (operation !== 'update' || id === undefined) return args
  const items = autosaved.get(req) ?? new Set()
  if (autosave) autosaved.set(req, items.add(String(id)))
  else items.delete(String(id))
  return args
}

/**
 * Writes the stock that an editor entered and answers what is left. A change from 5 to 8 adds 3 to what is left by
 * now, so that a sale made while the form was open is not undone. What is held stays held.
 */
export const writeStock: CollectionAfterChangeHook = async ({ data, doc, operation, req }) => {
  const wanted: number | null | undefined = data.stock
  // Only the form says what it was shown; any other caller means the stock it sends.
  const seen: number | null | undefined = operation === 'create' ? null : data.stockSeen
  if (wanted === undefined || wanted === seen) return doc
  // A draft that saves itself has what is still being typed, 1 on the way to 12: it stays in the form.
  if (autosaved.get(req)?.has(String(doc.id)))
    return { ...doc, stock: wanted, stockSeen: seen ?? doc.stockSeen }
  return withStock(doc, await putStock(req, { item: String(doc.id), wanted, seen: seen ?? null }))
}

type StockRow = { id: Id; quantity?: number | null }

async function putStock(
  req: PayloadRequest,
  { item, wanted, seen }: { item: string; wanted: number | null; seen: number | null },
): Promise<Stock> {
  const { db } = req.payload
  const find = () =>
    db.findOne<StockRow>({
      collection: slugOf(req.payload, 'inventory'),
      where: { item: { equals: item } },
      req,
    })
  const known = await find()
  if (!known) {
    const stock = { quantity: wanted, available: wanted }
    await db.create({ collection: slugOf(req.payload, 'inventory'), data: { item, ...stock }, req })
    return stock
  }
  // Whoever sells or holds some of it waits until this is written, and is seen here.
  await lockDocument(req, { collection: 'inventory', id: known.id })
  const left = (await find())?.quantity
  const isChange = wanted !== null && seen !== null && typeof left === 'number'
  // What was sold cannot be taken away as well.
  const quantity = isChange ? Math.max(0, left + wanted - seen) : wanted
  const stock = quantity === null ? UNLIMITED : { quantity, available: quantity - (await heldOf(req, item)) }
  await db.updateOne({
    collection: slugOf(req.payload, 'inventory'),
    id: known.id,
    data: { ...stock },
    req,
    returning: false,
  })
  return stock
}

async function heldOf(req: PayloadRequest, item: string): Promise<number> {
  const { docs } = await req.payload.db.find<{ id: Id; quantity: number }>({
    collection: slugOf(req.payload, 'stock-holds'),
    where: { item: { equals: item } },
    pagination: false,
    req,
  })
  return docs.reduce((sum, { quantity }) => sum + quantity, 0)
}

export const removeStock: CollectionAfterDeleteHook = async ({ id, req }) => {
  await req.payload.db.deleteMany({
    collection: slugOf(req.payload, 'inventory'),
    where: { item: { equals: String(id) } },
    req,
  })
}

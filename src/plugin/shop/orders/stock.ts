import type { PayloadRequest } from 'payload'
import type { Reader } from '../../collections/orders/draft-sources.ts'
import { lockDocument, type Stock, UNLIMITED } from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import type { OrderLine, OrderRecord } from '../records.ts'

type StockRow = { id: Id; item: string } & Partial<Stock>
type HoldRow = { id: Id; item: string; quantity: number }
type Wanted = Pick<OrderLine, 'soldItem' | 'name' | 'quantity'>

/** What there is of items, by their ids as text; one without an entry is unlimited. */
export async function readStock(
  { payload, req }: Reader,
  items: readonly string[],
): Promise<ReadonlyMap<string, Stock>> {
  const { docs } = await payload.db.find<StockRow>({
    collection: slugOf(payload, 'inventory'),
    where: { item: { in: [...items] } },
    pagination: false,
    ...(req && { req }),
  })
  return new Map(docs.map(({ item, quantity = null, available = null }) => [item, { quantity, available }]))
}

/** Throws `out_of_stock` (409) where there is less of the line's item than wanted. */
export function assertEnough(line: Wanted, stock: Stock): void {
  if (!isEnough(line, stock)) throw new ShopError('out_of_stock', describeShortage(line.name, stock))
}

export function isEnough({ quantity }: Pick<Wanted, 'quantity'>, { available }: Stock): boolean {
  return available === null || available >= quantity
}

function describeShortage(name: string, { quantity, available }: Stock): string {
  if (available !== null && available > 0) return `Only ${available} left of “${name}”.`
  if (quantity === null || quantity <= 0) return `“${name}” is sold out.`
  return `The last of “${name}” is being paid for by somebody else. Please try again in a while.`
}

/** Throws `out_of_stock` (409) when there is less of something than wanted. Nothing is held. */
export async function assertInStock(req: PayloadRequest, lines: readonly Wanted[]): Promise<void> {
  const wanted = sumByItem(lines)
  const stock = await readStock({ payload: req.payload, req }, [...wanted.keys()])
  for (const [item, line] of wanted) assertEnough(line, stock.get(item) ?? UNLIMITED)
}

/**
 * Takes what an order needs off what others can have, and keeps what the order holds already. Items in one order
 * everywhere, so that two who want the same cannot wait for each other. Throws `out_of_stock` (409).
 */
export async function holdStock(
  req: PayloadRequest,
  { id, lines }: Pick<OrderRecord, 'id' | 'lines'>,
): Promise<void> {
  const held = new Set((await findHolds({ payload: req.payload, req }, id)).map(({ item }) => item))
  for (const [item, line] of inOrder(sumByItem(lines))) {
    if (held.has(item)) continue
    const { quantity } = line
    if (await changeStock(req, { item, atLeast: quantity, change: { available: -quantity } })) {
      const data = { order: String(id), item, quantity }
      await req.payload.db.create({
        collection: slugOf(req.payload, 'stock-holds'),
        data,
        req,
        returning: false,
      })
    } else {
      const stock = await readStock({ payload: req.payload, req }, [item])
      assertEnough(line, stock.get(item) ?? UNLIMITED)
    }
  }
}

/** Gives back what an order holds, where nobody can pay for it any more. */
export async function releaseStock(req: PayloadRequest, orderId: Id): Promise<void> {
  for (const { id, item, quantity } of await findHolds({ payload: req.payload, req }, orderId)) {
    await req.payload.db.deleteOne({
      collection: slugOf(req.payload, 'stock-holds'),
      where: { id: { equals: id } },
      req,
    })
    await changeStock(req, { item, change: { available: quantity } })
  }
}

/**
 * Lowers the stock of what was paid for: what the order holds, else what nobody holds. Answers a sentence for each
 * item that was sold beyond it.
 */
export async function takeFromStock(
  req: PayloadRequest,
  { id, lines }: Pick<OrderRecord, 'id' | 'lines'>,
): Promise<string[]> {
  const oversold: string[] = []
  const holds = new Map((await findHolds({ payload: req.payload, req }, id)).map((hold) => [hold.item, hold]))
  for (const [item, line] of inOrder(sumByItem(lines))) {
    const hold = holds.get(item)
    const isEnough = hold ? await takeHeld(req, hold) : await takeFree(req, { item, quantity: line.quantity })
    if (!isEnough) {
      oversold.push(
        `Sold beyond the stock: ${line.quantity} × “${line.name}” were paid for. Refund them, or deliver when there are more.`,
      )
    }
  }
  return oversold
}

/** Somebody may have lowered the stock below what is held. */
async function takeHeld(req: PayloadRequest, { id, item, quantity }: HoldRow): Promise<boolean> {
  await req.payload.db.deleteOne({
    collection: slugOf(req.payload, 'stock-holds'),
    where: { id: { equals: id } },
    req,
  })
  const row = await lockStock(req, item)
  if (row?.quantity == null) return true
  const data = { quantity: Math.max(0, row.quantity - quantity) }
  await req.payload.db.updateOne({
    collection: slugOf(req.payload, 'inventory'),
    id: row.id,
    data,
    req,
    returning: false,
  })
  return row.quantity >= quantity
}

async function takeFree(
  req: PayloadRequest,
  { item, quantity }: { item: string; quantity: number },
): Promise<boolean> {
  const change = { quantity: -quantity, available: -quantity }
  if (await changeStock(req, { item, atLeast: quantity, change })) return true
  const row = await lockStock(req, item)
  if (row?.quantity == null || row.available == null) return true
  // What nobody holds goes to the order that was paid.
  const rest = Math.max(0, row.available)
  const data = { quantity: Math.max(0, row.quantity - rest), available: row.available - rest }
  await req.payload.db.updateOne({
    collection: slugOf(req.payload, 'inventory'),
    id: row.id,
    data,
    req,
    returning: false,
  })
  return false
}

/** Compare-and-set. Answers whether there was as much that nobody holds; false for an unlimited item, too. */
async function changeStock(
  req: PayloadRequest,
  { item, atLeast, change }: { item: string; atLeast?: number; change: Partial<Record<keyof Stock, number>> },
): Promise<boolean> {
  const enough = atLeast === undefined ? { exists: true } : { greater_than_equal: atLeast }
  const row = await req.payload.db.updateOne({
    collection: slugOf(req.payload, 'inventory'),
    where: { and: [{ item: { equals: item } }, { available: enough }] },
    data: Object.fromEntries(Object.entries(change).map(([field, by]) => [field, { $inc: by }])),
    options: { atomic: true },
    req,
  })
  return row !== null
}

async function lockStock(req: PayloadRequest, item: string): Promise<StockRow | null> {
  const find = () =>
    req.payload.db.findOne<StockRow>({
      collection: slugOf(req.payload, 'inventory'),
      where: { item: { equals: item } },
      req,
    })
  const row = await find()
  if (!row) return null
  await lockDocument(req, { collection: 'inventory', id: row.id })
  return find()
}

/** What an order holds of limited items. */
export async function findHolds({ payload, req }: Reader, orderId: Id): Promise<HoldRow[]> {
  const { docs } = await payload.db.find<HoldRow>({
    collection: slugOf(payload, 'stock-holds'),
    where: { order: { equals: String(orderId) } },
    sort: 'item',
    pagination: false,
    ...(req && { req }),
  })
  return docs
}

function inOrder<T>(byItem: ReadonlyMap<string, T>): [string, T][] {
  return [...byItem].sort(([a], [b]) => (a < b ? -1 : 1))
}

function sumByItem(lines: readonly Wanted[]): Map<string, Wanted> {
  const sums = new Map<string, Wanted>()
  for (const line of lines) {
    const quantity = (sums.get(line.soldItem)?.quantity ?? 0) + line.quantity
    sums.set(line.soldItem, { ...line, quantity })
  }
  return sums
}

import type { PayloadRequest } from 'payload'
import type { Reader } from '../../collections/orders/draft-sources.ts'
import { lockDocuments, type Stock, UNLIMITED, updateDocuments } from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import type { OrderLine, OrderRecord } from '../records.ts'
import { inOneCall } from '../side-by-side.ts'

type StockRow = { id: Id; item: string } & Partial<Stock>
type HoldRow = { id: Id; order: string; item: string; quantity: number }
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
  const holds = await findHoldsWithin(req, orderId)
  await Promise.all(holds.map((hold) => dropHold(req, hold.id)))
  await Promise.all(holds.map(({ item, quantity }) => changeLocked(req, { item, quantity, of: 'released' })))
}

/**
 * Lowers the stock of what was paid for: what the order holds, else what nobody holds. Answers a sentence for each
 * item that was sold beyond it.
 */
export async function takeFromStock(
  req: PayloadRequest,
  { id, lines }: Pick<OrderRecord, 'id' | 'lines'>,
): Promise<string[]> {
  const holds = new Map((await findHoldsWithin(req, id)).map((hold) => [hold.item, hold]))
  await Promise.all([...holds.values()].map((hold) => dropHold(req, hold.id)))
  const sentences = await Promise.all(
    inOrder(sumByItem(lines)).map(async ([item, line]) => {
      const hold = holds.get(item)
      const { quantity } = hold ?? line
      const isEnough = await changeLocked(req, { item, quantity, of: hold ? 'held' : 'free' })
      return isEnough
        ? []
        : [
            `Sold beyond the stock: ${line.quantity} × “${line.name}” were paid for. Refund them, or deliver when there are more.`,
          ]
    }),
  )
  return sentences.flat()
}

type Change = { item: string; quantity: number; of: keyof typeof CHANGES }
type Limited = { quantity: number; available: number }

/** What becomes of a limited item's stock, and whether there was as much. */
const CHANGES = {
  // Somebody may have lowered the stock below what is held: what is not there is held no more either.
  held: (stock: Limited, quantity: number): boolean => {
    const taken = Math.min(quantity, stock.quantity)
    stock.quantity -= taken
    stock.available += quantity - taken
    return taken === quantity
  },
  // Where it is less, what nobody holds goes to the order that was paid.
  free: (stock: Limited, quantity: number): boolean => {
    const taken = Math.min(quantity, Math.max(0, stock.available))
    stock.quantity = Math.max(0, stock.quantity - taken)
    stock.available -= taken
    return taken === quantity
  },
  released: (stock: Limited, quantity: number): boolean => {
    stock.available += quantity
    return true
  },
}

/** Answers whether there was as much; of an unlimited item there always is. */
const changeLocked = inOneCall<Change, boolean>(async (req, changes) => {
  const stocks = await lockStocks(req, [...new Set(changes.map(({ item }) => item))])
  const answers = changes.map(({ item, quantity, of }) => {
    const stock = stocks.get(item)
    return stock ? CHANGES[of](stock, quantity) : true
  })
  const rows = [...stocks.values()].map(({ id, quantity, available }) => ({
    id,
    data: { quantity, available },
  }))
  await updateDocuments(req, { collection: 'inventory', changes: rows })
  return answers
})

/** The limited ones among the items, until the transaction ends. */
async function lockStocks(
  req: PayloadRequest,
  items: readonly string[],
): Promise<ReadonlyMap<string, Limited & { id: Id }>> {
  const find = async () => {
    const { docs } = await req.payload.db.find<StockRow>({
      collection: slugOf(req.payload, 'inventory'),
      where: { item: { in: [...items] } },
      pagination: false,
      limit: 0,
      req,
    })
    return docs
  }
  const ids = (await find()).map(({ id }) => id)
  if (ids.length === 0) return new Map()
  await lockDocuments(req, { collection: 'inventory', ids })
  const limited = (await find()).flatMap(({ id, item, quantity, available }) =>
    quantity == null || available == null ? [] : [[item, { id, quantity, available }] as const],
  )
  return new Map(limited)
}

const dropHold = inOneCall<Id, void>(async (req, ids) => {
  await req.payload.db.deleteMany({
    collection: slugOf(req.payload, 'stock-holds'),
    where: { id: { in: [...ids] } },
    req,
  })
  return ids.map(() => undefined)
})

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

/** What an order holds of limited items. */
export async function findHolds({ payload, req }: Reader, orderId: Id): Promise<HoldRow[]> {
  return req ? findHoldsWithin(req, orderId) : findHoldsOf({ payload }, [orderId])
}

const findHoldsWithin = inOneCall<Id, HoldRow[]>(async (req, orderIds) => {
  const holds = await findHoldsOf({ payload: req.payload, req }, orderIds)
  return orderIds.map((id) => holds.filter(({ order }) => order === String(id)))
})

async function findHoldsOf({ payload, req }: Reader, orderIds: readonly Id[]): Promise<HoldRow[]> {
  const { docs } = await payload.db.find<HoldRow>({
    collection: slugOf(payload, 'stock-holds'),
    where: { order: { in: orderIds.map(String) } },
    sort: 'item',
    pagination: false,
    limit: 0,
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

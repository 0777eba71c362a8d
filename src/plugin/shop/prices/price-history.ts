import type {
  BasePayload,
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  PayloadRequest,
} from 'payload'
import { insertDocuments } from '../../database/database.ts'
import type { PastPrice } from '../../domain/price-history.ts'
import { slugOf } from '../../slugs.ts'
import type { Id } from '../records.ts'

/** As much as anybody will look back; what held at the beginning of it is kept as well. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000

type Row = PastPrice & { id: Id }

/** Keeps what published items cost, in the transaction that changes it: the item's row is held by then. */
export const priceHistoryHooks: {
  afterChange: CollectionAfterChangeHook
  afterDelete: CollectionAfterDeleteHook
} = {
  afterChange: async ({ doc, previousDoc, req }) => {
    if (doc._status !== 'draft') await notePrice(req, doc, previousDoc)
    return doc
  },
  afterDelete: async ({ id, req }) => {
    await forgetPrices(req, { item: { equals: String(id) } })
  },
}

interface Priced {
  id: Id
  price: number
  currency: string
  _status?: string
  updatedAt?: string
}

async function notePrice(req: PayloadRequest, item: Priced, before: Partial<Priced>): Promise<void> {
  const newest = await findNewest(req, item.id)
  if (newest && newest.price === item.price && newest.currency === item.currency) return
  const now = new Date()
  const documents = [rowOf(item, now)]
  // Priced before anybody kept it.
  const { price, currency, updatedAt, _status } = before
  const isKnown = price !== undefined && currency !== undefined && updatedAt && _status !== 'draft'
  if (!newest && isKnown && price !== item.price)
    documents.unshift(rowOf({ id: item.id, price, currency }, new Date(updatedAt)))
  await insertDocuments(req, { collection: 'price-history', documents })
  await forgetOld(req, item.id, new Date(now.getTime() - KEPT_MS))
}

function rowOf({ id, price, currency }: Pick<Priced, 'id' | 'price' | 'currency'>, since: Date) {
  return { item: String(id), price, currency, since: since.toISOString() }
}

async function findNewest(req: PayloadRequest, item: Id, until?: Date): Promise<Row | null> {
  const { docs } = await req.payload.db.find<Row>({
    collection: slugOf(req.payload, 'price-history'),
    where: {
      and: [
        { item: { equals: String(item) } },
        ...(until ? [{ since: { less_than: until.toISOString() } }] : []),
      ],
    },
    sort: '-since',
    limit: 1,
    pagination: false,
    req,
  })
  return docs[0] ?? null
}

async function forgetOld(req: PayloadRequest, item: Id, until: Date): Promise<void> {
  const held = await findNewest(req, item, until)
  if (!held) return
  const since = { less_than: new Date(held.since).toISOString() }
  await forgetPrices(req, { and: [{ item: { equals: String(item) } }, { since }] })
}

async function forgetPrices(req: PayloadRequest, where: object): Promise<void> {
  await req.payload.db.deleteMany({
    collection: slugOf(req.payload, 'price-history'),
    where: where as never,
    req,
  })
}

/** What the item has cost, newest first; for `findLowestBefore`. */
export async function readPriceHistory(payload: BasePayload, item: Id): Promise<PastPrice[]> {
  const { docs } = await payload.db.find<Row>({
    collection: slugOf(payload, 'price-history'),
    where: { item: { equals: String(item) } },
    sort: '-since',
    pagination: false,
  })
  return docs.map(({ price, currency, since }) => ({ price, currency, since }))
}

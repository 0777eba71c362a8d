import { randomBytes } from 'node:crypto'
import type { BasePayload, PayloadRequest, Where } from 'payload'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import { inForce } from '../catalogue-terms.ts'
import { type Offer, type OpenedAttempt, type Purchase, type SyncedRow, UNLIMITED } from '../shop-database.ts'
import { collectionOf } from './connection.ts'
import { idTypeOf, isPossibleId, makeId } from './ids.ts'
import { drawOrderNumber } from './order-numbers.ts'
import { findStocks, readStocks } from './reads.ts'
import { inTransaction } from './transactions.ts'

export async function readOffer(payload: BasePayload, itemId: Id): Promise<Offer | null> {
  if (!isPossibleId(payload, { collection: 'items', id: itemId })) return null
  const item = await payload.db.findOne<
    Pick<Offer, 'name' | 'price' | 'currency' | 'isShipped'> & { id: string }
  >({
    collection: slugOf(payload, 'items'),
    where: { and: [{ id: { equals: itemId } }, ...inForce(payload, 'items')] },
  })
  if (!item) return null
  const [stock, taxes, shippingRates, orderNumber] = await Promise.all([
    findStocks(payload, [item.id]),
    findDefaultTaxes(payload),
    findShippingRates(payload),
    drawOrderNumber({ payload }),
  ])
  const { id, name, price, currency, isShipped = null } = item
  return {
    id,
    name,
    price,
    currency,
    isShipped,
    stock: stock.get(id) ?? UNLIMITED,
    taxes,
    shippingRates,
    synced: await findSyncedOf(payload, { item: id, taxes }),
    orderId: await makeId(payload, 'orders'),
    orderNumber,
  }
}

async function findSyncedOf(
  payload: BasePayload,
  { item, taxes }: { item: Id; taxes: Offer['taxes'] },
): Promise<SyncedRow[]> {
  const ofTaxes = { kind: 'taxes', document: { $in: taxes.map((tax) => String(tax.id)) } }
  const rows = await collectionOf(payload, 'stripe-sync')
    .find({ $or: [{ kind: 'items', document: String(item) }, ofTaxes] })
    .toArray()
  return rows as unknown as SyncedRow[]
}

async function findDefaultTaxes(payload: BasePayload): Promise<Offer['taxes']> {
  const { docs } = await payload.db.find<Offer['taxes'][number]>({
    collection: slugOf(payload, 'taxes'),
    where: {
      and: [
        { appliesByDefault: { equals: true } },
        { active: { equals: true } },
        ...inForce(payload, 'taxes'),
      ],
    },
    sort: 'id',
    pagination: false,
  })
  return docs.map(({ id, displayName, percentage, inclusive }) => ({
    id,
    displayName,
    percentage,
    inclusive,
  }))
}

async function findShippingRates(payload: BasePayload): Promise<Offer['shippingRates']> {
  const { docs } = await payload.db.find<Offer['shippingRates'][number]>({
    collection: slugOf(payload, 'shipping-rates'),
    where: { active: { equals: true } },
    sort: 'id',
    pagination: false,
  })
  return docs
}

export async function writePurchase(
  payload: BasePayload,
  { order, line, payment, reason, holdsStock }: Purchase,
): Promise<boolean> {
  const { id, more, ...amounts } = order
  const { more: ofPayment, ...attempted } = payment
  const taxes = order.taxCopies.map((tax) => tax.id)
  const wanted = { order: String(id), item: line.soldItem, quantity: line.quantity }
  const hasOwnIds = idTypeOf(payload, 'orders') !== 'objectId'
  return inTransaction(payload, async (req) => {
    if (holdsStock && !(await holdStock(req, wanted))) return false
    // Made for each try: Payload's adapter writes into what it is given.
    const lines = [{ id: newRowId(), ...line }]
    await payload.db.create({
      collection: slugOf(payload, 'orders'),
      customID: id,
      // Payload takes ids that are no ObjectIds from the document alone.
      data: {
        ...more,
        ...(hasOwnIds && { id }),
        ...amounts,
        amountRefunded: 0,
        status: 'open',
        lines,
        taxes,
      },
      req,
      returning: false,
    })
    const move = { order: id, to: 'open', reason }
    await payload.db.create({
      collection: slugOf(payload, 'order-history'),
      data: move,
      req,
      returning: false,
    })
    const attempt = { ...ofPayment, ...attempted, order: id, status: 'starting' }
    await payload.db.create({ collection: slugOf(payload, 'payments'), data: attempt, req, returning: false })
    return true
  })
}

/** Answers false where there is less than wanted; nothing is held of an unlimited item. */
async function holdStock(
  req: PayloadRequest,
  hold: { order: string; item: string; quantity: number },
): Promise<boolean> {
  const { item, quantity } = hold
  const { db } = req.payload
  const [stock = UNLIMITED] = await readStocks(req, [item])
  if (stock.available === null) return true
  const where: Where = { and: [{ item: { equals: item } }, { available: { greater_than_equal: quantity } }] }
  const row = await db.updateOne({
    collection: slugOf(req.payload, 'inventory'),
    where,
    data: { available: { $inc: -quantity } },
    options: { atomic: true },
    req,
  })
  if (row === null) return false
  await db.create({ collection: slugOf(req.payload, 'stock-holds'), data: hold, req, returning: false })
  return true
}

/** Payload names array rows by itself only in its own operations. */
function newRowId(): string {
  return randomBytes(12).toString('hex')
}

export async function writeOpened(payload: BasePayload, opened: OpenedAttempt): Promise<void> {
  const { attempt, sessionId, intentId, url, clientSecret, isLiveMode } = opened
  const literal = <T>(value: T) => ({ $literal: value })
  await collectionOf(payload, 'payments').updateOne(
    { attempt },
    [
      {
        $set: {
          sessionId: literal(sessionId),
          intentId: { $ifNull: [literal(intentId), '$intentId'] },
          url: literal(url),
          clientSecret: literal(clientSecret),
          isLiveMode,
          status: { $cond: [{ $eq: ['$status', 'starting'] }, 'open', '$status'] },
          updatedAt: '$$NOW',
        },
      },
    ],
    { writeConcern: { w: 'majority' } },
  )
}

import { createHash, randomBytes } from 'node:crypto'
import type { BasePayload } from 'payload'
import { v7 as uuidOfNow } from 'uuid'
import type { Id } from '../../domain/id.ts'
import type { HostData } from '../host-fields.ts'
import type { Offer, OpenedAttempt, Purchase } from '../shop-database.ts'
import { inBatches } from './batches.ts'
import { postgresOf, type RawTable, type Row, run } from './connection.ts'
import { hasUuidsOfPayload, makeId } from './ids.ts'
import { type Texts, writeTexts } from './purchase-statements.ts'
import { hostColumnsOf, idTypeOf, tableOf } from './schema.ts'

/** The hot path: what `/buy` reads and writes, each in one prepared statement, whatever the number of shoppers. */

type Statements = Record<keyof Texts, { name: string; text: string }>

/** Written once for each set of tables: Payload makes new ones when a config is loaded anew. */
const written = new WeakMap<Record<string, RawTable>, Promise<Statements>>()

function statementsOf(payload: BasePayload): Promise<Statements> {
  const { rawTables } = postgresOf(payload)
  const known = written.get(rawTables)
  if (known) return known
  const statements = writeStatements(payload)
  written.set(rawTables, statements)
  statements.catch(() => written.delete(rawTables))
  return statements
}

/** A connection keeps what it has prepared by name, so another text needs another name. */
async function writeStatements(payload: BasePayload): Promise<Statements> {
  const texts = writeTexts(payload, await findOrderIds(payload))
  const named = Object.entries(texts).map(([name, text]) => {
    const version = createHash('sha256').update(text).digest('hex').slice(0, 8)
    return [name, { name: `shop-${name}-${version}`, text }]
  })
  return Object.fromEntries(named)
}

/** The sequence that orders have their ids from; null where ids are no serials. */
async function findOrderIds(payload: BasePayload): Promise<string | null> {
  if (idTypeOf(payload, 'orders') !== 'int4') return null
  const [row] = await run(postgresOf(payload).drizzle, `select pg_get_serial_sequence($1, 'id') as name`, [
    tableOf(payload, 'orders'),
  ])
  return String(row?.name)
}

async function ask(payload: BasePayload, name: keyof Texts, values: unknown[]): Promise<Row[]> {
  const statements = await statementsOf(payload)
  return (await postgresOf(payload).pool.query({ ...statements[name], values })).rows
}

/** Reads an item for sale, or null when no published one has this id. */
export const readOffer = inBatches(readOffers)

async function readOffers(payload: BasePayload, itemIds: readonly Id[]): Promise<(Offer | null)[]> {
  const rows = await ask(payload, 'offers', [itemIds])
  const byPlace = new Map(rows.map(({ place, ...offer }) => [place, offer as unknown as Offer]))
  for (const offer of byPlace.values()) offer.orderId ??= await makeId(payload, 'orders')
  return itemIds.map((_id, index) => byPlace.get(index + 1) ?? null)
}

/**
 * Writes an open order, its line, its history and its first attempt: one statement, all of it or nothing. Fails
 * with a unique violation where another order has the same `buyKey`. An item or a tax that was deleted since the
 * offer was read, or is being deleted now, is sold as it was offered, without a reference: nobody waits for staff.
 */
export async function writePurchase(payload: BasePayload, purchase: Purchase): Promise<boolean> {
  return (await writeTogether(payload, purchase)) || writeAlone(payload, purchase)
}

const writeTogether = inBatches((payload, purchases: readonly Purchase[]) =>
  writePurchases(payload, 'purchases', purchases),
)

/** Of several who want more than there is, one alone may still get what it wants; and a locked row is waited for. */
async function writeAlone(payload: BasePayload, purchase: Purchase): Promise<boolean> {
  const [isWritten] = await writePurchases(payload, 'purchase', [purchase])
  return isWritten === true
}

/** Answers which of them were written: the others want more of an item than nobody holds. */
async function writePurchases(
  payload: BasePayload,
  statement: 'purchase' | 'purchases',
  purchases: readonly Purchase[],
): Promise<boolean[]> {
  const makeRowId = hasUuidsOfPayload(payload) ? uuidOfNow : () => undefined
  const hostColumns = {
    orders: hostColumnsOf(payload, 'orders'),
    payments: hostColumnsOf(payload, 'payments'),
  }
  const rows = purchases.map((purchase) => rowOf(purchase, { makeRowId, hostColumns }))
  const answers = await ask(payload, statement, [JSON.stringify(rows)])
  const attempts = new Set(answers.map(({ attempt }) => attempt))
  return purchases.map(({ payment }) => attempts.has(payment.attempt))
}

type HostColumns = Record<'orders' | 'payments', ReadonlyMap<string, string>>

/** The values by column; nothing where there are none. */
export function columnsOf(data: HostData, columns: ReadonlyMap<string, string>): HostData | undefined {
  if (columns.size === 0) return undefined
  return Object.fromEntries([...columns].map(([field, column]) => [column, data[field] ?? null]))
}

/** Written out, since objects spread into one take several times as long to make. */
function rowOf(
  { order, line, payment, reason, holdsStock }: Purchase,
  { makeRowId, hostColumns }: { makeRowId: () => string | undefined; hostColumns: HostColumns },
) {
  return {
    order: order.id,
    number: order.number,
    currency: order.currency,
    subtotal: order.subtotal,
    discountAmount: order.discountAmount,
    taxAmount: order.taxAmount,
    shippingAmount: order.shippingAmount,
    shippingCopy: order.shippingCopy,
    fulfilment: order.fulfilment,
    total: order.total,
    buyKey: order.buyKey,
    orderMore: columnsOf(order.more, hostColumns.orders),
    paymentMore: columnsOf(payment.more, hostColumns.payments),
    taxCopies: order.taxCopies,
    taxIds: order.taxCopies.map(({ id }) => id),
    lineId: newLineId(),
    item: line.item,
    soldItem: line.soldItem,
    name: line.name,
    quantity: line.quantity,
    unitAmount: line.unitAmount,
    lineAmount: line.amount,
    reason,
    holdsStock,
    holdId: makeRowId(),
    moveId: makeRowId(),
    attemptId: makeRowId(),
    attempt: payment.attempt,
    flow: payment.flow,
    account: payment.account,
    amount: payment.amount,
    params: payment.params,
    idempotencyKey: payment.idempotencyKey,
    expiresAt: payment.expiresAt,
  }
}

/** Payload names array rows by itself only in its own operations. */
function newLineId(): string {
  return randomBytes(12).toString('hex')
}

/** Stores what Stripe answered to an attempt; opens it unless an event of it came first. */
export const writeOpened = inBatches(writeAllOpened)

async function writeAllOpened(payload: BasePayload, opened: readonly OpenedAttempt[]): Promise<undefined[]> {
  await ask(payload, 'opened', [
    opened.map(({ attempt }) => attempt),
    opened.map(({ sessionId }) => sessionId),
    opened.map(({ intentId }) => intentId),
    opened.map(({ url }) => url),
    opened.map(({ clientSecret }) => clientSecret),
    opened.map(({ isLiveMode }) => isLiveMode),
  ])
  return opened.map(() => undefined)
}

import type { BasePayload } from 'payload'
import { type Actor, findAllowed } from '../../collections/allowed-documents.ts'
import { priceDraft } from '../../collections/orders/draft-order.ts'
import { type DraftSources, readDraftSources } from '../../collections/orders/draft-sources.ts'
import { outOfTrash } from '../../database/catalogue-terms.ts'
import { isPlace, listOrdersOfItem } from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import { slugOf } from '../../slugs.ts'
import type { Id, OrderLine, OrderRecord } from '../records.ts'
import { taxRoundingOf } from '../shop.ts'
import { type OrderJson, toOrderJson } from './order-json.ts'
import { findOrder, readOrder } from './order-records.ts'

/** @param locale of the project's, for a draft's words; from its first payment on an order keeps its own */
export async function readOrderJson(payload: BasePayload, id: Id, locale?: string): Promise<OrderJson> {
  const [order] = await ordersJson(payload, [await readOrder(payload, id)], locale)
  return order!
}

/** Drafts are answered at what would be charged now; one with an item that left the shop, as it was saved. */
async function ordersJson(
  payload: BasePayload,
  orders: readonly OrderRecord[],
  locale?: string,
): Promise<OrderJson[]> {
  const drafts = orders.filter(isDraft)
  const sources =
    drafts.length > 0 ? await readDraftSources({ payload, locale: locale ?? null }, drafts) : null
  return orders.map((order) =>
    toOrderJson(payload, sources && isDraft(order) ? pricedNow(payload, sources, order) : order),
  )
}

function isDraft(order: OrderRecord): boolean {
  return order.status === 'draft'
}

function pricedNow(payload: BasePayload, sources: DraftSources, draft: OrderRecord): OrderRecord {
  try {
    const priced = priceDraft(sources, draft, taxRoundingOf(payload))
    return { ...draft, ...priced, lines: priced.lines as OrderLine[] }
  } catch (error) {
    if (error instanceof ShopError) return draft
    throw error
  }
}

/**
 * The order with this number, if `email` is where its buyer is written to. Null for every other one, and for one whose
 * buyer's address is not known.
 */
export async function findOrderOfBuyer(
  payload: BasePayload,
  { number, email }: { number: string; email: string },
): Promise<OrderRecord | null> {
  const order = await findOrder(payload, {
    and: [{ number: { equals: number } }, ...outOfTrash(payload, 'orders')],
  })
  return order?.customerEmail && isSameAddress(order.customerEmail, email) ? order : null
}

/** Mail servers that tell capital letters from small ones are not met any more. */
function isSameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}

/**
 * The orders that contain the item, newest first. `next` is where the next page begins. Where a project shows its staff
 * some orders only, a page can have less than `limit` of them though there are more.
 */
export async function ordersOfItem(
  payload: BasePayload,
  { itemId, limit, after }: { itemId: Id; limit: number; after: string | null },
  actor: Actor,
): Promise<{ orders: OrderJson[]; hasMore: boolean; next: string | null }> {
  const listed = await listOrdersOfItem(payload, {
    itemId: String(itemId),
    limit: limit + 1,
    after: after === null ? null : decodeCursor(payload, after),
  })
  const page = listed.slice(0, limit)
  const { docs } = await payload.db.find<OrderRecord>({
    collection: slugOf(payload, 'orders'),
    where: { id: { in: page.map(({ id }) => id) } },
    joins: false as unknown as undefined,
    pagination: false,
    limit: page.length,
  })
  const seen = await findAllowed(payload, { collection: 'orders', ids: page.map(({ id }) => id) }, actor)
  const byId = new Map(docs.map((order) => [String(order.id), order]))
  const orders = await ordersJson(
    payload,
    page.flatMap(({ id }) => (seen.has(String(id)) && byId.get(String(id))) || []),
  )
  const hasMore = listed.length > limit
  return { orders, hasMore, next: hasMore ? encodeCursor(page.at(-1)?.place) : null }
}

function encodeCursor(place: string | undefined): string {
  return Buffer.from(`o:${place}`).toString('base64url')
}

function decodeCursor(payload: BasePayload, text: string): string {
  const place = /^o:(.+)$/s.exec(Buffer.from(text, 'base64url').toString())?.[1]
  if (place === undefined || !isPlace(payload, place))
    throw new ShopError('invalid_input', 'after must be the "next" of the previous page.')
  return place
}

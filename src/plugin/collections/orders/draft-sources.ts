import type { BasePayload, PayloadRequest } from 'payload'
import { inForce, textIn } from '../../database/catalogue-terms.ts'
import { countRedemptions, isPossibleId } from '../../database/database.ts'
import { isAbsent } from '../../domain/field-problem.ts'
import type { Id } from '../../domain/id.ts'
import type { ShippingRate } from '../../domain/shipping.ts'
import { slugOf } from '../../slugs.ts'

export type DraftLine = { id?: string | null; item?: unknown; quantity: number }

/** What an order that is being put together consists of: documents or their ids. */
export interface Draft {
  lines: readonly DraftLine[]
  discount?: unknown
  taxes?: unknown
  /** The way of delivery; the cheapest where none is chosen. */
  shippingRate?: unknown
}

export interface SoldItem {
  id: Id
  name: string
  price: number
  currency: string
  /** False for what needs no delivery. */
  isShipped?: boolean | null
}

export interface GrantedDiscount {
  id: Id
  name: string
  percentOff?: number | null
  /** In the minor unit of `currency`. */
  amountOff?: number | null
  currency?: string | null
  active?: boolean | null
  redeemBy?: string | null
  maxRedemptions?: number | null
}

export interface LeviedTax {
  id: Id
  displayName: string
  percentage: number
  inclusive: boolean
  active?: boolean | null
}

/** Everything that drafts are priced from, by id as text. */
export interface DraftSources {
  /** Only those that are on sale. */
  items: ReadonlyMap<string, SoldItem>
  discounts: ReadonlyMap<string, GrantedDiscount>
  taxes: ReadonlyMap<string, LeviedTax>
  /** How many paid orders had a discount that has a limit. */
  redemptions: ReadonlyMap<string, number>
  /** Every way of delivery that is in use, cheapest or not. */
  shippingRates: readonly ShippingRate[]
}

/** Where they are read: within the transaction of a request, or outside any; and in which of the project's languages. */
export type Reader = { payload: BasePayload; req?: PayloadRequest; locale?: string | null }

/** Reads what any number of drafts are priced from, in at most five queries. */
export async function readDraftSources(reader: Reader, drafts: readonly Draft[]): Promise<DraftSources> {
  const itemIds = drafts.flatMap(({ lines }) => lines.map(({ item }) => idOf(item)))
  const items = await findByIds<SoldItem>(reader, 'items', itemIds)
  const discountIds = drafts.map(({ discount }) => idOf(discount))
  const discounts = await findByIds<GrantedDiscount>(reader, 'discounts', discountIds)
  const taxIds = drafts.flatMap(({ taxes }) => listOf(taxes).map(idOf))
  const taxes = await findByIds<LeviedTax>(reader, 'taxes', taxIds)
  const limited = [...discounts.values()].filter(({ maxRedemptions }) => !isAbsent(maxRedemptions))
  const redemptions = await countRedemptions(
    reader,
    limited.map(({ id }) => String(id)),
  )
  const shippingRates = await readShippingRates(reader)
  return { items, discounts, taxes, redemptions, shippingRates }
}

/** Where little of a document is needed, and pictures and texts come with it. */
const READ = { items: { name: true, price: true, currency: true, isShipped: true } as const }

/** What people are shown of a document. */
const NAMED_BY = { items: 'name', discounts: 'name', taxes: 'displayName' } as const

/** Only those that are published and not in the trash. */
async function findByIds<T extends { id: Id }>(
  { payload, req, locale }: Reader,
  collection: 'items' | 'discounts' | 'taxes',
  ids: readonly Id[],
): Promise<ReadonlyMap<string, T>> {
  const possible = [...new Set(ids)].filter((id) => isPossibleId(payload, { collection, id }))
  if (possible.length === 0) return new Map()
  const { docs } = await payload.db.find<T>({
    collection: slugOf(payload, collection),
    where: { and: [{ id: { in: possible } }, ...inForce(payload, collection)] },
    pagination: false,
    ...(collection === 'items' && { select: READ.items }),
    ...(req && { req }),
  })
  const field = NAMED_BY[collection]
  return new Map(
    docs.map((doc) => {
      const name = textIn(payload, (doc as Record<string, unknown>)[field], locale ?? localeOf(req))
      return [String(doc.id), { ...doc, [field]: name }]
    }),
  )
}

function localeOf(req: PayloadRequest | undefined): string | null {
  return req?.locale && req.locale !== 'all' ? req.locale : null
}

/** By their ids: of two that cost the same the older one comes first. */
export async function readShippingRates({ payload, req, locale }: Reader): Promise<ShippingRate[]> {
  const { docs } = await payload.db.find<ShippingRate>({
    collection: slugOf(payload, 'shipping-rates'),
    where: { and: [{ active: { equals: true } }, ...inForce(payload, 'shipping-rates')] },
    sort: 'id',
    pagination: false,
    ...(req && { req }),
  })
  return docs.map((rate) => ({ ...rate, name: textIn(payload, rate.name, locale ?? localeOf(req)) }))
}

/** The id of a relationship, however deep it was read; empty for none. */
export function idOf(value: unknown): Id {
  const id = value && typeof value === 'object' && 'id' in value ? value.id : value
  return typeof id === 'number' || typeof id === 'string' ? id : ''
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

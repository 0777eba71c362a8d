import type { BasePayload, PayloadRequest } from 'payload'
import { isPossibleId } from '../../database.ts'
import { ShopError } from '../../domain/errors.ts'
import { priceOrder } from '../../domain/pricing.ts'

export type DraftLine = { id?: string | null; item?: unknown; quantity: number }
type SoldItem = { id: number | string; name: string; price: number; currency: string; _status?: string }

/** Where the items are read: within the transaction of a request, or outside any. */
type Reader = { payload: BasePayload; req?: PayloadRequest }

/** The items that are on sale, by their id as text. */
export type ItemsOnSale = ReadonlyMap<string, SoldItem>

/** Reads the items of any number of drafts' lines in one query. */
export async function readItemsOnSale(
  { payload, req }: Reader,
  lines: readonly DraftLine[],
): Promise<ItemsOnSale> {
  const ids = lines.map((line) => idOf(line.item)).filter((id) => isPossibleId(payload, id))
  const { docs } = await payload.db.find<SoldItem>({
    collection: 'items',
    where: { and: [{ id: { in: ids } }, { _status: { equals: 'published' } }] },
    pagination: false,
    ...(req && { req }),
  })
  return new Map(docs.map((item) => [String(item.id), item]))
}

/**
 * What a draft would cost now, worked out from the items and never from the caller. Throws `invalid_input` for a
 * line without an item that is on sale, `mixed_currencies` (409) for items of two currencies.
 */
export function priceDraft(onSale: ItemsOnSale, lines: readonly DraftLine[]) {
  lines.forEach(assertQuantity)
  const items = lines.map((line, index) => itemOf(onSale, line, index))
  const currency = currencyOf(items)
  const priced = priceOrder({
    currency,
    lines: items.map((item, index) => ({ quantity: lines[index]!.quantity, unitAmount: item.price })),
    discount: null,
    taxes: [],
    taxRounding: 'line',
  })
  return {
    currency,
    lines: items.map((item, index) => ({
      ...lines[index]!,
      soldItem: String(item.id),
      name: item.name,
      unitAmount: item.price,
      amount: priced.lines[index]!.amount,
    })),
    subtotal: priced.subtotal,
    discountAmount: priced.discountAmount,
    taxAmount: priced.taxAmount,
    total: priced.total,
  }
}

/** Payload looks at a field's own limits only after the hooks, and takes fractions for numbers. */
function assertQuantity({ quantity }: DraftLine, index: number): void {
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= 99) return
  throw new ShopError('invalid_input', `"lines.${index}.quantity" must be a whole number from 1 to 99.`)
}

function itemOf(onSale: ItemsOnSale, line: DraftLine, index: number): SoldItem {
  const item = onSale.get(String(idOf(line.item)))
  if (!item) throw new ShopError('invalid_input', `"lines.${index}.item" is not an item that is on sale.`)
  return item
}

function idOf(value: unknown): number | string {
  const id = value && typeof value === 'object' && 'id' in value ? value.id : value
  return typeof id === 'number' || typeof id === 'string' ? id : ''
}

function currencyOf(items: SoldItem[]): string {
  const currencies = [...new Set(items.map((item) => item.currency))]
  const [currency] = currencies
  if (currency !== undefined && currencies.length === 1) return currency
  throw new ShopError(
    'mixed_currencies',
    `"lines" mixes currencies: ${currencies.join(', ')}. An order has one.`,
  )
}

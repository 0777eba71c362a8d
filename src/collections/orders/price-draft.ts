import type { CollectionBeforeChangeHook, PayloadRequest } from 'payload'
import { ShopError } from '../../domain/errors.ts'
import { priceOrder } from '../../domain/pricing.ts'

type DraftLine = { id?: string; item?: unknown; quantity: number }
type SoldItem = { id: number | string; name: string; price: number; currency: string; _status?: string }

/** Keeps a draft's amounts at what would be charged now, worked out from the items, never from the caller. */
export const priceDraft: CollectionBeforeChangeHook = async ({ data, originalDoc, req }) => {
  const isDraft = (originalDoc?.status ?? 'draft') === 'draft'
  if (!isDraft || !Array.isArray(data.lines)) return data
  const items = await readItems(req, data.lines)
  const currency = currencyOf(items)
  const priced = priceOrder({
    currency,
    lines: items.map((item, index) => ({ quantity: data.lines[index].quantity, unitAmount: item.price })),
    discount: null,
    taxes: [],
    taxRounding: 'line',
  })
  return {
    ...data,
    currency,
    lines: data.lines.map((line: DraftLine, index: number) => ({
      ...line,
      ...lineOf(items[index]!, line.quantity),
    })),
    subtotal: priced.subtotal,
    discountAmount: priced.discountAmount,
    taxAmount: priced.taxAmount,
    total: priced.total,
  }
}

function lineOf(item: SoldItem, quantity: number) {
  return { soldItem: String(item.id), name: item.name, unitAmount: item.price, amount: item.price * quantity }
}

/** The items of the lines, in their order. Refuses lines without a published item. */
async function readItems(req: PayloadRequest, lines: DraftLine[]): Promise<SoldItem[]> {
  const ids = lines.map((line) => idOf(line.item))
  const { docs } = await req.payload.db.find<SoldItem>({
    collection: 'items',
    where: { and: [{ id: { in: ids } }, { _status: { equals: 'published' } }] },
    pagination: false,
    req,
  })
  const byId = new Map(docs.map((item) => [String(item.id), item]))
  return ids.map((id, index) => {
    const item = byId.get(String(id))
    if (!item) throw new ShopError('invalid_input', `"lines.${index}.item" is not an item that is on sale.`)
    return item
  })
}

function idOf(value: unknown): number | string {
  const id = value && typeof value === 'object' && 'id' in value ? value.id : value
  return typeof id === 'number' || typeof id === 'string' ? id : ''
}

function currencyOf(items: SoldItem[]): string {
  const currencies = [...new Set(items.map((item) => item.currency))]
  const [currency] = currencies
  if (currency === undefined || currencies.length > 1) {
    throw new ShopError(
      'mixed_currencies',
      `"lines" mixes currencies: ${currencies.join(', ')}. An order has one.`,
    )
  }
  return currency
}

import type { BasePayload } from 'payload'
import { textIn } from '../../database/catalogue-terms.ts'
import { isPossibleId, type StoredText, toDocumentId } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import type { SoldWith, StoredTexts } from './sold-with.ts'

/** In Stripe everything has its name in the default language; an order keeps the names that its shopper was shown. */

/** The same order with the names that Stripe knows. One that was renamed since keeps the name that it was sold under. */
export async function withStripeTitles(payload: BasePayload, order: SoldWith): Promise<SoldWith> {
  if (!payload.config.localization) return order
  const texts = order.texts ?? (await readTexts(payload, order))
  const titleOf = (kind: keyof StoredTexts, id: string, shown: string): string => {
    const stored = texts[kind].get(id)
    if (typeof stored !== 'object' || !Object.values(stored).includes(shown)) return shown
    return textIn(payload, stored)
  }
  const { lines, discountCopy, taxCopies } = order
  return {
    ...order,
    lines: lines.map((line) => ({ ...line, name: titleOf('items', line.soldItem, line.name) })),
    ...(discountCopy && {
      discountCopy: {
        ...discountCopy,
        name: titleOf('discounts', String(discountCopy.id), discountCopy.name),
      },
    }),
    ...(taxCopies && {
      taxCopies: taxCopies.map((tax) => ({
        ...tax,
        displayName: titleOf('taxes', String(tax.id), tax.displayName),
      })),
    }),
  }
}

async function readTexts(
  payload: BasePayload,
  { lines, discountCopy, taxCopies }: SoldWith,
): Promise<StoredTexts> {
  const [items, discounts, taxes] = await Promise.all([
    readField(
      payload,
      { collection: 'items', field: 'name' },
      lines.map(({ soldItem }) => soldItem),
    ),
    readField(payload, { collection: 'discounts', field: 'name' }, discountCopy ? [discountCopy.id] : []),
    readField(
      payload,
      { collection: 'taxes', field: 'displayName' },
      (taxCopies ?? []).map(({ id }) => id),
    ),
  ])
  return { items, discounts, taxes }
}

async function readField(
  payload: BasePayload,
  { collection, field }: { collection: keyof StoredTexts; field: string },
  ids: readonly (string | number)[],
): Promise<ReadonlyMap<string, StoredText>> {
  const possible = [...new Set(ids)]
    .map((id) => toDocumentId(payload, { collection, id: String(id) }))
    .filter((id) => isPossibleId(payload, { collection, id }))
  if (possible.length === 0) return new Map()
  const { docs } = await payload.db.find<{ id: string | number }>({
    collection: slugOf(payload, collection),
    where: { id: { in: possible } },
    pagination: false,
  })
  return new Map(docs.map((doc) => [String(doc.id), (doc as Record<string, unknown>)[field] as StoredText]))
}

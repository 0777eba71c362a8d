import type { CollectionBeforeChangeHook } from 'payload'
import { priceDraft, readItemsOnSale } from './draft-order.ts'

/** Keeps a draft's amounts at what would be charged now. */
export const priceDraftLines: CollectionBeforeChangeHook = async ({ data, originalDoc, req }) => {
  const isDraft = (originalDoc?.status ?? 'draft') === 'draft'
  if (!isDraft || !Array.isArray(data.lines) || data.lines.length === 0) return data
  const onSale = await readItemsOnSale({ payload: req.payload, req }, data.lines)
  return { ...data, ...priceDraft(onSale, data.lines) }
}

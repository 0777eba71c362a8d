import type { CollectionBeforeChangeHook } from 'payload'
import { assertWithinLargest } from '../../domain/charge-limits.ts'
import { ShopError } from '../../domain/errors.ts'
import { priceDraft, type TaxRoundingOf } from './draft-order.ts'
import { type Draft, idOf, listOf, readDraftSources } from './draft-sources.ts'

/**
 * Keeps a draft's amounts at what would be charged now. One that cannot be sold any more keeps them: it can still be given a
 * note or be thrown away, as long as nothing of what is sold is changed.
 */
export const priceDraftLines =
  (taxRoundingOf: TaxRoundingOf): CollectionBeforeChangeHook =>
  async ({ data, operation, originalDoc, req }) => {
    const draft: Draft & { status?: string } = { ...originalDoc, ...data }
    const isDraft = (originalDoc?.status ?? 'draft') === 'draft'
    if (!isDraft || !Array.isArray(draft.lines) || draft.lines.length === 0) return data
    const sources = await readDraftSources({ payload: req.payload, req }, [draft])
    try {
      const priced = priceDraft(sources, draft, taxRoundingOf)
      assertWithinLargest(priced.total, priced.currency)
      return { ...data, ...priced }
    } catch (error) {
      if (error instanceof ShopError && operation === 'update' && isSameSale(draft, originalDoc)) return data
      throw error
    }
  }

function isSameSale(one: Draft, other: Draft): boolean {
  return describeSale(one) === describeSale(other)
}

function describeSale({ lines, discount, taxes }: Draft): string {
  return JSON.stringify([
    lines.map(({ item, quantity }) => [idOf(item), quantity]),
    idOf(discount),
    listOf(taxes).map(idOf),
  ])
}

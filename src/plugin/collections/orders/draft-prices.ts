import type { CollectionBeforeChangeHook } from 'payload'
import { assertWithinLargest } from '../../domain/charge-limits.ts'
import { priceDraft, type TaxRoundingOf } from './draft-order.ts'
import { readDraftSources } from './draft-sources.ts'

/** Keeps a draft's amounts at what would be charged now. */
export const priceDraftLines =
  (taxRoundingOf: TaxRoundingOf): CollectionBeforeChangeHook =>
  async ({ data, originalDoc, req }) => {
    const draft = { ...originalDoc, ...data }
    const isDraft = (originalDoc?.status ?? 'draft') === 'draft'
    if (!isDraft || !Array.isArray(draft.lines) || draft.lines.length === 0) return data
    const sources = await readDraftSources({ payload: req.payload, req }, [draft])
    const priced = priceDraft(sources, draft, taxRoundingOf)
    assertWithinLargest(priced.total, priced.currency)
    return { ...data, ...priced }
  }

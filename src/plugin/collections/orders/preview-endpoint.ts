import type { Endpoint } from 'payload'
import { APIError, addDataAndFileToRequest } from 'payload'
import { findChargeProblem } from '../../domain/charge-limits.ts'
import { isStaff } from '../access.ts'
import { priceDraft, type TaxRoundingOf } from './draft-order.ts'
import { type Draft, readDraftSources } from './draft-sources.ts'
import { assertReadable } from './readable-references.ts'

/**
 * `POST /api/orders/preview` with `{lines, discount, taxes, shippingRate}`: what such a draft would cost, with nothing saved,
 * and under `problem` why that cannot be paid.
 * The form shows it while somebody types, so that there is one calculation.
 */
export const previewEndpoint = (taxRoundingOf: TaxRoundingOf): Endpoint => ({
  path: '/preview',
  method: 'post',
  handler: async (req) => {
    if (!isStaff(req.user)) throw new APIError('You are not allowed to perform this action.', 403)
    await addDataAndFileToRequest(req)
    const draft = draftOf(req.data)
    await assertReadable(req, draft)
    const sources = await readDraftSources({ payload: req.payload }, [draft])
    const priced = priceDraft(sources, draft, taxRoundingOf)
    const problem = findChargeProblem(priced.total, priced.currency)?.message ?? null
    return Response.json({ ...priced, problem })
  },
})

function draftOf(data: unknown): Draft {
  const { lines, discount, taxes, shippingRate } = (data ?? {}) as Record<string, unknown>
  if (
    !Array.isArray(lines) ||
    lines.length === 0 ||
    !lines.every((line) => line && typeof line === 'object')
  ) {
    throw new APIError('"lines" must have at least one line.', 400)
  }
  return { lines, discount, taxes, shippingRate }
}

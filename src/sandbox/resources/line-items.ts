import { notFound } from '../api/errors.ts'
import type { Params } from '../api/form.ts'
import { type ListObject, slicePage } from '../api/pagination.ts'
import type { Work } from '../sandbox.ts'
import type { SessionLine } from './session-details.ts'

export function lineItemsOf(work: Work, session: string, params: Params): ListObject<SessionLine> {
  const stored = work.tx.find('checkout.session', session)
  if (!stored) throw notFound('checkout.session', session)
  return slicePage(stored.extra.lines, params, `/v1/checkout/sessions/${session}/line_items`)
}

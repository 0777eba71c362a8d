import type { CollectionBeforeValidateHook, PayloadRequest } from 'payload'
import type { FieldProblem } from '../../domain/field-problem.ts'
import { validateTax } from '../../domain/tax-rules.ts'
import { metadataRoomProblems, refuseProblems } from '../refuse-problems.ts'

/** Stripe takes five tax rates on a line: https://docs.stripe.com/tax/tax-rates */
const MAX_DEFAULT_TAXES = 5

/** Holds a tax, whoever writes it, to what Stripe takes. */
export const guardTax: CollectionBeforeValidateHook = async ({ collection, data = {}, originalDoc, req }) => {
  const whole = { ...originalDoc, ...data }
  const problems = [
    ...validateTax(whole),
    ...metadataRoomProblems(whole.metadata),
    ...(whole.appliesByDefault ? await defaultProblems(req, originalDoc?.id) : []),
  ]
  refuseProblems(problems, { collection: collection.slug, req })
  return data
}

async function defaultProblems(req: PayloadRequest, id: unknown): Promise<FieldProblem[]> {
  const { totalDocs } = await req.payload.db.count({
    collection: 'taxes',
    where: { and: [{ appliesByDefault: { equals: true } }, ...(id ? [{ id: { not_equals: id } }] : [])] },
    req,
  })
  if (totalDocs < MAX_DEFAULT_TAXES) return []
  const message = `"appliesByDefault" is for at most ${MAX_DEFAULT_TAXES} taxes: an order takes no more.`
  return [{ field: 'appliesByDefault', message }]
}

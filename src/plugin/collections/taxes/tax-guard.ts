import type { CollectionBeforeValidateHook, PayloadRequest } from 'payload'
import { outOfTrash } from '../../database/catalogue-terms.ts'
import { lockName } from '../../database/database.ts'
import { type FieldProblem, isAbsent } from '../../domain/field-problem.ts'
import type { Id } from '../../domain/id.ts'
import { MAX_TAXES, validateTax } from '../../domain/tax-rules.ts'
import { slugOf } from '../../slugs.ts'
import { metadataRoomProblems, refuseProblems } from '../problem-refusals.ts'

/** Holds a tax, whoever writes it, to what Stripe accepts. */
export const guardTax: CollectionBeforeValidateHook = async ({ collection, data = {}, originalDoc, req }) => {
  const whole = { ...originalDoc, ...data }
  const id: Id | undefined = originalDoc?.id
  if (id !== undefined) grantsOf(req).delete(id)
  const problems = [
    ...validateTax(whole),
    ...metadataRoomProblems(whole.metadata),
    ...(whole.appliesByDefault && isAbsent(whole.deletedAt) ? await defaultProblems(req, id) : []),
  ]
  refuseProblems(problems, { collection: collection.slug, req })
  return data
}

/**
 * The taxes that a request was allowed to apply by default. Payload checks the documents of a bulk update side by
 * side, before it has written any of them.
 */
const grants = new WeakMap<PayloadRequest, Set<Id>>()

function grantsOf(req: PayloadRequest): Set<Id> {
  const granted = grants.get(req) ?? new Set()
  grants.set(req, granted)
  return granted
}

/** An order takes no more taxes than this. Concurrent requests wait for each other's writes. */
async function defaultProblems(req: PayloadRequest, id: Id | undefined): Promise<FieldProblem[]> {
  const granted = grantsOf(req)
  const others = [...granted]
  if (id !== undefined) granted.add(id)
  await lockName(req, 'taxes that apply by default')
  const { totalDocs } = await req.payload.db.count({
    collection: slugOf(req.payload, 'taxes'),
    where: {
      and: [
        { appliesByDefault: { equals: true } },
        { id: { not_in: id === undefined ? others : [...others, id] } },
        ...outOfTrash(req.payload, 'taxes'),
      ],
    },
    req,
  })
  if (totalDocs + others.length < MAX_TAXES) return []
  if (id !== undefined) granted.delete(id)
  const message = `"appliesByDefault" is for at most ${MAX_TAXES} taxes: an order takes no more.`
  return [{ field: 'appliesByDefault', message }]
}

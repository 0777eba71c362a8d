import type { CollectionBeforeChangeHook, PayloadRequest } from 'payload'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import { listOf } from './draft-sources.ts'

/**
 * A line's own id names one line of one order. Sent with another order, as when its lines are copied, it would take the
 * line away from where it is or stand there twice, depending on the database.
 */
export const guardLineIds: CollectionBeforeChangeHook = async ({ data, originalDoc, req }) => {
  const known = new Set(idsOf(originalDoc?.lines))
  const ids = idsOf(data.lines)
  for (const [index, id] of ids.entries()) {
    if (id !== undefined && ids.indexOf(id) < index) refuse(index, 'stands on another line too')
  }
  const added = ids.filter((id) => id !== undefined && !known.has(id))
  const taken = await findTaken(req, added, originalDoc?.id)
  const index = ids.findIndex((id) => taken.has(id))
  if (index >= 0) refuse(index, 'is that of another order’s line: leave it out')
  return data
}

async function findTaken(
  req: PayloadRequest,
  ids: readonly unknown[],
  own: Id | undefined,
): Promise<ReadonlySet<unknown>> {
  if (ids.length === 0) return new Set()
  const { docs } = await req.payload.db.find<{ id: Id; lines?: unknown }>({
    collection: slugOf(req.payload, 'orders'),
    where: { 'lines.id': { in: [...ids] } },
    joins: false as unknown as undefined,
    pagination: false,
    req,
  })
  return new Set(docs.filter(({ id }) => id !== own).flatMap(({ lines }) => idsOf(lines)))
}

function idsOf(lines: unknown): unknown[] {
  return listOf(lines).map((line) => (line as { id?: unknown }).id ?? undefined)
}

function refuse(index: number, problem: string): never {
  throw new ShopError('invalid_input', `"lines.${index}.id" ${problem}.`)
}

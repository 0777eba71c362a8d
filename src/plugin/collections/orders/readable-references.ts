import type { CollectionBeforeOperationHook, CollectionSlug, PayloadRequest } from 'payload'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../../domain/id.ts'
import { findAllowed } from '../allowed-documents.ts'
import { type Draft, idOf, listOf } from './draft-sources.ts'

const NAMES = { items: 'item', discounts: 'discount', taxes: 'tax' } as const
type Referred = keyof typeof NAMES
const REFERRED = Object.keys(NAMES) as Referred[]

/**
 * What one may not see is not sold, taken off or levied by him: an order that somebody puts together refers to what a
 * project's rules let him read. What it has already stays, whoever may read it now.
 */
export const guardReadable: CollectionBeforeOperationHook = async ({
  args,
  collection,
  operation,
  overrideAccess,
  req,
}) => {
  const { data, id } = args as { data?: Partial<Draft>; id?: Id }
  if ((operation !== 'create' && operation !== 'update') || overrideAccess || !data) return args
  const missing = await findUnreadable(req, data)
  if (missing.length === 0) return args
  const before = id === undefined ? null : await readBefore(req, { collection: collection.slug, id })
  refuse(missing.filter(({ name, id: wanted }) => !idsOf(before, name).includes(wanted)))
  return args
}

/** Throws `invalid_input` (400) where a draft refers to what the caller may not read. */
export async function assertReadable(req: PayloadRequest, draft: Partial<Draft>): Promise<void> {
  refuse(await findUnreadable(req, draft))
}

type Reference = { name: Referred; id: string }

async function findUnreadable(req: PayloadRequest, draft: Partial<Draft>): Promise<Reference[]> {
  const missing: Reference[] = []
  for (const name of REFERRED) {
    const ids = idsOf(draft, name)
    if (ids.length === 0) continue
    const allowed = await findAllowed(req.payload, { collection: name, ids }, { req })
    missing.push(...ids.filter((id) => !allowed.has(id)).map((id) => ({ name, id })))
  }
  return missing
}

function refuse([missing]: readonly Reference[]): void {
  if (missing)
    throw new ShopError('invalid_input', `There is no ${NAMES[missing.name]} ${missing.id} for this order.`)
}

function idsOf(draft: Partial<Draft> | null, name: Referred): string[] {
  const { lines, discount, taxes } = draft ?? {}
  const references = {
    items: listOf(lines).map((line) => (line as { item?: unknown } | null)?.item),
    discounts: [discount],
    taxes: listOf(taxes),
  }
  return references[name].map((reference) => String(idOf(reference))).filter((id) => id !== '')
}

function readBefore(
  req: PayloadRequest,
  { collection, id }: { collection: string; id: Id },
): Promise<(Partial<Draft> & { id: Id }) | null> {
  return req.payload.db.findOne({
    collection: collection as CollectionSlug,
    where: { id: { equals: id } },
    joins: false as unknown as undefined,
    req,
  })
}

import type { BasePayload } from 'payload'
import { slugOf } from '../../slugs.ts'
import type { Id } from '../records.ts'

/** A published page. `content` as Payload's rich text has it. */
export interface ShopPage {
  id: Id
  title: string
  slug: string
  content?: unknown
}

const MAX_PAGES = 50
const PUBLISHED = { _status: { equals: 'published' } }

/** Those that are linked on every page, in the order in which they were made. */
export async function listPages(payload: BasePayload): Promise<Pick<ShopPage, 'title' | 'slug'>[]> {
  const { docs } = await payload.find({
    collection: slugOf(payload, 'pages') as never,
    where: PUBLISHED,
    select: { title: true, slug: true } as never,
    sort: 'id',
    depth: 0,
    limit: MAX_PAGES,
    pagination: false,
    overrideAccess: true,
  })
  return docs as unknown as ShopPage[]
}

/** Null where none that is published has this slug. */
export async function findPage(payload: BasePayload, slug: string): Promise<ShopPage | null> {
  const { docs } = await payload.find({
    collection: slugOf(payload, 'pages') as never,
    where: { and: [{ slug: { equals: slug } }, PUBLISHED] },
    depth: 0,
    limit: 1,
    pagination: false,
    overrideAccess: true,
  })
  return (docs[0] as ShopPage | undefined) ?? null
}

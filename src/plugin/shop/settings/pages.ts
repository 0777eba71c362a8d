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

/**
 * Those that are linked on every page, in the order in which they were made.
 * @param locale of the project's; the default one where none is named
 */
export async function listPages(
  payload: BasePayload,
  locale?: string,
): Promise<Pick<ShopPage, 'title' | 'slug'>[]> {
  const { docs } = await payload.find({
    collection: slugOf(payload, 'pages') as never,
    where: PUBLISHED,
    select: { title: true, slug: true } as never,
    sort: 'id',
    depth: 0,
    limit: MAX_PAGES,
    pagination: false,
    overrideAccess: true,
    ...inLocale(payload, locale),
  })
  return docs as unknown as ShopPage[]
}

/** Null where none that is published has this slug. */
export async function findPage(
  payload: BasePayload,
  slug: string,
  locale?: string,
): Promise<ShopPage | null> {
  const { docs } = await payload.find({
    collection: slugOf(payload, 'pages') as never,
    where: { and: [{ slug: { equals: slug } }, PUBLISHED] },
    depth: 0,
    limit: 1,
    pagination: false,
    overrideAccess: true,
    ...inLocale(payload, locale),
  })
  return (docs[0] as ShopPage | undefined) ?? null
}

/** A text that is not there in it comes in a language that it is there in. */
function inLocale({ config: { localization } }: BasePayload, locale: string | undefined): object {
  return localization && locale !== undefined ? { locale } : {}
}

import type { CollectionConfig, Config, Field, GlobalConfig } from 'payload'
import { SHOP_COLLECTIONS, SHOP_GLOBALS, type ShopCollectionName, type Slugs } from '../slugs.ts'

const SLUG = /^[a-z][a-z0-9-]*$/

/**
 * Refuses names that cannot stand beside each other or beside the project's own collections.
 * @throws Error in words
 */
export function assertSlugs(
  { collections = [], globals = [] }: Pick<Config, 'collections' | 'globals'>,
  slugs: Slugs,
): void {
  const known: readonly string[] = [...SHOP_COLLECTIONS, ...SHOP_GLOBALS]
  for (const [name, slug] of Object.entries(slugs)) {
    if (!known.includes(name))
      throw new Error(
        `stripeShop: the option slugs names "${name}", which is none of its collections: ${known.join(', ')}.`,
      )
    if (!SLUG.test(slug))
      throw new Error(
        `stripeShop: the option slugs.${quotedKey(name)} must be lower-case letters, digits and hyphens, not "${slug}".`,
      )
    const isTaken = slug !== name && known.includes(slug)
    if (isTaken || Object.values(slugs).filter((other) => other === slug).length > 1)
      throw new Error(
        `stripeShop: the option slugs gives "${slug}" to "${name}", and another of its collections has that name.`,
      )
  }
  const taken = [
    ...SHOP_COLLECTIONS.filter((name) =>
      collections.some(({ slug }) => slug === (slugs[name] ?? name) && !isShared(name, slugs)),
    ),
    ...SHOP_GLOBALS.filter((name) => globals.some(({ slug }) => slug === (slugs[name] ?? name))),
  ]
  if (taken.length > 0)
    throw new Error(
      `stripeShop: this project has ${taken.map((name) => `"${slugs[name] ?? name}"`).join(', ')} already; name the shop's otherwise with the option slugs: { ${taken.map((name) => `${quotedKey(name)}: 'shop-${name}'`).join(', ')} }.`,
    )
  const media = collections.find(({ slug }) => slug === 'media')
  if (media && !media.upload && isShared('media', slugs))
    throw new Error(
      `stripeShop: the collection "media" of this project takes no uploads; the shop gets one for its pictures with the option slugs: { media: 'shop-media' }.`,
    )
}

const SHARED: ReadonlySet<ShopCollectionName> = new Set(['media', 'pages'])

/**
 * Where a project has uploads named `media`, the shop's pictures are among them, and where it has `pages`, the shop adds
 * none, unless it asks for others.
 */
function isShared(name: ShopCollectionName, slugs: Slugs): boolean {
  return SHARED.has(name) && slugs[name] === undefined
}

/** Whether the project's own collection takes the place of the plugin's. */
export function usesOwn(
  name: ShopCollectionName,
  { collections = [] }: Pick<Config, 'collections'>,
  slugs: Slugs,
): boolean {
  return isShared(name, slugs) && collections.some(({ slug }) => slug === name)
}

function quotedKey(name: string): string {
  return name.includes('-') ? `'${name}'` : name
}

/** A collection or a global of the plugin's under the name that it has in this project, and so are those it refers to. */
export function renamed<T extends CollectionConfig | GlobalConfig>(config: T, slugs: Slugs): T {
  const find = (name: string) => slugs[name as ShopCollectionName] ?? name
  if (Object.keys(slugs).length === 0) return config
  return { ...config, slug: find(config.slug), fields: config.fields.map((field) => refersTo(field, find)) }
}

type Parts = {
  relationTo?: string | string[]
  collection?: string
  fields?: Field[]
  tabs?: { fields: Field[] }[]
}

function refersTo(field: Field, find: (name: string) => string): Field {
  const { relationTo, collection, fields, tabs } = field as Parts
  const inside = (children: Field[]) => children.map((child) => refersTo(child, find))
  return {
    ...field,
    ...(relationTo && { relationTo: Array.isArray(relationTo) ? relationTo.map(find) : find(relationTo) }),
    ...(field.type === 'join' && collection && { collection: find(collection) }),
    ...(fields && { fields: inside(fields) }),
    ...(tabs && { tabs: tabs.map((tab) => ({ ...tab, fields: inside(tab.fields) })) }),
  } as Field
}

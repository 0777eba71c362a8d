import type { BasePayload, FlattenedField, SanitizedCollectionConfig } from 'payload'
import type { Id } from 'payload-stripe-shop/storefront'
import type pg from 'pg'
import type { Media } from '../../payload-types.ts'
import { DEFAULT_LANGUAGE } from '../catalogue-languages.ts'
import { batchReader } from './batch-reader.ts'
import { descriptionIn, nameColumn, toFileUrl } from './item-columns.ts'

/**
 * Reads an item as Payload's REST answers it to a stranger who asks for nothing but its id. Null where none that is
 * published has this id, and for one that Payload alone can answer.
 */
export type ReadItemJson = (id: Id) => Promise<string | null>

/**
 * By one prepared statement, which is written from the collections' fields: Payload takes twenty times as long. Where
 * they have a field that is not known here, it answers null to everything.
 */
export function itemJsonReader(
  pool: Pick<pg.Pool, 'query'>,
  { payload, publicUrl }: { payload: BasePayload; publicUrl: string },
): ReadItemJson {
  const document = writeItem(payload)
  if (document === null) return async () => null
  const statement = {
    name: 'shop-items-as-json',
    text: `select items.id, ${document} as item
      from items left join inventory on inventory.item = items.id::text
      where items.id = any($1::int[]) and items._status = 'published'`,
  }
  return batchReader(pool, statement, ({ item }: { id: Id; item: ReadItem }) => {
    if (hasReferences(item)) return null
    for (const picture of item.images) completeUrls(picture, publicUrl)
    return JSON.stringify(item)
  })
}

interface ReadItem {
  description?: unknown
  images: Media[]
}

/** Payload puts the document that a link leads to into the text. */
function hasReferences({ description }: ReadItem): boolean {
  return JSON.stringify(description ?? null).includes('"linkType":"internal"')
}

/** As Payload's hooks of uploads do. */
function completeUrls(picture: Media, publicUrl: string): void {
  const { sizes = {} } = picture
  const { thumbnail } = sizes
  picture.url = toFileUrl(picture, publicUrl)
  picture.thumbnailURL = toFileUrl({ url: thumbnail?.url, filename: thumbnail?.filename }, publicUrl)
  for (const size of Object.values(sizes)) size.url = toFileUrl(size, publicUrl)
}

/** Whoever names no language gets the default one. */
const TEXTS = {
  name: `items.${nameColumn(DEFAULT_LANGUAGE)}`,
  description: descriptionIn(DEFAULT_LANGUAGE),
}

class UnknownField extends Error {}

/** Without columns. */
const OF_STOCK = ['stock', 'stockSeen', 'available']

/** Null where Payload would do more than this can. */
function writeItem({ collections }: BasePayload): string | null {
  try {
    const items = collections.items.config
    const images = writePictures(collections.media.config)
    // Of the plugin: it puts in the stock.
    if (items.hooks.afterRead.length !== 1) return null
    const fields = items.flattenedFields.filter(({ name }) => !OF_STOCK.includes(name))
    return writeObject([
      'id',
      'items.id',
      ...writeFields(fields, { table: 'items', prefix: '', replaced: { images, ...TEXTS } }),
      'stock',
      'inventory.quantity::int',
      'stockSeen',
      'inventory.quantity::int',
      'available',
      'case when inventory.available is not null then greatest(inventory.available, 0)::int end',
    ])
  } catch (error) {
    if (error instanceof UnknownField) return null
    throw error
  }
}

function writePictures({ flattenedFields, hooks }: SanitizedCollectionConfig): string {
  if (hooks.afterRead.length > 0) throw new UnknownField()
  const fields = writeFields(flattenedFields, { table: 'media', prefix: '', replaced: {} })
  return `array(
      select ${writeObject(['id', 'media.id', ...fields])} from items_rels join media on media.id = items_rels.media_id
      where items_rels.parent_id = items.id and items_rels.path = 'images' order by items_rels."order"
    )`
}

interface Place {
  table: string
  /** Of the columns of a group. */
  prefix: string
  /** What stands for a field instead of its column, by name. */
  replaced: Readonly<Record<string, string>>
}

/** Names and values in turn. */
function writeFields(fields: readonly FlattenedField[], place: Place): string[] {
  return fields
    .filter(({ name }) => name !== 'id')
    .flatMap((field) => [field.name, place.replaced[field.name] ?? writeField(field, place)])
}

function writeField(field: FlattenedField, place: Place): string {
  assertPlain(field)
  const snakeCase = field.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const column = `${place.table}.${place.prefix}${snakeCase}`
  switch (field.type) {
    case 'text':
    case 'textarea':
    case 'email':
    case 'checkbox':
    case 'select':
    case 'radio':
    case 'richText':
      return column
    case 'number':
      return `${column}::float8`
    case 'date':
      return `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    case 'group':
      return writeObject(
        writeFields(field.flattenedFields, { ...place, prefix: `${place.prefix}${snakeCase}_` }),
      )
    default:
      throw new UnknownField()
  }
}

/** Their hooks are `completeUrls`, and the editor's, which does nothing to a text without references. */
const isHookKnown = ({ name, type }: FlattenedField) =>
  type === 'richText' || name === 'url' || name === 'thumbnailURL'

type Special = {
  hidden?: boolean
  access?: { read?: unknown }
  hooks?: { afterRead?: unknown[] }
  hasMany?: boolean
  localized?: boolean
  virtual?: unknown
}

/** Throws for what is not for everybody, or is not answered as it is stored. */
function assertPlain(field: FlattenedField): void {
  const { hidden, access, hooks, hasMany, localized, virtual } = field as Special
  const isHooked = (hooks?.afterRead?.length ?? 0) > 0 && !isHookKnown(field)
  if (hidden || access?.read || isHooked || hasMany || localized || virtual) throw new UnknownField()
}

function writeObject(pairs: string[]): string {
  const written = pairs.map((text, index) => (index % 2 === 0 ? `'${text}'` : text))
  return `json_build_object(${written.join(', ')})`
}

import type { Language } from 'payload-stripe-shop/storefront'
import type { Item } from '../../payload-types.ts'
import { CATALOGUE_LANGUAGES, languagesFor } from '../catalogue-languages.ts'
import type { MediaInput } from '../page-models/picture.ts'

/** What the catalogue shows of a published item. */
export type ListedItem = Pick<Item, 'id' | 'name' | 'price' | 'currency'> & {
  isShipped: boolean | null
  stock: number | null
  available: number | null
  images: MediaInput[]
}

type StoredFile = { url: string | null; filename: string | null; width: number | null; height: number | null }
type StoredPicture = StoredFile & { alt: string; sizes: Record<string, StoredFile> }

export type ItemRow = Omit<ListedItem, 'images'> & { images: StoredPicture[] }

/** Of `imageSizes` in the plugin's collection `media`. */
const SIZES = ['thumbnail', 'card', 'large'] as const

const fileOf = (prefix: string) =>
  `'url', media.${prefix}url, 'filename', media.${prefix}filename, 'width', media.${prefix}width, 'height', media.${prefix}height`

const PICTURE = `json_build_object(${fileOf('')}, 'alt', media.alt, 'sizes', json_build_object(
  ${SIZES.map((size) => `'${size}', json_build_object(${fileOf(`sizes_${size}_`)})`).join(', ')}))`

/** Each name as it is shown in a language, in a column of its own that the migration `catalogue_languages` keeps. */
const NAME_COLUMNS: Record<Language, string> = { en: 'name', de: 'name_de', ru: 'name_ru' }

/** Of `items`. */
export function nameColumn(language: Language): string {
  return NAME_COLUMNS[language]
}

/** Of `items`: in the first of the languages that it is there in. */
export function descriptionIn(language: Language): string {
  const order = languagesFor(language).map((code) => `'${code}'`)
  return `(select description from items_locales where _parent_id = items.id and description is not null
    order by array_position(array[${order}]::_locales[], _locale) limit 1)`
}

/** What is read for a language has a statement of its own. */
export function inEach<T>(make: (language: Language) => T): Record<Language, T> {
  return Object.fromEntries(CATALOGUE_LANGUAGES.map((language) => [language, make(language)])) as Record<
    Language,
    T
  >
}

/** Of `items`, joined with `inventory`. */
export const itemColumns = (
  language: Language,
) => `items.id, items.${nameColumn(language)} as name, items.price::int as price, items.currency,
  items.is_shipped as "isShipped",
  inventory.quantity::int as stock, greatest(inventory.available, 0)::int as available,
  array(
    select ${PICTURE} from items_rels join media on media.id = items_rels.media_id
    where items_rels.parent_id = items.id and items_rels.path = 'images' order by items_rels."order"
  ) as images`

export function toListedItem<Row extends ItemRow>(row: Row, publicUrl: string) {
  return { ...row, images: row.images.map((image) => toPicture(image, publicUrl)) }
}

function toPicture({ alt, sizes, ...file }: StoredPicture, publicUrl: string): MediaInput {
  const entries = Object.entries(sizes).map(([name, size]) => [name, toFile(size, publicUrl)] as const)
  return { alt, ...toFile(file, publicUrl), sizes: Object.fromEntries(entries) }
}

function toFile({ url, filename, width, height }: StoredFile, publicUrl: string) {
  return { url: toFileUrl({ url, filename }, publicUrl), width, height }
}

/** As Payload answers it: under the shop's own address, unless it is kept elsewhere. */
export function toFileUrl(
  { url, filename }: { url?: string | null; filename?: string | null },
  publicUrl: string,
): string | null {
  const isElsewhere = url && !url.startsWith('/') && !url.startsWith(publicUrl)
  if (isElsewhere) return url
  return filename ? `${publicUrl}/api/media/file/${encodeURIComponent(filename)}` : null
}

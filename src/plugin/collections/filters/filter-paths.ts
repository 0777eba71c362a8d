import {
  type BasePayload,
  buildVersionCollectionFields,
  type CollectionSlug,
  type FlattenedField,
  type SanitizedCollectionConfig,
} from 'payload'

/** What a path of a filter or of a sort order leads to: a field, an id, or something inside a JSON document. */
export type FilterTarget =
  | { kind: 'field'; field: FlattenedField }
  | { kind: 'id'; collection: string }
  | { kind: 'rowId' }
  | { kind: 'related' }
  | { kind: 'json' }

type Place = { payload: BasePayload; fields: readonly FlattenedField[]; collection: string | null }

/** As Payload takes it: `a__b` is what GraphQL calls `a.b`. */
const SEGMENTS = /^\w+(?:\.\w+)*$/

/** Null for a path that leads nowhere. */
export function findTarget(
  payload: BasePayload,
  collection: SanitizedCollectionConfig,
  path: string,
): FilterTarget | null {
  const plain = path.replaceAll('__', '.')
  if (plain === '_id') return { kind: 'id', collection: collection.slug }
  if (!SEGMENTS.test(plain)) return null
  return follow(plain.split('.'), {
    payload,
    fields: fieldsOf(payload, collection),
    collection: collection.slug,
  })
}

const versionFields = new WeakMap<SanitizedCollectionConfig, FlattenedField[]>()

/** A collection's fields, and those of its versions: Payload itself knows which of the two is being asked. */
function fieldsOf(payload: BasePayload, collection: SanitizedCollectionConfig): FlattenedField[] {
  if (!collection.versions) return collection.flattenedFields
  let all = versionFields.get(collection)
  if (!all) {
    all = [
      ...collection.flattenedFields,
      ...buildVersionCollectionFields(payload.config, collection, true).filter(
        ({ name }) => name === 'parent' || name === 'version' || !isIn(collection.flattenedFields, name),
      ),
    ]
    versionFields.set(collection, all)
  }
  return all
}

const isIn = (fields: readonly FlattenedField[], name: string) => fields.some((field) => field.name === name)

function follow([name, ...rest]: string[], place: Place): FilterTarget | null {
  const { payload, fields, collection } = place
  const field = fields.find((each) => each.name === name)
  if (name === 'id' && rest.length === 0 && (!field || collection !== null)) {
    return collection === null ? { kind: 'rowId' } : { kind: 'id', collection }
  }
  if (!field) return null
  if ('virtual' in field && field.virtual) {
    return typeof field.virtual === 'string' ? follow([...field.virtual.split('.'), ...rest], place) : null
  }
  const inside = isLocale(payload, field, rest[0]) ? rest.slice(1) : rest
  return inside.length === 0 ? { kind: 'field', field } : followInto(field, inside, place)
}

function isLocale({ config }: BasePayload, field: FlattenedField, segment: string | undefined): boolean {
  if (!config.localization || !('localized' in field) || !field.localized) return false
  return segment !== undefined && config.localization.localeCodes.includes(segment)
}

function followInto(field: FlattenedField, rest: string[], { payload }: Place): FilterTarget | null {
  if (field.type === 'json' || field.type === 'richText') return { kind: 'json' }
  if (field.type === 'blocks') {
    if (rest.length === 1 && ['blockType', 'blockName'].includes(rest[0] ?? '')) return { kind: 'rowId' }
    const blocks = (field.blockReferences ?? field.blocks).filter((block) => typeof block !== 'string')
    const found = blocks.map(({ flattenedFields }) =>
      follow(rest, { payload, fields: flattenedFields, collection: null }),
    )
    return found.find((target) => target !== null) ?? null
  }
  if (field.type === 'relationship' || field.type === 'upload' || field.type === 'join') {
    const related = field.type === 'join' ? field.collection : field.relationTo
    if (typeof related === 'string') return followRelated(rest, payload, related)
    return rest.length === 1 && ['value', 'relationTo'].includes(rest[0] ?? '') ? { kind: 'related' } : null
  }
  return 'flattenedFields' in field
    ? follow(rest, { payload, fields: field.flattenedFields, collection: null })
    : null
}

function followRelated(rest: string[], payload: BasePayload, slug: string): FilterTarget | null {
  const related = payload.collections[slug as CollectionSlug]?.config
  return related ? follow(rest, { payload, fields: related.flattenedFields, collection: slug }) : null
}

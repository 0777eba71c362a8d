import type { CollectionConfig, Field } from 'payload'

const UNIQUE_TEXT = 'stripeShopUniqueText'

export function isUniqueText(custom: unknown): boolean {
  return (custom as Record<string, unknown> | undefined)?.[UNIQUE_TEXT] === true
}

/**
 * Null is a value like any other to a unique index of MongoDB, so only one order could be without a `buyKey`. Optional
 * unique fields get an index over what was given instead, in `prepareDatabase`.
 */
export function fitCollections(collections: CollectionConfig[]): CollectionConfig[] {
  return collections.map((collection) => ({ ...collection, fields: collection.fields.map(fitField) }))
}

function fitField(field: Field): Field {
  if (field.type === 'row' || field.type === 'collapsible') {
    return { ...field, fields: field.fields.map(fitField) }
  }
  if (field.type === 'tabs') {
    const tabs = field.tabs.map((tab) => ({ ...tab, fields: tab.fields.map(fitField) }))
    return { ...field, tabs }
  }
  if (field.type !== 'text' || !field.unique || field.required) return field
  const { unique: _, index: __, ...plain } = field
  return { ...plain, custom: { ...field.custom, [UNIQUE_TEXT]: true } } as Field
}

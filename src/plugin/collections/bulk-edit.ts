import type { Field } from 'payload'

/**
 * Fields of which the panel offers the named ones alone for several documents at once. Its form for that has no other
 * field beside it, nor the document: an amount would be typed without its currency, a stock over what was sold since, and
 * `admin.readOnly` counts for nothing there.
 */
export function editedInBulk(names: readonly string[], fields: readonly Field[]): Field[] {
  return fields.map((field) => {
    if (field.type === 'tabs')
      return {
        ...field,
        tabs: field.tabs.map((tab) => ({ ...tab, fields: editedInBulk(names, tab.fields) })),
      }
    if (field.type === 'row') return { ...field, fields: editedInBulk(names, field.fields) }
    if (!('name' in field) || (field.name && names.includes(field.name))) return field
    return { ...field, admin: { ...field.admin, disableBulkEdit: true } } as Field
  })
}

import type { CollectionConfig, Field, PayloadRequest, Tab } from 'payload'
import { formatLabels, toWords } from 'payload/shared'
import { sayRefusal } from '../translations/refusals.ts'
import { isPanelText, textsOf } from '../translations/texts.ts'

/**
 * The collection with everything that staff read of it in every language: groups, labels, descriptions, choices. A text
 * that no translation is known of stays as it is, which a test finds.
 */
export function inLanguages(collection: CollectionConfig): CollectionConfig {
  const { slug, labels, admin, fields } = collection
  const names = { ...formatLabels(slug), ...labels }
  return {
    ...collection,
    labels: { singular: translated(names.singular), plural: translated(names.plural) },
    ...(admin && {
      admin: {
        ...admin,
        ...(admin.group && { group: translated(admin.group) }),
        ...(typeof admin.description === 'string' && { description: translated(admin.description) }),
      },
    }),
    fields: fieldsInLanguages(fields),
  }
}

/** The same for a global’s. */
export function fieldsInLanguages(fields: readonly Field[]): Field[] {
  return fields.map(fieldInLanguages)
}

type Parts = {
  name?: string
  label?: unknown
  labels?: { singular?: unknown; plural?: unknown }
  admin?: { description?: unknown }
  options?: (string | { label: unknown; value: string })[]
  fields?: Field[]
  tabs?: Tab[]
  validate?: (value: unknown, options: { req?: PayloadRequest }) => unknown
}

function fieldInLanguages(field: Field): Field {
  const { name, label, labels, admin, options, fields, tabs, validate } = field as Parts
  return {
    ...field,
    ...(name !== undefined && label !== false && { label: translated(label ?? toWords(name)) }),
    ...(labels && { labels: { singular: translated(labels.singular), plural: translated(labels.plural) } }),
    ...(admin && {
      admin: {
        ...admin,
        ...(admin.description !== undefined && { description: translated(admin.description) }),
      },
    }),
    ...(options && { options: options.map(choiceInLanguages) }),
    ...(validate && { validate: refusingInLanguages(validate) }),
    ...(fields && { fields: fieldsInLanguages(fields) }),
    ...(tabs && {
      tabs: tabs.map((tab) => ({
        ...tab,
        ...(tab.label !== undefined && { label: translated(tab.label) }),
        fields: fieldsInLanguages(tab.fields),
      })),
    }),
  } as Field
}

/** The panel shows beside a field what its rule says, before anything is sent. */
function refusingInLanguages(validate: NonNullable<Parts['validate']>): typeof validate {
  return async (value, options) => {
    const verdict = await validate(value, options)
    return typeof verdict === 'string' ? sayRefusal(options.req?.i18n?.language, verdict) : verdict
  }
}

function choiceInLanguages(choice: string | { label: unknown; value: string }) {
  return typeof choice === 'string'
    ? { label: translated(choice), value: choice }
    : { ...choice, label: translated(choice.label) }
}

function translated<T>(text: T): T {
  return typeof text === 'string' && isPanelText(text) ? (textsOf(text) as T) : text
}

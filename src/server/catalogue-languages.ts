import type { CollectionConfig, Field, LocalizationConfig } from 'payload'
import { LANGUAGES, type Language } from 'payload-stripe-shop/storefront'

export const CATALOGUE_LANGUAGES = Object.keys(LANGUAGES) as Language[]

/** What Stripe is told, and whoever asks the API for no language. */
export const DEFAULT_LANGUAGE: Language = 'en'

/** A text that is not there in one language is shown in the next one that it is there in, so that none is ever missing. */
export const LOCALIZATION: LocalizationConfig = {
  defaultLocale: DEFAULT_LANGUAGE,
  locales: CATALOGUE_LANGUAGES.map((code) => ({
    code,
    label: LANGUAGES[code],
    fallbackLocale: languagesFor(code).slice(1),
  })),
  fallback: true,
}

/** In the order in which a text is looked for. */
export function languagesFor(language: Language): Language[] {
  return [language, ...CATALOGUE_LANGUAGES.filter((other) => other !== language)]
}

/** The collection with these texts in every language of the shop. */
export function localized(names: readonly string[]) {
  return (collection: CollectionConfig): CollectionConfig => ({
    ...collection,
    fields: collection.fields.map((field) => localize(field, names)),
  })
}

function localize(field: Field, names: readonly string[]): Field {
  if ('name' in field && names.includes(field.name)) return { ...field, localized: true } as Field
  return 'fields' in field && !('name' in field)
    ? { ...field, fields: field.fields.map((each) => localize(each, names)) }
    : field
}

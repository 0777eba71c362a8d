/** What the plugin speaks, each named as its speakers call it. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', ru: 'Русский' } as const

export type Language = keyof typeof LANGUAGES

/** A text for people, in every language. */
export type Texts = Readonly<Record<Language, string>>

export const LANGUAGE_CHOICES = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value)
}

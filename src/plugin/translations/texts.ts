import { isLanguage, type Language, type Texts } from '../domain/languages.ts'
import { de, type PanelText } from './de.ts'
import { ru } from './ru.ts'

/** Another language is another file, beside these. */
const PANEL: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<PanelText, string>>>> = { de, ru }

/** A text of the panel in every language, as Payload takes it for a label. */
export function textsOf(english: PanelText): Texts {
  return { en: english, de: de[english], ru: ru[english] }
}

export function isPanelText(text: string): text is PanelText {
  return Object.hasOwn(de, text)
}

/**
 * What the panel says to whoever reads it in `language`, with the values in the places `{1}`, `{2}`. A text of Stripe's, of
 * the project's or of a language that the plugin does not speak stays as it is.
 */
export function say(
  language: string | undefined,
  text: unknown,
  ...values: readonly (string | number)[]
): string {
  const said = typeof text === 'string' ? translated(language, text) : inOwnWords(language, text)
  return said.replace(/\{(\d)\}/g, (place, number) => String(values[Number(number) - 1] ?? place))
}

function translated(language: string | undefined, text: string): string {
  if (!isLanguage(language) || language === 'en' || !isPanelText(text)) return text
  return PANEL[language][text]
}

/** A label that has its own languages. */
function inOwnWords(language: string | undefined, label: unknown): string {
  const texts = (label ?? {}) as Record<string, string | undefined>
  return texts[language ?? 'en'] ?? texts.en ?? ''
}

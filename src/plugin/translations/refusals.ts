import { isLanguage, type Language } from '../domain/languages.ts'
import { deRefusals, type Refusal } from './de-refusals.ts'
import { ruRefusals } from './ru-refusals.ts'
import { say } from './texts.ts'

/** Another language is another file, beside these. */
const REFUSALS: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<Refusal, string>>>> = {
  de: deRefusals,
  ru: ruRefusals,
}

/** A longer one was not put together here. */
const MAX_CHARS = 2_000

/** What is put into these is a sentence, or a part of one. */
const NESTING: ReadonlySet<Refusal> = new Set<Refusal>([
  '"{1}" {2}.',
  'The code “{1}” {2}.',
  '"discount" cannot be used: {1}',
  'This order cannot be paid as it stands. {1}',
])

/**
 * A refusal in another language. It was put together in English, and its parts are found again by the sentences that are
 * known: so every layer can refuse in plain words, and one place, where it is told, knows who reads it. What is not known,
 * such as a sentence of Stripe's, stays as it is.
 */
export function sayRefusal(language: string | null | undefined, message: string): string {
  if (!isLanguage(language) || language === 'en' || message.length > MAX_CHARS) return message
  const words = REFUSALS[language]
  if (Object.hasOwn(words, message)) return words[message as Refusal]
  const found = findTemplate(message)
  if (!found) return message
  const parts = found.parts.map((part) => sayPart(language, part, found.refusal))
  // Of a sentence that only begins like a known one, half would be in one language and half in the other.
  if (NESTING.has(found.refusal) && parts.at(-1) === found.parts.at(-1)) return message
  return words[found.refusal].replace(/\{(\d)\}/g, (place, number) => parts[Number(number) - 1] ?? place)
}

/** Names that people gave stay as they are, whatever words they are. */
function sayPart(language: Language, part: string, refusal: Refusal): string {
  if (refusal.startsWith('An order that is')) return say(language, part.replaceAll('_', ' '))
  return NESTING.has(refusal) || refusal === 'There is no {1} {2} for this order.'
    ? sayRefusal(language, part)
    : part
}

interface Template {
  refusal: Refusal
  pattern: RegExp
}

let templates: Template[] | null = null

function findTemplate(message: string): { refusal: Refusal; parts: string[] } | null {
  templates ??= compileTemplates()
  for (const { refusal, pattern } of templates) {
    const match = pattern.exec(message)
    if (match) return { refusal, parts: match.slice(1) }
  }
  return null
}

/** The most particular first: those with the most words of their own. */
function compileTemplates(): Template[] {
  return (Object.keys(deRefusals) as Refusal[])
    .filter((refusal) => refusal.includes('{1}'))
    .sort((one, other) => other.length - one.length)
    .map((refusal) => {
      const literal = refusal.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.+?)')
      return { refusal, pattern: new RegExp(`^${literal}$`, 's') }
    })
}

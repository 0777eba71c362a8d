import type { Language } from 'payload-stripe-shop/storefront'
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { ru } from './ru.ts'

/** Another language is another file beside these, and one in the plugin's `translations`. */
export const WORDS: Readonly<Record<Language, Words>> = { en, de, ru }

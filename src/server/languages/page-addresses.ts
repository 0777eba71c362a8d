import { LANGUAGES, type Language } from 'payload-stripe-shop/storefront'
import { toAbsoluteUrl } from '../page-models/page-head.ts'
import { LANGUAGE_PARAMETER } from './asked-language.ts'

interface ShopInLanguage {
  language: Language
  shop: { language: Language }
}

/** The address under which search engines know a page in its language: the plain one in the shop's own. */
export function pathIn(path: string, { language, shop }: ShopInLanguage): string {
  return language === shop.language ? path : pathWith(path, language)
}

function pathWith(path: string, language: Language): string {
  return `${path}${path.includes('?') ? '&' : '?'}${LANGUAGE_PARAMETER}=${language}`
}

export interface OtherLanguage {
  code: Language
  name: string
  /** Answers the same page in the language, and keeps to it from then on. */
  url: string
  isCurrent: boolean
}

/** The same page in every language, for the switch at its foot. */
export function listLanguages(path: string, current: Language): OtherLanguage[] {
  return codes.map((code) => ({
    code,
    name: LANGUAGES[code],
    url: pathWith(path, code),
    isCurrent: code === current,
  }))
}

const codes = Object.keys(LANGUAGES) as Language[]

/** The same for search engines, with the address for everybody else. Absolute. */
export function listAlternates(
  path: string,
  shop: { language: Language },
  publicUrl: string,
): { code: string; url: string }[] {
  return [
    ...codes.map((code) => ({
      code,
      url: toAbsoluteUrl(pathIn(path, { language: code, shop }), publicUrl),
    })),
    { code: 'x-default', url: toAbsoluteUrl(path, publicUrl) },
  ]
}

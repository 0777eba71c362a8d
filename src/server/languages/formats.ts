import { formatMoney, type Language } from 'payload-stripe-shop/storefront'
import { WORDS } from './languages.ts'

/** How a language writes what is no word. */
export interface Formats {
  /** `amountMinor` in the minor unit of `currency`. */
  money(amountMinor: number, currency: string): string
  day(date: string | Date): string
  moment(date: string | Date): string
  percent(percentage: number): string
}

const made = new Map<string, Formats>()

/** Dates are those of the time zone. */
export function formatsOf(language: Language, timeZone: string): Formats {
  const key = `${language} ${timeZone}`
  const known = made.get(key) ?? makeFormats(language, timeZone)
  made.set(key, known)
  return known
}

function makeFormats(language: Language, timeZone: string): Formats {
  const { locale } = WORDS[language]
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone })
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 })
  return {
    money: (amountMinor, currency) => formatMoney(amountMinor, currency, language),
    day: (date) => day.format(new Date(date)),
    moment: (date) => moment.format(new Date(date)),
    percent: (percentage) => `${number.format(percentage)} %`,
  }
}

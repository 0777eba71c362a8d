import type Stripe from 'stripe'

type Locale = Stripe.Checkout.SessionCreateParams.Locale

/** What Checkout speaks: https://docs.stripe.com/js/appendix/supported_locales */
const LOCALES: readonly Locale[] = [
  ...([
    'bg',
    'cs',
    'da',
    'de',
    'el',
    'en',
    'en-GB',
    'es',
    'es-419',
    'et',
    'fi',
    'fil',
    'fr',
    'fr-CA',
  ] as const),
  ...(['hr', 'hu', 'id', 'it', 'ja', 'ko', 'lt', 'lv', 'ms', 'mt', 'nb', 'nl', 'pl', 'pt', 'pt-BR'] as const),
  ...(['ro', 'ru', 'sk', 'sl', 'sv', 'th', 'tr', 'vi', 'zh', 'zh-HK', 'zh-TW'] as const),
]

/** The language of Stripe's page for a project's locale, such as `de` for `de-AT`; null leaves it to the browser. */
export function stripeLocaleOf(locale: string | null | undefined): Locale | null {
  const code = (locale ?? '').replaceAll('_', '-').toLowerCase()
  const isIt = (wanted: string) => (known: Locale) => known.toLowerCase() === wanted
  return LOCALES.find(isIt(code)) ?? LOCALES.find(isIt(code.split('-')[0] ?? '')) ?? null
}

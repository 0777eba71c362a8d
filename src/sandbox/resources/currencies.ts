import { ApiError } from '../api/errors.ts'

/** Source: documentation, "Zero-decimal currencies" and "Three-decimal currencies". */
const ZERO_DECIMAL = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
)
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))

/** Source: documentation, "Supported currencies", presentment currencies. */
const SUPPORTED = new Set(
  (
    'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf ' +
    'chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf ' +
    'idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop ' +
    'mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd ' +
    'scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof ' +
    'xpf yer zar zmw'
  ).split(' '),
)

/** Source: documentation, "Minimum and maximum charge amounts". What is not in the table has no minimum here. */
const MINIMUM: Record<string, number> = {
  usd: 50, aed: 200, aud: 50, bgn: 100, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30, hkd: 400,
  huf: 17500, inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200, sek: 300, sgd: 50,
  thb: 1000,
}

/** Documentation: "up to eight digits" in the minor unit. */
export const MAX_AMOUNT = 99_999_999

export function isSupportedCurrency(currency: string): boolean {
  return SUPPORTED.has(currency)
}

export function minimumCharge(currency: string): number {
  return MINIMUM[currency] ?? 1
}

export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency)) return 0
  return THREE_DECIMAL.has(currency) ? 3 : 2
}

/** An amount for people, such as `$19.99` or `¥500`. */
export function formatAmount(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return format.format(minor / 10 ** decimals)
}

/**
 * Amounts in three-decimal currencies end in 0.
 * Source: documentation, "Three-decimal currencies"; the code is unverified.
 */
export function checkThreeDecimals(amount: number, currency: string, param: string): void {
  if (!THREE_DECIMAL.has(currency) || amount % 10 === 0) return
  throw new ApiError(`Amounts in ${currency.toUpperCase()} must be rounded to the nearest ten, so that the last digit is 0.`, {
    code: 'parameter_invalid_integer',
    param,
  })
}

/** Stripe takes currencies in any case and answers them in lower case. */
export function readCurrency(value: unknown, param = 'currency'): string {
  const currency = String(value).toLowerCase()
  if (isSupportedCurrency(currency)) return currency
  throw new ApiError(
    `Invalid currency: ${currency}. Stripe currently supports these currencies: ${[...SUPPORTED].join(', ')}`,
    { param },
  )
}

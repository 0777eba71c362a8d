import { type Address, countryName, isCountry, type PackingSlip } from 'payload-stripe-shop/storefront'
import type { Frame } from '../frame.ts'
import type { PageHead } from './page-head.ts'

export interface PackingSlipPage {
  head: PageHead
  number: string
  placedOn: { iso: string; text: string }
  /** A line of the address each, as on a letter; nothing where none is known. */
  recipient: string[]
  shipping: string | null
  lines: PackingSlip['lines']
}

/** What staff print and put into the parcel: quantities and names, and no prices. */
export function buildPackingSlipPage({ slip, frame }: { slip: PackingSlip; frame: Frame }): PackingSlipPage {
  const { number, createdAt, recipient, address, shipping, lines } = slip
  return {
    head: {
      title: `${frame.words.packing.title(number)} · ${frame.shop.name}`,
      description: null,
      canonicalUrl: null,
      path: null,
      isIndexable: false,
      openGraph: null,
    },
    number,
    placedOn: { iso: createdAt, text: frame.format.day(createdAt) },
    recipient: [recipient, ...linesOf(address ?? {}, frame)].filter((line) => line !== null),
    shipping,
    lines,
  }
}

function linesOf(address: Address, { language }: Frame): string[] {
  const { line1, line2, postal_code: code, city, state, country } = address
  const place = [code, city].filter(Boolean).join(' ')
  const land = isCountry(country) ? countryName(country, language) : country
  return [line1, line2, place, state, land].filter((line): line is string => Boolean(line))
}

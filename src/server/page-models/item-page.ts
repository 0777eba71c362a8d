import { findLowestBefore, type PastPrice, sayRefusal, toInputText } from 'payload-stripe-shop/storefront'
import type { Frame } from '../frame.ts'
import { pathIn } from '../languages/page-addresses.ts'
import { describeAvailability } from './availability.ts'
import type { CatalogueItemInput } from './catalogue-page.ts'
import { type DeliveryChoice, describeDelivery, shippingOf } from './delivery.ts'
import { type PageHead, summarise, toAbsoluteUrl } from './page-head.ts'
import { buildPictures, type Picture } from './picture.ts'
import { notePrices } from './price-notes.ts'

export interface ItemPageInput {
  item: CatalogueItemInput & { priceHistory?: readonly PastPrice[] }
  /** HTML that the rich text's own converter made: it is printed as it is. */
  descriptionHtml: string
  /** The same without any markup, for search engines and link previews. */
  descriptionText: string
  frame: Frame
  publicUrl: string
  /** Why the purchase that was just tried without JavaScript did not start, and what was typed. */
  refused?: { message: string; quantity: string } | undefined
}

export interface ItemPage {
  head: PageHead
  name: string
  price: string
  /** Which taxes are in it, which are added, and what delivery costs. */
  priceNotes: string[]
  pictures: Picture[]
  deliveries: DeliveryChoice[]
  descriptionHtml: string
  id: string
  buyUrl: string
  quantity: string
  isSoldOut: boolean
  badge: string | null
  alert: string
  jsonLd: object
}

export function buildItemPage(input: ItemPageInput): ItemPage {
  const { item, descriptionHtml, frame, publicUrl } = input
  const { shop, words, format } = frame
  const path = `/item/${encodeURIComponent(item.id)}`
  const pictures = buildPictures(item.images, item.name)
  const description = describe(input)
  const lowest = findLowestBefore(item.priceHistory ?? [], { ...item, at: new Date() })
  const delivery = describeDelivery(item, frame)
  const canonicalUrl = toAbsoluteUrl(pathIn(path, frame), publicUrl)
  const imageUrls = pictures.map(({ src }) => toAbsoluteUrl(src, publicUrl))
  return {
    head: {
      title: `${item.name} · ${shop.name}`,
      description,
      canonicalUrl,
      path,
      isIndexable: true,
      openGraph: { type: 'product', title: item.name, imageUrl: imageUrls[0] ?? null },
    },
    name: item.name,
    price: format.money(item.price, item.currency),
    priceNotes: [
      ...(lowest === null ? [] : [words.prices.lowest(format.money(lowest, item.currency))]),
      ...withDelivery(notePrices(frame).ofOne, delivery.note),
    ],
    deliveries: delivery.choices,
    pictures,
    descriptionHtml,
    id: String(item.id),
    buyUrl: `/buy/${encodeURIComponent(item.id)}`,
    quantity: input.refused?.quantity ?? '1',
    alert: sayRefusal(frame.language, input.refused?.message ?? ''),
    jsonLd: buildProduct({ item, lowest, description, canonicalUrl, imageUrls, frame }),
    ...describeAvailability(item, words),
  }
}

/** On one line with what is said of taxes: Buy is to stand above the fold of a phone. */
function withDelivery(notes: readonly string[], delivery: string | null): string[] {
  if (delivery === null) return [...notes]
  return [...notes.slice(0, -1), [...notes.slice(-1), delivery].join(', ')]
}

function describe({ item, descriptionText, frame }: ItemPageInput): string {
  return summarise(descriptionText) || `${item.name}, ${frame.format.money(item.price, item.currency)}`
}

interface ProductInput {
  item: CatalogueItemInput
  /** Of the 30 days before a reduction; null where there was none. */
  lowest: number | null
  description: string
  canonicalUrl: string
  imageUrls: string[]
  frame: Frame
}

/** https://schema.org/Product with one Offer, as search engines read it. */
function buildProduct({ item, lowest, description, canonicalUrl, imageUrls, frame }: ProductInput): object {
  const { isSoldOut } = describeAvailability(item, frame.words)
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: item.name,
    description,
    sku: String(item.id),
    url: canonicalUrl,
    ...(imageUrls.length > 0 && { image: imageUrls }),
    offers: {
      '@type': 'Offer',
      url: canonicalUrl,
      price: toInputText(item.price, item.currency),
      priceCurrency: item.currency.toUpperCase(),
      ...specifyPrice({ item, lowest, frame }),
      ...describeShipping(item, frame),
      availability: `https://schema.org/${isSoldOut ? 'OutOfStock' : 'InStock'}`,
      seller: { '@type': 'Organization', name: frame.shop.name },
    },
  }
}

/** What is in the price, and what search engines take for the price before a reduction. */
function specifyPrice({ item, lowest, frame }: Pick<ProductInput, 'item' | 'lowest' | 'frame'>): object {
  const { taxes } = frame.shop
  const specify = (amountMinor: number) => ({
    '@type': 'UnitPriceSpecification',
    price: toInputText(amountMinor, item.currency),
    priceCurrency: item.currency.toUpperCase(),
    ...(taxes.length > 0 && { valueAddedTaxIncluded: taxes.every(({ inclusive }) => inclusive) }),
  })
  if (lowest === null) return taxes.length > 0 ? { priceSpecification: specify(item.price) } : {}
  const before = { ...specify(lowest), priceType: 'https://schema.org/StrikethroughPrice' }
  return { priceSpecification: [specify(item.price), before] }
}

/** https://schema.org/OfferShippingDetails, one for each way of delivery. */
function describeShipping(item: CatalogueItemInput, frame: Frame): object {
  const options = item.isShipped === false ? [] : shippingOf(item, frame)
  if (options.length === 0) return {}
  const shippingDetails = options.map(({ amount, countries, minDays, maxDays }) => ({
    '@type': 'OfferShippingDetails',
    shippingRate: {
      '@type': 'MonetaryAmount',
      value: toInputText(amount, item.currency),
      currency: item.currency.toUpperCase(),
    },
    ...(countries.length > 0 && {
      shippingDestination: { '@type': 'DefinedRegion', addressCountry: countries },
    }),
    ...((minDays !== null || maxDays !== null) && {
      deliveryTime: {
        '@type': 'ShippingDeliveryTime',
        transitTime: {
          '@type': 'QuantitativeValue',
          ...(minDays !== null && { minValue: minDays }),
          ...(maxDays !== null && { maxValue: maxDays }),
          unitCode: 'DAY',
        },
      },
    }),
  }))
  return { shippingDetails }
}

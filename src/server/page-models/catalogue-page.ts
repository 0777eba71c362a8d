import type { Frame } from '../frame.ts'
import { pathIn } from '../languages/page-addresses.ts'
import { describeAvailability } from './availability.ts'
import { type PageHead, toAbsoluteUrl } from './page-head.ts'
import { buildPictures, type MediaReference, type Picture } from './picture.ts'
import { notePrices } from './price-notes.ts'

/** A published item, as Payload answers it with its images populated. `price` in the minor unit. */
export interface CatalogueItemInput {
  id: number | string
  name: string
  price: number
  currency: string
  stock?: number | null
  available?: number | null
  isShipped?: boolean | null
  images?: readonly MediaReference[] | null
}

export interface CataloguePageInput {
  items: readonly CatalogueItemInput[]
  /** Counted from 1. */
  page: number
  itemsPerPage: number
  /** On all pages together. */
  itemCount: number
  /** Where there are more than `itemCount`. */
  uncounted?: { isLastPage: boolean }
  /** What the shopper searched for; empty without a search. */
  query: string
  frame: Frame
  publicUrl: string
}

interface CatalogueCard {
  url: string
  name: string
  price: string
  picture: Picture | null
  isSoldOut: boolean
  badge: string | null
  /** The first row is seen at once and must not wait for lazy loading. */
  isLazy: boolean
}

export interface CataloguePage {
  head: PageHead
  query: string
  heading: string
  cards: CatalogueCard[]
  /** Which taxes are in all prices, and which are added. */
  priceNotes: string[]
  emptyText: string | null
  pagination: Pagination | null
}

interface Pagination {
  previousUrl: string | null
  nextUrl: string | null
  text: string
}

const FIRST_ROW = 4

export function buildCataloguePage(input: CataloguePageInput): CataloguePage {
  const { items, page, query, frame, publicUrl } = input
  const { shop, words } = frame
  const isSearch = query !== ''
  const title = isSearch ? words.catalogue.quoted(query) : page > 1 ? words.catalogue.page(page) : null
  const path = addressPage({ page, query })
  return {
    head: {
      title: title ? `${title} · ${shop.name}` : shop.name,
      description: words.catalogue.description(shop.name),
      canonicalUrl: toAbsoluteUrl(pathIn(path, frame), publicUrl),
      path,
      isIndexable: !isSearch,
      openGraph: { type: 'website', title: title ?? shop.name, imageUrl: null },
    },
    query,
    heading: isSearch ? nameResults(input) : words.catalogue.heading,
    cards: items.map((item, index) => buildCard(item, index, frame)),
    priceNotes: items.length > 0 ? notePrices(frame).ofAll : [],
    emptyText: items.length > 0 ? null : explainEmptiness(input),
    pagination: paginate(input),
  }
}

function buildCard(item: CatalogueItemInput, index: number, { words, format }: Frame): CatalogueCard {
  return {
    url: `/item/${encodeURIComponent(item.id)}`,
    name: item.name,
    price: format.money(item.price, item.currency),
    picture: buildPictures(item.images, item.name)[0] ?? null,
    isLazy: index >= FIRST_ROW,
    ...describeAvailability(item, words),
  }
}

function nameResults({ itemCount, uncounted, query, frame }: CataloguePageInput): string {
  const { catalogue } = frame.words
  return uncounted ? catalogue.manyResults(itemCount, query) : catalogue.results(itemCount, query)
}

function explainEmptiness({ page, query, frame }: CataloguePageInput): string {
  const { catalogue } = frame.words
  if (page > 1) return catalogue.nothingHere
  return query ? catalogue.nothingFound : catalogue.empty
}

function paginate(input: CataloguePageInput): Pagination | null {
  const { page, itemsPerPage, itemCount, uncounted, query } = input
  const { catalogue } = input.frame.words
  const pageCount = Math.ceil(itemCount / itemsPerPage)
  if (pageCount <= 1) return null
  const hasNext = uncounted ? !uncounted.isLastPage : page < pageCount
  const previous = uncounted ? page - 1 : Math.min(page - 1, pageCount)
  return {
    previousUrl: page > 1 ? addressPage({ page: previous, query }) : null,
    nextUrl: hasNext ? addressPage({ page: page + 1, query }) : null,
    text: uncounted ? catalogue.page(page) : catalogue.pageOf(page, pageCount),
  }
}

function addressPage({ page, query }: { page: number; query: string }): string {
  const search = new URLSearchParams()
  if (query) search.set('q', query)
  if (page > 1) search.set('page', String(page))
  return search.size > 0 ? `/?${search}` : '/'
}

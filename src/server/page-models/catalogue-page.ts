import { formatMoney } from 'payload-stripe-shop/storefront'
import { describeAvailability } from './availability.ts'
import { type PageHead, toAbsoluteUrl } from './page-head.ts'
import { buildPictures, type MediaReference, type Picture } from './picture.ts'

/** A published item, as Payload answers it with its images populated. `price` in the minor unit. */
export interface CatalogueItemInput {
  id: number | string
  name: string
  price: number
  currency: string
  stock?: number | null
  available?: number | null
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
  shopName: string
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
  const { items, page, query, shopName, publicUrl } = input
  const isSearch = query !== ''
  const title = isSearch ? `“${query}”` : page > 1 ? `Page ${page}` : null
  return {
    head: {
      title: title ? `${title} · ${shopName}` : shopName,
      description: `Everything that ${shopName} sells.`,
      canonicalUrl: toAbsoluteUrl(addressPage({ page, query }), publicUrl),
      isIndexable: !isSearch,
      openGraph: { type: 'website', title: title ?? shopName, imageUrl: null },
    },
    query,
    heading: isSearch ? nameResults(input) : 'Everything in the shop',
    cards: items.map(buildCard),
    emptyText: items.length > 0 ? null : explainEmptiness(input),
    pagination: paginate(input),
  }
}

function buildCard(item: CatalogueItemInput, index: number): CatalogueCard {
  return {
    url: `/item/${encodeURIComponent(item.id)}`,
    name: item.name,
    price: formatMoney(item.price, item.currency),
    picture: buildPictures(item.images, item.name)[0] ?? null,
    isLazy: index >= FIRST_ROW,
    ...describeAvailability(item),
  }
}

function nameResults({ itemCount, uncounted, query }: CataloguePageInput): string {
  if (uncounted) return `More than ${itemCount.toLocaleString('en')} results for “${query}”`
  return `${itemCount} ${itemCount === 1 ? 'result' : 'results'} for “${query}”`
}

function explainEmptiness({ page, query }: CataloguePageInput): string {
  if (page > 1) return 'There is nothing on this page.'
  if (query) return 'Nothing here has that name. Try a shorter word, or look at everything.'
  return 'The shelves are empty at the moment. Please come back soon.'
}

function paginate({
  page,
  itemsPerPage,
  itemCount,
  uncounted,
  query,
}: CataloguePageInput): Pagination | null {
  const pageCount = Math.ceil(itemCount / itemsPerPage)
  if (pageCount <= 1) return null
  const hasNext = uncounted ? !uncounted.isLastPage : page < pageCount
  const previous = uncounted ? page - 1 : Math.min(page - 1, pageCount)
  return {
    previousUrl: page > 1 ? addressPage({ page: previous, query }) : null,
    nextUrl: hasNext ? addressPage({ page: page + 1, query }) : null,
    text: uncounted ? `Page ${page}` : `Page ${page} of ${pageCount}`,
  }
}

function addressPage({ page, query }: { page: number; query: string }): string {
  const search = new URLSearchParams()
  if (query) search.set('q', query)
  if (page > 1) search.set('page', String(page))
  return search.size > 0 ? `/?${search}` : '/'
}

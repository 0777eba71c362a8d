import { parse } from 'node:querystring'
import { type Language, parsePage } from 'payload-stripe-shop/storefront'
import { LANGUAGE_PARAMETER } from '../languages/asked-language.ts'

/**
 * What an answer is kept under: what was asked for, however it was spelt. A page is kept once for each language that is
 * asked for, and once for those who ask for none.
 */

const MAX_QUERY_CHARS = 100

export interface CatalogueQuery {
  /** Counted from 1. */
  page: number
  /** Empty without a search. */
  query: string
}

export function readCatalogueQuery({ q, page }: Record<string, unknown>): CatalogueQuery {
  return { query: typeof q === 'string' ? cleanQuery(q) : '', page: parsePage(page) }
}

/** PostgreSQL takes no null byte in a text, and nobody types one. */
function cleanQuery(text: string): string {
  return text.replaceAll('\u0000', '').trim().slice(0, MAX_QUERY_CHARS)
}

type Asked = Language | null

export const keyOfItemPage = (id: number | string, asked: Asked) => `${asked ?? ''}/item/${id}`

export const keyOfTextPage = (slug: string, asked: Asked) => `${asked ?? ''}/page/${slug}`

export const keyOfCatalogue = ({ page, query }: CatalogueQuery, asked: Asked) =>
  `${asked ?? ''}/?${page}&${query}`

/** Strangers are given no more than this: `collections/filters` of the plugin. */
const MOST = { limit: 100, depth: 2 }

/** Of Payload's REST. The order of two values of one name may mean something, and stays. */
export function keyOfApi(url: string): string {
  if (!url.includes('?')) return `${url.replace(/\/$/, '')}?`
  const { pathname, searchParams } = new URL(url, 'http://shop')
  for (const [name, most] of Object.entries(MOST)) {
    const value = searchParams.get(name)
    if (value === null || !/^\d+$/.test(value)) continue
    const isEverything = name === 'limit' && Number(value) === 0
    searchParams.set(name, String(isEverything ? most : Math.min(Number(value), most)))
  }
  searchParams.sort()
  return `${pathname.replace(/\/$/, '')}?${searchParams}`
}

/** The kinds of answers that are kept; also their names in what is measured. */
export type Route = '/item/:id' | '/' | '/page/:slug' | '/sitemap' | '/api'

export interface Address {
  route: Route
  key: string
  /** Of an item's page, or of an item over REST: as it stands in the address. */
  item?: string
  /** Of the catalogue. */
  query?: CatalogueQuery
  /** Of a page. */
  asked: Asked
}

const ITEM_PAGE = /^\/item\/([1-9]\d{0,9})(?:\?|$)/
const ITEM_OF_API = /^\/api\/items\/([1-9]\d{0,9})$/
const ITEMS_OF_API = /^\/api\/items(?:[/?]|$)/

/** Whoever names a language in the address is to be given it as a choice. */
const NAMES_LANGUAGE = new RegExp(`[?&]${LANGUAGE_PARAMETER}=`)

/** Which kept answer an address may have, in its most usual spellings; null for every other one. */
export function findAddress(url: string, asked: Asked): Address | null {
  if (ITEMS_OF_API.test(url)) return addressApi(url)
  if (NAMES_LANGUAGE.test(url)) return null
  const id = ITEM_PAGE.exec(url)?.[1]
  if (id !== undefined) return { route: '/item/:id', key: keyOfItemPage(id, asked), item: id, asked }
  if (url === '/') return addressCatalogue({}, asked)
  return url.startsWith('/?') ? addressCatalogue(parse(url.slice(2)), asked) : null
}

function addressApi(url: string): Address {
  const item = ITEM_OF_API.exec(url)?.[1]
  return { route: '/api', key: keyOfApi(url), asked: null, ...(item !== undefined && { item }) }
}

function addressCatalogue(parameters: Record<string, unknown>, asked: Asked): Address {
  const query = readCatalogueQuery(parameters)
  return { route: '/', key: keyOfCatalogue(query, asked), query, asked }
}

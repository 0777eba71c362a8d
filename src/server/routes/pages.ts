import { convertLexicalToHTML } from '@payloadcms/richtext-lexical/html'
import { convertLexicalToPlaintext } from '@payloadcms/richtext-lexical/plaintext'
import { type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import { type Id, parseId, parsePage, ShopError } from 'payload-stripe-shop/storefront'
import type { Item } from '../../payload-types.ts'
import { giveBuyerCookie } from '../buyer-cookie.ts'
import { asPage, methodNotAllowed, SHOP_NAME } from '../errors.ts'
import type { PageCache } from '../page-cache.ts'
import { buildCataloguePage } from '../page-models/catalogue-page.ts'
import { buildItemPage } from '../page-models/item-page.ts'
import type { CatalogueReader } from '../read-replicas.ts'
import type { Views } from '../views.ts'

const ITEMS_PER_PAGE = 12
const MAX_QUERY_CHARS = 100

export interface PageServices {
  payload: BasePayload
  views: Views
  pages: PageCache<string>
  catalogue: CatalogueReader
  publicUrl: string
}

/** What shoppers look at: the catalogue and the items. */
export function pageRoutes(services: PageServices): Router {
  const router = Router()
  router.get('/', asPage, async (req, res) => {
    const query = typeof req.query.q === 'string' ? cleanQuery(req.query.q) : ''
    const page = parsePage(req.query.page)
    sendPage(
      res,
      await services.pages.get(`/?${page}&${query}`, () => renderCatalogue(services, { query, page })),
    )
  })
  router.get('/item/:id', asPage, async (req, res) => {
    const id = parseItemId(services.payload, req.params.id)
    const html = await services.pages.get(`/item/${id}`, () => renderItem(services, id))
    giveBuyerCookie(req, res, services)
    sendPage(res, html)
  })
  router.all(['/', '/item/:id'], methodNotAllowed('GET', 'HEAD'))
  return router
}

/** Browsers may keep a page and ask with its ETag whether it is still so; shared caches may not keep it. */
function sendPage(res: Response, html: string): void {
  res.set('Cache-Control', 'private, no-cache').type('html').send(html)
}

/** PostgreSQL takes no null byte in a text, and nobody types one. */
function cleanQuery(text: string): string {
  return text.replaceAll('\u0000', '').trim().slice(0, MAX_QUERY_CHARS)
}

/** `%`, `_` and `\` mean something to the database's search; here they are what somebody typed. */
function asItIs(text: string): string {
  return text.replace(/[%_\\]/g, '\\$&')
}

/** An address that cannot be an item's is a page that is not there. */
function parseItemId(payload: BasePayload, text: unknown): Id {
  try {
    return parseId(payload, text)
  } catch {
    throw new ShopError('not_found', 'There is no such item in this shop.')
  }
}

async function renderCatalogue(
  { payload, views, catalogue, publicUrl }: PageServices,
  { query, page }: { query: string; page: number },
): Promise<string> {
  const found = await catalogue.read((req) =>
    payload.find({
      collection: 'items',
      overrideAccess: false,
      depth: 1,
      limit: ITEMS_PER_PAGE,
      page,
      sort: 'name',
      select: { name: true, price: true, currency: true, images: true, stock: true, available: true },
      ...(query && { where: { name: { contains: asItIs(query) } } }),
      req,
    }),
  )
  return views.render(
    'catalogue',
    buildCataloguePage({
      items: found.docs as Item[],
      page,
      pageCount: found.totalPages,
      itemCount: found.totalDocs,
      query,
      shopName: SHOP_NAME,
      publicUrl,
    }),
  )
}

async function renderItem({ payload, views, catalogue, publicUrl }: PageServices, id: Id): Promise<string> {
  const item = await catalogue.read((req) =>
    payload.findByID({ collection: 'items', id, depth: 1, overrideAccess: false, disableErrors: true, req }),
  )
  if (!item) throw new ShopError('not_found', 'There is no such item in this shop.')
  return views.render(
    'item',
    buildItemPage({
      item,
      descriptionHtml: item.description ? renderDescription(item.description) : '',
      descriptionText: item.description ? convertLexicalToPlaintext({ data: item.description }) : '',
      shopName: SHOP_NAME,
      publicUrl,
    }),
  )
}

/**
 * The converter writes alignment and underlines as inline styles, which the Content-Security-Policy refuses:
 * `shop.css` looks for them in another attribute. Quotes in an editor's own text are escaped by then.
 */
function renderDescription(description: NonNullable<Item['description']>): string {
  const html = convertLexicalToHTML({ data: description, disableContainer: true })
  return html.replaceAll(' style="', ' data-style="')
}

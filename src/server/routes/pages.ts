import { convertLexicalToHTML } from '@payloadcms/richtext-lexical/html'
import { convertLexicalToPlaintext } from '@payloadcms/richtext-lexical/plaintext'
import { type Request, Router } from 'express'
import type { BasePayload } from 'payload'
import { type Id, parseId, ShopError } from 'payload-stripe-shop/storefront'
import type { Item } from '../../payload-types.ts'
import { giveBuyerCookie } from '../buyer-cookie.ts'
import type { CatalogueReader, CatalogueSource } from '../catalogue/catalogue-reader.ts'
import { ITEMS_PER_PAGE } from '../catalogue/page-reader.ts'
import { ALL_ITEMS, topicOfItem } from '../catalogue/topics.ts'
import { asPage, methodNotAllowed, SHOP_NAME } from '../errors.ts'
import { Answer, sendAnswer } from '../kept/answer.ts'
import type { KeptAnswers, Made } from '../kept/kept-answers.ts'
import { type CatalogueQuery, keyOfCatalogue, keyOfItemPage, readCatalogueQuery } from '../kept/keys.ts'
import { buildCataloguePage, type CatalogueItemInput } from '../page-models/catalogue-page.ts'
import { buildItemPage } from '../page-models/item-page.ts'
import type { Views } from '../views.ts'

export interface PageServices {
  payload: BasePayload
  views: Views
  kept: KeptAnswers
  catalogue: CatalogueReader
  publicUrl: string
}

/** What shoppers look at: the catalogue and the items. */
export function pageRoutes(services: PageServices): Router {
  const router = Router()
  const { kept } = services
  const find = (req: Request, key: string, make: () => Promise<Made>) =>
    req.method === 'HEAD' ? kept.peek(key, make) : kept.get(key, make)
  router.get('/', asPage, async (req, res) => {
    const query = readCatalogueQuery(req.query)
    const answer = await find(req, keyOfCatalogue(query), () => renderCatalogue(services, query))
    await sendAnswer({ answer, route: '/', heads: kept.heads }, req, res)
  })
  router.get('/item/:id', asPage, async (req, res) => {
    const id = parseItemId(services.payload, req.params.id)
    const answer = await find(req, keyOfItemPage(id), () => renderItem(services, id))
    giveBuyerCookie(req, res, services)
    await sendAnswer({ answer, route: '/item/:id', heads: kept.heads }, req, res)
  })
  router.all(['/', '/item/:id'], methodNotAllowed('GET', 'HEAD'))
  return router
}

/** Browsers may keep a page and ask with its ETag whether it is still so; shared caches may not keep it. */
const PAGE_HEADERS = [
  ['Cache-Control', 'private, no-cache'],
  ['Content-Type', 'text/html; charset=utf-8'],
] as const

function answerPage(html: string): Answer {
  return new Answer({ status: 200, headers: PAGE_HEADERS, body: Buffer.from(html) })
}

/** `%`, `_` and `\` mean something to the database's search; here they are what somebody typed. */
function asItIs(text: string): string {
  return text.replace(/[%_\\]/g, '\\$&')
}

/** An address that cannot be an item's is a page that is not there. */
export function parseItemId(payload: BasePayload, text: unknown): Id {
  try {
    return parseId(payload, text)
  } catch {
    throw new ShopError('not_found', 'There is no such item in this shop.')
  }
}

type FoundItems = { items: readonly CatalogueItemInput[]; itemCount: number }

async function renderCatalogue(services: PageServices, { query, page }: CatalogueQuery): Promise<Made> {
  const { payload, views, catalogue, publicUrl } = services
  const { found, moment } = await catalogue.read<FoundItems>((source) =>
    query === '' ? source.readPage(page) : searchItems(payload, { query, page }, source.req),
  )
  const { items, itemCount } = found
  const pageCount = Math.ceil(itemCount / ITEMS_PER_PAGE)
  const html = views.render(
    'catalogue',
    buildCataloguePage({ items, page, pageCount, itemCount, query, shopName: SHOP_NAME, publicUrl }),
  )
  return { answer: answerPage(html), topics: [ALL_ITEMS, ...items.map(({ id }) => topicOfItem(id))], moment }
}

async function searchItems(
  payload: BasePayload,
  { query, page }: CatalogueQuery,
  req: CatalogueSource['req'],
): Promise<FoundItems> {
  const { docs, totalDocs } = await payload.find({
    collection: 'items',
    overrideAccess: false,
    depth: 1,
    limit: ITEMS_PER_PAGE,
    page,
    sort: 'name',
    select: { name: true, price: true, currency: true, images: true, stock: true, available: true },
    where: { name: { contains: asItIs(query) } },
    req,
  })
  return { items: docs as CatalogueItemInput[], itemCount: totalDocs }
}

/** @throws ShopError `not_found` */
export async function renderItem(
  { views, catalogue, publicUrl }: Pick<PageServices, 'views' | 'catalogue' | 'publicUrl'>,
  id: Id,
): Promise<Made> {
  const { found: item, moment } = await catalogue.read(({ readItem }) => readItem(id))
  if (!item) throw new ShopError('not_found', 'There is no such item in this shop.')
  const html = views.render(
    'item',
    buildItemPage({
      item,
      descriptionHtml: item.description ? renderDescription(item.description) : '',
      descriptionText: item.description ? convertLexicalToPlaintext({ data: item.description }) : '',
      shopName: SHOP_NAME,
      publicUrl,
    }),
  )
  return { answer: answerPage(html), topics: [topicOfItem(id)], moment }
}

/**
 * The converter writes alignment and underlines as inline styles, which the Content-Security-Policy refuses:
 * `shop.css` looks for them in another attribute. Quotes in an editor's own text are escaped by then.
 */
function renderDescription(description: NonNullable<Item['description']>): string {
  const html = convertLexicalToHTML({ data: description, disableContainer: true })
  return html.replaceAll(' style="', ' data-style="')
}

import { convertLexicalToHTML } from '@payloadcms/richtext-lexical/html'
import { convertLexicalToPlaintext } from '@payloadcms/richtext-lexical/plaintext'
import { type Request, Router } from 'express'
import type { BasePayload } from 'payload'
import { type Id, parseId, ShopError } from 'payload-stripe-shop/storefront'
import type { Item } from '../../payload-types.ts'
import { giveBuyerCookie } from '../buyer-cookie.ts'
import type { CatalogueReader } from '../catalogue/catalogue-reader.ts'
import { ITEMS_PER_PAGE, type PageOfItems } from '../catalogue/page-reader.ts'
import { ALL_ITEMS, topicOfItem } from '../catalogue/topics.ts'
import { asPage, methodNotAllowed, SHOP_NAME } from '../errors.ts'
import { Answer, sendAnswer } from '../kept/answer.ts'
import type { KeptAnswers, Made } from '../kept/kept-answers.ts'
import { type CatalogueQuery, keyOfCatalogue, keyOfItemPage, readCatalogueQuery } from '../kept/keys.ts'
import { buildCataloguePage } from '../page-models/catalogue-page.ts'
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

/** An address that cannot be an item's is a page that is not there. */
export function parseItemId(payload: BasePayload, text: unknown): Id {
  try {
    return parseId(payload, text)
  } catch {
    throw new ShopError('not_found', 'There is no such item in this shop.')
  }
}

type RenderServices = Pick<PageServices, 'views' | 'catalogue' | 'publicUrl'>

export async function renderCatalogue(
  { views, catalogue, publicUrl }: RenderServices,
  asked: CatalogueQuery,
): Promise<Made> {
  const { found, moment } = await catalogue.read<PageOfItems>((source) =>
    asked.query === '' ? source.readPage(asked.page) : source.readSearch(asked),
  )
  const html = views.render(
    'catalogue',
    buildCataloguePage({ ...found, ...asked, itemsPerPage: ITEMS_PER_PAGE, shopName: SHOP_NAME, publicUrl }),
  )
  const topics = [ALL_ITEMS, ...found.items.map(({ id }) => topicOfItem(id))]
  return { answer: answerPage(html), topics, moment }
}

/** @throws ShopError `not_found` */
export async function renderItem({ views, catalogue, publicUrl }: RenderServices, id: Id): Promise<Made> {
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

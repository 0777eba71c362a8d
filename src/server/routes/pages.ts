import { convertLexicalToHTML } from '@payloadcms/richtext-lexical/html'
import { convertLexicalToPlaintext } from '@payloadcms/richtext-lexical/plaintext'
import { type Request, type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import {
  countInCookie,
  findPage,
  type Id,
  type Language,
  parseId,
  ShopError,
} from 'payload-stripe-shop/storefront'
import type { Item } from '../../payload-types.ts'
import { giveBuyerCookie } from '../buyer-cookie.ts'
import type { CatalogueReader, Read } from '../catalogue/catalogue-reader.ts'
import { ITEMS_PER_PAGE, type PageOfItems } from '../catalogue/page-reader.ts'
import { ALL_ITEMS, topicOfItem } from '../catalogue/topics.ts'
import { asPage, methodNotAllowed } from '../errors.ts'
import type { Frame, Frames } from '../frame.ts'
import { Answer, sendAnswer } from '../kept/answer.ts'
import { withCartCount } from '../kept/cart-count.ts'
import type { KeptAnswers, Made } from '../kept/kept-answers.ts'
import {
  type CatalogueQuery,
  keyOfCatalogue,
  keyOfItemPage,
  keyOfTextPage,
  type Route,
  readCatalogueQuery,
} from '../kept/keys.ts'
import { languageOf, VARIES_BY } from '../languages/asked-language.ts'
import { buildCataloguePage } from '../page-models/catalogue-page.ts'
import { buildItemPage, type ItemPageInput } from '../page-models/item-page.ts'
import { buildTextPage } from '../page-models/text-page.ts'
import type { Views } from '../views.ts'

export interface PageServices {
  payload: BasePayload
  views: Views
  frames: Frames
  kept: KeptAnswers
  catalogue: CatalogueReader
  publicUrl: string
}

/** What shoppers look at: the catalogue, the items and the pages of text. */
export function pageRoutes(services: PageServices): Router {
  const router = Router()
  const { kept } = services
  const find = (req: Request, key: string, make: () => Promise<Made>) =>
    req.method === 'HEAD' ? kept.peek(key, make) : kept.get(key, make)
  const send = async ({ answer, route }: { answer: Answer; route: Route }, req: Request, res: Response) => {
    const own = await withCartCount(answer, countInCookie(req.get('cookie')))
    res.vary(VARIES_BY)
    await sendAnswer({ answer: own, route, heads: kept.heads }, req, res)
  }
  router.get('/', asPage, async (req, res) => {
    const query = readCatalogueQuery(req.query)
    const language = languageOf(res)
    const answer = await find(req, keyOfCatalogue(query, language), () =>
      renderCatalogue(services, { ...query, language }),
    )
    await send({ answer, route: '/' }, req, res)
  })
  router.get('/item/:id', asPage, async (req, res) => {
    const id = parseItemId(services.payload, req.params.id)
    const language = languageOf(res)
    const answer = await find(req, keyOfItemPage(id, language), () => renderItem(services, { id, language }))
    giveBuyerCookie(req, res, services)
    await send({ answer, route: '/item/:id' }, req, res)
  })
  router.get('/page/:slug', asPage, async (req, res) => {
    const slug = String(req.params.slug)
    const language = languageOf(res)
    const answer = await find(req, keyOfTextPage(slug, language), () =>
      renderTextPage(services, { slug, language }),
    )
    await send({ answer, route: '/page/:slug' }, req, res)
  })
  router.all(['/', '/item/:id', '/page/:slug'], methodNotAllowed('GET', 'HEAD'))
  return router
}

/** Browsers may keep a page and ask with its ETag whether it is still so; shared caches may not keep it. */
const PAGE_HEADERS = [
  ['Cache-Control', 'private, no-cache'],
  ['Content-Type', 'text/html; charset=utf-8'],
] as const

function answerPage(html: string, { language }: Frame): Answer {
  const headers = [...PAGE_HEADERS, ['Content-Language', language] as const]
  return new Answer({ status: 200, headers, body: Buffer.from(html) })
}

/** An address that cannot be an item's is a page that is not there. */
export function parseItemId(payload: BasePayload, text: unknown): Id {
  try {
    return parseId(payload, text)
  } catch {
    throw new ShopError('not_found', 'There is no such item in this shop.')
  }
}

export type Rendering = Pick<PageServices, 'views' | 'frames' | 'catalogue' | 'publicUrl'>
type Asked = { language: Language | null }

/**
 * Reads what a page shows, in its language, and then the frame: what is kept of both is not older than the moment when
 * the first was read. Whoever asks for no language has the shop's own, which may be another one by then.
 */
async function readIn<T>(
  frames: Frames,
  asked: Language | null,
  read: (language: Language) => Promise<Read<T>>,
): Promise<Read<T> & { frame: Frame }> {
  const { language } = asked === null ? await frames.read(null) : { language: asked }
  const found = await read(language)
  const frame = await frames.read(asked)
  return frame.language === language ? { ...found, frame } : readIn(frames, asked, read)
}

export async function renderCatalogue(
  { views, frames, catalogue, publicUrl }: Rendering,
  { language, ...asked }: CatalogueQuery & Asked,
): Promise<Made> {
  const { found, moment, frame } = await readIn(frames, language, (language) =>
    catalogue.read<PageOfItems>(({ readPage, readSearch }) =>
      asked.query === '' ? readPage({ page: asked.page, language }) : readSearch({ ...asked, language }),
    ),
  )
  const html = views.render(
    'catalogue',
    buildCataloguePage({ ...found, ...asked, itemsPerPage: ITEMS_PER_PAGE, frame, publicUrl }),
    frame,
  )
  const topics = [ALL_ITEMS, ...found.items.map(({ id }) => topicOfItem(id))]
  return { answer: answerPage(html, frame), topics, moment }
}

/** @throws ShopError `not_found` */
export async function renderItem(services: Rendering, { id, language }: { id: Id } & Asked): Promise<Made> {
  const { html, frame, moment } = await writeItemPage(services, { id, language })
  return { answer: answerPage(html, frame), topics: [topicOfItem(id)], moment }
}

/**
 * @param refused why a purchase of it did not start, and the quantity that was typed
 * @throws ShopError `not_found`
 */
export async function writeItemPage(
  { views, frames, catalogue, publicUrl }: Rendering,
  { id, language, refused }: { id: Id; refused?: ItemPageInput['refused'] } & Asked,
): Promise<{ html: string; frame: Frame; moment: Made['moment'] }> {
  const {
    found: item,
    moment,
    frame,
  } = await readIn(frames, language, (language) => catalogue.read(({ readItem }) => readItem(id, language)))
  if (!item) throw new ShopError('not_found', 'There is no such item in this shop.')
  const html = views.render(
    'item',
    buildItemPage({
      item,
      ...renderDescription(item),
      frame,
      publicUrl,
      refused,
    }),
    frame,
  )
  return { html, frame, moment }
}

export function renderDescription({ description }: Pick<Item, 'description'>) {
  return {
    descriptionHtml: description ? renderRichText(description) : '',
    descriptionText: description ? convertLexicalToPlaintext({ data: description }) : '',
  }
}

/** Nothing else is asked of the database. */
const SLUG = /^[a-z0-9-]{1,100}$/

async function renderTextPage(
  services: PageServices,
  { slug, language }: { slug: string } & Asked,
): Promise<Made> {
  if (!SLUG.test(slug)) throw new ShopError('not_found', 'There is nothing here.')
  const { payload, views, frames, catalogue, publicUrl } = services
  const { found, moment, frame } = await readIn(frames, language, (language) =>
    catalogue.readItself(() => findPage(payload, slug, language)),
  )
  if (!found) throw new ShopError('not_found', 'There is nothing here.')
  const content = found.content as Item['description']
  const html = views.render(
    'page',
    buildTextPage({
      title: found.title,
      slug,
      contentHtml: content ? renderRichText(content) : '',
      contentText: content ? convertLexicalToPlaintext({ data: content }) : '',
      frame,
      publicUrl,
    }),
    frame,
  )
  // A change of any page is one of what all pages link to.
  return { answer: answerPage(html, frame), topics: [], moment }
}

/**
 * The converter writes alignment and underlines as inline styles, which the Content-Security-Policy refuses:
 * `shop.css` looks for them in another attribute. Quotes in an editor's own text are escaped by then.
 */
function renderRichText(data: NonNullable<Item['description']>): string {
  const html = convertLexicalToHTML({ data, disableContainer: true })
  return html.replaceAll(' style="', ' data-style="')
}

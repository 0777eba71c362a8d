import { type Request, type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import { assertStaff, isLanguage, readPriceHistory, ShopError } from 'payload-stripe-shop/storefront'
import type { Item } from '../../payload-types.ts'
import { asPage, methodNotAllowed } from '../errors.ts'
import type { Frames } from '../frame.ts'
import { languageOf } from '../languages/asked-language.ts'
import { isMailKind } from '../mail/mail-kinds.ts'
import { renderPreview } from '../mail/mail-preview.ts'
import { neverStored } from '../middleware/never-stored.ts'
import { signIn, userOf } from '../middleware/signed-in.ts'
import { buildItemPage } from '../page-models/item-page.ts'
import { sendPage } from '../send-page.ts'
import type { Views } from '../views.ts'
import { parseItemId, renderDescription } from './pages.ts'

export interface PreviewServices {
  payload: BasePayload
  views: Views
  frames: Frames
  publicUrl: string
  /** For an item that has none yet. */
  currency: string
}

const ITEM = '/preview/item/:id'
const MAIL = '/preview/mail/:kind/:language'

/** What staff see of things before anybody else does. Made for each of them anew, and never kept. */
export function previewRoutes(services: PreviewServices): Router {
  const { payload, views, frames, publicUrl, currency } = services
  const router = Router()
  router.use('/preview', asPage, neverStored, signIn(payload), (_req, res, next) => {
    assertStaff(userOf(res))
    next()
  })
  router.get(ITEM, async (req, res) => {
    const id = parseItemId(payload, req.params.id)
    const { language } = req.query
    const frame = await frames.read(isLanguage(language) ? language : languageOf(res))
    const item = await payload.findByID({
      collection: 'items',
      id,
      draft: true,
      locale: frame.language,
      depth: 1,
      overrideAccess: false,
      user: userOf(res),
      disableErrors: true,
    })
    if (!item) throw new ShopError('not_found', 'There is no such item in this shop.')
    const page = buildItemPage({
      item: { ...completed(item, currency), priceHistory: await readPriceHistory(payload, id) },
      ...renderDescription(item),
      frame,
      publicUrl,
    })
    const head = { ...page.head, path: req.path, isIndexable: false, canonicalUrl: null, openGraph: null }
    sendPage({ html: views.render('item-preview', { ...page, head }, frame), frame }, res)
  })
  const renderMail = async (req: Request, res: Response) => {
    const { kind, language } = req.params
    if (!isMailKind(kind) || !isLanguage(language)) {
      throw new ShopError('not_found', 'There is nothing here.')
    }
    res.set({ 'Content-Language': language, 'Content-Security-Policy': MAIL_POLICY })
    return renderPreview(kind, { frame: await frames.read(language), publicUrl, currency })
  }
  router.get(MAIL, async (req, res) => {
    const { html } = await renderMail(req, res)
    res.type('html').send(html)
  })
  router.get(`${MAIL}/text`, async (req, res) => {
    const { subject, text } = await renderMail(req, res)
    res.type('text').send(`${subject}\n\n${text}`)
  })
  router.all([ITEM, MAIL, `${MAIL}/text`], methodNotAllowed('GET', 'HEAD'))
  return router
}

/** Mails are styled where they stand; beyond that a mail does nothing. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"

/** A draft need not have everything yet. */
function completed(item: Partial<Item> & Pick<Item, 'id'>, currency: string) {
  return { ...item, name: item.name ?? '', price: item.price ?? 0, currency: item.currency ?? currency }
}

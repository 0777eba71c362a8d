import { Router } from 'express'
import { ShopError } from 'payload-stripe-shop/storefront'
import { asPage, methodNotAllowed } from '../errors.ts'
import type { Frames } from '../frame.ts'
import { languageOf } from '../languages/asked-language.ts'
import { listKeptMails } from '../mail/kept-mails.ts'
import { neverStored } from '../middleware/never-stored.ts'
import { buildDemoMailPage } from '../page-models/demo-mail-page.ts'
import { sendPage } from '../send-page.ts'
import type { Views } from '../views.ts'
import { isFromThisMachine } from './operations.ts'

/**
 * `GET /demo/mail`: what a demo would have sent, for whoever tries it out at the shop's own machine. A demo on a public
 * address has mails of strangers, with the links to their orders.
 */
export function demoMailRoutes({
  folder,
  views,
  frames,
}: {
  folder: string
  views: Views
  frames: Frames
}): Router {
  const router = Router()
  router.get('/demo/mail', asPage, neverStored, async (req, res) => {
    if (!isFromThisMachine(req)) {
      throw new ShopError('forbidden', 'The mails of a demo are shown on the shop’s own machine only.')
    }
    const frame = await frames.read(languageOf(res))
    const mails = await listKeptMails(folder)
    const html = views.render('demo-mail', buildDemoMailPage({ mails, frame }), frame)
    sendPage({ html, frame }, res)
  })
  router.all('/demo/mail', methodNotAllowed('GET', 'HEAD'))
  return router
}

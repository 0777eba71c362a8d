import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import { handlers, readFields, ShopError } from 'payload-stripe-shop/storefront'
import { asJson, methodNotAllowed, wantsHtml } from '../errors.ts'
import { mount, readBody, toShopRequest } from '../handler-mount.ts'
import { languageOf } from '../languages/asked-language.ts'
import { limitPurchases } from '../middleware/limits.ts'
import { neverStored } from '../middleware/never-stored.ts'
import { onlyDeliberate } from '../middleware/other-sites.ts'
import { signIn } from '../middleware/signed-in.ts'
import { sendPage } from '../send-page.ts'
import { parseItemId, type Rendering, writeItemPage } from './pages.ts'

export interface BuyServices {
  payload: BasePayload
  rendering: Rendering
}

/** `GET` and `POST /buy/:id`: start a payment for one item. */
export function buyRoutes(services: BuyServices): Router {
  const { payload } = services
  const router = Router()
  const path = '/buy/:id'
  router.head(path, methodNotAllowed('GET', 'POST'))
  router.use(path, neverStored, onlyDeliberate(payload), signIn(payload), limitPurchases(payload))
  router.get(path, asJson, mount(handlers.buy, payload))
  router.post(path, readBody('10kb'), orShowItem(services, mount(handlers.buyByForm, payload)))
  router.all(path, methodNotAllowed('GET', 'POST'))
  return router
}

/** Another quantity may do. */
const AT_QUANTITY: ReadonlySet<string> = new Set(['out_of_stock', 'invalid_input'])

/** Without JavaScript, a refused quantity is told on the item's page, where it can be changed. */
function orShowItem({ payload, rendering }: BuyServices, buy: RequestHandler): RequestHandler {
  async function showAgain(req: Request, res: Response, { message }: ShopError) {
    const { quantity } = await readFields(toShopRequest(req))
    return writeItemPage(rendering, {
      id: parseItemId(payload, req.params.id),
      language: languageOf(res),
      refused: { message, quantity: typeof quantity === 'string' ? quantity : '' },
    })
  }

  return async (req, res, next) => {
    try {
      await buy(req, res, next)
    } catch (error) {
      if (!(error instanceof ShopError) || !AT_QUANTITY.has(error.code) || !wantsHtml(req, res)) throw error
      const page = await showAgain(req, res, error).catch(() => null)
      // What there is no item for has no page either.
      if (!page) throw error
      sendPage(page, res.status(error.status))
    }
  }
}

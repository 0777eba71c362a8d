import { type Request, type RequestHandler, type Response, raw } from 'express'
import type { BasePayload } from 'payload'
import type { Handler, ShopRequest, Visit } from 'payload-stripe-shop/storefront'
import { readBuyerCookie } from './buyer-cookie.ts'
import { sendFetchResponse } from './fetch-request.ts'
import { languageOf } from './languages/asked-language.ts'
import { userOf } from './middleware/signed-in.ts'

/** One of the shop's handlers on Express. Its refusals are thrown, and told by `answerErrors` in the form of the route. */
export function mount(handler: Handler, payload: BasePayload): RequestHandler {
  return async (req, res) => {
    await sendFetchResponse(await handler(toShopRequest(req), visitOf(payload, req, res)), res)
  }
}

/** Reads a body as it was sent. Unpacked bytes would not be the signed ones, so a compressed one is refused as it is. */
export function readBody(limit: string): RequestHandler {
  return raw({ type: () => true, limit, inflate: false })
}

/** What the handlers read of a request. A whole Fetch one takes longer to make than all else here. */
export function toShopRequest(req: Request): ShopRequest {
  return {
    method: req.method,
    url: `${req.protocol}://${req.get('host')}${req.originalUrl}`,
    headers: { get: (name) => req.get(name) ?? null },
    body: Buffer.isBuffer(req.body) ? [req.body] : null,
  }
}

export function visitOf(payload: BasePayload, req: Request, res: Response): Visit {
  return {
    payload,
    user: userOf(res),
    params: req.params,
    address: req.ip ?? null,
    browser: readBuyerCookie(req.get('cookie')),
    locale: languageOf(res),
    // The shop's own pages name the flow that they are made for; programs get the simplest one.
    flow: 'hosted',
  }
}

import type { Request, RequestHandler } from 'express'
import type { BasePayload } from 'payload'
import { parseId, ShopError } from 'payload-stripe-shop/storefront'
import type { CatalogueReader } from '../catalogue/catalogue-reader.ts'
import { ALL_ITEMS, topicOfItem } from '../catalogue/topics.ts'
import { credentialsOf } from '../middleware/signed-in.ts'
import { Answer, sendAnswer } from './answer.ts'
import type { KeptAnswers, Made } from './kept-answers.ts'
import { keyOfApi } from './keys.ts'
import type { OwnHeaders } from './route-heads.ts'

export interface StrangerServices {
  kept: KeptAnswers
  catalogue: CatalogueReader
  ask: (req: Request) => Promise<globalThis.Response>
}

/** What Payload answers of items to strangers is the same for all of them. Lets everybody else pass. */
export function answerStrangers({ kept, catalogue, ask }: StrangerServices): RequestHandler {
  async function make(req: Request): Promise<Made> {
    const { found, moment } = await catalogue.readItself(() => ask(req))
    const body = Buffer.from(await found.arrayBuffer())
    const answer = new Answer({ status: found.status, headers: [...found.headers], body })
    return { answer, topics: found.status === 200 ? topicsIn(body) : null, moment }
  }

  return async (req, res, next) => {
    if (req.method !== 'GET' || !isStranger(req)) return next()
    const key = keyOfApi(req.originalUrl)
    // A refusal is told in the caller's language.
    const asked = `${key} ${req.get('accept-language') ?? ''}`
    const answer = await kept.get(key, () => make(req), asked)
    await sendAnswer({ answer, route: '/api', heads: kept.heads }, req, res)
  }
}

export interface ItemJsonServices {
  payload: BasePayload
  catalogue: CatalogueReader
  /** What Payload has sent with such an answer. */
  headers: OwnHeaders
}

/**
 * What Payload answers to a stranger who asks for an item, made past Payload.
 * @throws ShopError where there is none, or where only Payload can tell
 */
export async function makeItemJson(
  { payload, catalogue, headers }: ItemJsonServices,
  text: string,
): Promise<Made> {
  const id = parseId(payload, text)
  const { found, moment } = await catalogue.readItself(({ readItemJson }) => readItemJson(id))
  if (found === null) throw new ShopError('not_found', 'There is nothing under this id.')
  const answer = new Answer({ status: 200, headers, body: Buffer.from(found) })
  return { answer, topics: [topicOfItem(id)], moment }
}

/** Whose answer depends on the address alone: nobody signed in, and no other site asking for its permission. */
function isStranger(req: Request): boolean {
  return credentialsOf(req) === null && req.get('origin') === undefined
}

/** A document, a list of them, or something else about all of them, such as their number. */
function topicsIn(body: Buffer): string[] {
  const { id, docs } = JSON.parse(body.toString()) as { id?: number; docs?: { id: number }[] }
  if (id !== undefined) return [topicOfItem(id)]
  return [ALL_ITEMS, ...(docs ?? []).map((doc) => topicOfItem(doc.id))]
}

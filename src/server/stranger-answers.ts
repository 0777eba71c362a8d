import type { Request, RequestHandler, Response } from 'express'
import { credentialsOf } from './middleware/signed-in.ts'
import { PageCache } from './page-cache.ts'

type StoredAnswer = { status: number; headers: [string, string][]; body: Buffer }

/** What Payload answers to strangers, kept as long as a page is: it is the same for all of them. */
export class StrangerAnswers {
  readonly #answers = new PageCache<StoredAnswer>(
    // A refusal is told in the caller's language, and costs little.
    ({ status, body }) => (status === 200 ? body.length : Number.POSITIVE_INFINITY),
  )

  /** Answers strangers out of what `ask` answered one of them just now; lets everybody else pass. */
  serve(ask: (req: Request) => Promise<globalThis.Response>): RequestHandler {
    return async (req, res, next) => {
      if (req.method !== 'GET' || !isStranger(req)) return next()
      const stored = await this.#answers.get(keyOf(req), async () => storeAnswer(await ask(req)))
      sendAnswer(stored, res)
    }
  }

  clear(): void {
    this.#answers.clear()
  }
}

/** Strangers are given no more than this: `collections/filters` of the plugin. */
const MOST = { limit: 100, depth: 2 }

/** What is asked for, however it is spelt. The order of two values of one name may mean something, and stays. */
function keyOf(req: Request): string {
  const { originalUrl } = req
  const language = req.get('accept-language')
  const { pathname, searchParams } = new URL(originalUrl, 'http://shop')
  for (const [name, most] of Object.entries(MOST)) {
    const value = searchParams.get(name)
    if (value === null || !/^\d+$/.test(value)) continue
    const isEverything = name === 'limit' && Number(value) === 0
    searchParams.set(name, String(isEverything ? most : Math.min(Number(value), most)))
  }
  searchParams.sort()
  return `${pathname.replace(/\/$/, '')}?${searchParams} ${language ?? ''}`
}

/** Whose answer depends on the address alone: nobody signed in, and no other site asking for its permission. */
function isStranger(req: Request): boolean {
  return credentialsOf(req) === null && req.get('origin') === undefined
}

async function storeAnswer(response: globalThis.Response): Promise<StoredAnswer> {
  return {
    status: response.status,
    headers: [...response.headers],
    body: Buffer.from(await response.arrayBuffer()),
  }
}

function sendAnswer({ status, headers, body }: StoredAnswer, res: Response): void {
  res.status(status)
  for (const [name, value] of headers) res.setHeader(name, value)
  res.end(body)
}

import type { Request, RequestHandler, Response } from 'express'
import { credentialsOf } from './middleware/signed-in.ts'
import { PageCache } from './page-cache.ts'

type StoredAnswer = { status: number; headers: [string, string][]; body: Buffer }

/** What Payload answers to strangers, kept as long as a page is: it is the same for all of them. */
export class StrangerAnswers {
  readonly #answers = new PageCache<StoredAnswer>()

  /** Answers strangers out of what `ask` answered one of them just now; lets everybody else pass. */
  serve(ask: (req: Request) => Promise<globalThis.Response>): RequestHandler {
    return async (req, res, next) => {
      if (!isStranger(req)) return next()
      const stored = await this.#answers.get(req.originalUrl, async () => storeAnswer(await ask(req)))
      sendAnswer(stored, res)
    }
  }

  clear(): void {
    this.#answers.clear()
  }
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

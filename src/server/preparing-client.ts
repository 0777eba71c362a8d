import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import pg from 'pg'

/** What is asked more rarely is not worth what PostgreSQL keeps of it. */
const ASKED_OFTEN = 3
/** Of a connection: each takes memory of PostgreSQL, a large one as much as its plan. */
const MAX_PREPARED = 100
const MAX_WATCHED = 500

/** A prepared statement whose tables have been changed since: a migration of a newer version, while this one runs. */
const OUTDATED = '0A000'

type Asked = { text: string; values?: unknown[] }

/** Neither the text of several statements, nor a statement that has a name already, nor a cursor. */
function isNameless(asked: unknown): asked is Asked {
  if (typeof asked !== 'object' || asked === null || 'submit' in asked) return false
  const { text, name } = asked as { text?: unknown; name?: unknown }
  return typeof text === 'string' && !name
}

/** What has none is run once in a while, or begins and ends transactions. */
function hasValues({ values }: Asked, given: unknown): boolean {
  return ((Array.isArray(given) ? given : values) ?? []).length > 0
}

/**
 * Prepares what is asked again and again. PostgreSQL takes longer to parse and plan Payload's statements than to run
 * them; named, it does so once for each connection.
 */
export class PreparingClient extends pg.Client {
  readonly #times = new LRUCache<string, number>({ max: MAX_WATCHED })
  readonly #names = new Map<string, string>()
  #isOutdated = false

  // biome-ignore lint/suspicious/noExplicitAny: one of the many forms that the driver takes
  override query(...args: any[]): any {
    const [asked, values] = args
    const name = isNameless(asked) && hasValues(asked, values) ? this.#nameFor(asked.text) : undefined
    if (name === undefined) return this.#ask(args)
    return this.#ask([{ ...asked, name }, ...args.slice(1)])
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  #ask(args: any[]): any {
    const callback = args.at(-1)
    if (typeof callback === 'function') {
      const note = (error: unknown, result: unknown) => {
        this.#noteError(error)
        callback(error, result)
      }
      return super.query(...([...args.slice(0, -1), note] as unknown as [string]))
    }
    const answer: unknown = super.query(...(args as [string]))
    if (answer instanceof Promise) answer.catch((error: unknown) => this.#noteError(error))
    return answer
  }

  #nameFor(text: string): string | undefined {
    if (this.#isOutdated) return undefined
    const known = this.#names.get(text)
    if (known !== undefined) return known
    const times = (this.#times.get(text) ?? 0) + 1
    this.#times.set(text, times)
    if (times < ASKED_OFTEN || this.#names.size >= MAX_PREPARED) return undefined
    const name = `shop-${createHash('sha1').update(text).digest('base64url')}`
    this.#names.set(text, name)
    return name
  }

  /** From then on this connection prepares nothing: what it has prepared would fail again. */
  #noteError(error: unknown): void {
    if ((error as { code?: unknown } | null)?.code === OUTDATED) this.#isOutdated = true
  }
}

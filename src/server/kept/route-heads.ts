import type { OutgoingHttpHeaders } from 'node:http'
import type { Route } from './keys.ts'

/**
 * What the whole way through Express puts on every answer of a route, to whoever asks in the usual way. Learnt from the
 * first of them, so that no middleware has to be told twice what it sets.
 */
export class RouteHeads {
  readonly #heads = new Map<Route, OutgoingHttpHeaders>()

  /** @param ownNames of the headers that are the answer's own */
  learn(route: Route, headers: OutgoingHttpHeaders, ownNames: readonly string[]): void {
    if (this.#heads.has(route)) return
    const own = new Set(['set-cookie', 'etag', 'content-length', 'content-encoding'])
    for (const name of ownNames) own.add(name.toLowerCase())
    this.#heads.set(route, Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name))))
  }

  /** Undefined until somebody has gone the whole way. */
  find(route: Route): OutgoingHttpHeaders | undefined {
    return this.#heads.get(route)
  }
}

import type { OutgoingHttpHeaders } from 'node:http'
import type { Route } from './keys.ts'

/** Names and values. */
export type OwnHeaders = readonly (readonly [string, string])[]

interface Learnt {
  head: OutgoingHttpHeaders
  own: OwnHeaders
}

/**
 * What the whole way through Express puts on every answer of a route, to whoever asks in the usual way. Learnt from the
 * first of them, so that no middleware has to be told twice what it sets.
 */
export class RouteHeads {
  readonly #learnt = new Map<Route, Learnt>()

  /** @param own the headers that are the answer's own */
  learn(route: Route, headers: OutgoingHttpHeaders, own: OwnHeaders): void {
    if (this.#learnt.has(route)) return
    const left = new Set(['set-cookie', 'etag', 'content-length', 'content-encoding'])
    for (const [name] of own) left.add(name.toLowerCase())
    const head = Object.fromEntries(Object.entries(headers).filter(([name]) => !left.has(name)))
    this.#learnt.set(route, { head, own })
  }

  /** Undefined until somebody has gone the whole way. */
  find(route: Route): OutgoingHttpHeaders | undefined {
    return this.#learnt.get(route)?.head
  }

  /** What the first answer of the route had of its own. */
  findOwn(route: Route): OwnHeaders | undefined {
    return this.#learnt.get(route)?.own
  }
}

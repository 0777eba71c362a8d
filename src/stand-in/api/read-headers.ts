import type { IncomingHttpHeaders } from 'node:http'

/** Headers by which Stripe's SDKs change what a request means; those about the client itself have other names. */
const PREFIX = 'stripe-'

/** A request's headers, which know which of them were read: see `read-params.ts`. */
export class RequestHeaders {
  readonly #headers: IncomingHttpHeaders
  readonly #read = new Set<string>()

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers
  }

  /** @param name in lower case */
  read(name: string): string | undefined {
    this.#read.add(name)
    return this.#headers[name]?.toString()
  }

  /** The first of Stripe's own that was sent and not read, written as the documentation does. */
  findUnread(): string | undefined {
    const unread = Object.keys(this.#headers).find((name) => name.startsWith(PREFIX) && !this.#read.has(name))
    return unread?.replaceAll(/(^|-)\w/g, (letter) => letter.toUpperCase())
  }
}

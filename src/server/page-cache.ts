/** Other processes' changes are seen after this long at the latest. */
const TTL_MS = 1_000
const MAX_PAGES = 500

type Entry = { html: Promise<string>; until: number }

/**
 * Rendered pages, the same for every shopper, kept for a second so that a rush on one item renders it once.
 * Whatever changes documents in this process empties it: an editor sees a change at once.
 */
export class PageCache {
  readonly #entries = new Map<string, Entry>()

  get(key: string, render: () => Promise<string>): Promise<string> {
    const known = this.#entries.get(key)
    if (known && known.until > Date.now()) return known.html
    const html = render()
    this.#put(key, { html, until: Date.now() + TTL_MS })
    html.catch(() => this.#entries.delete(key))
    return html
  }

  clear(): void {
    this.#entries.clear()
  }

  #put(key: string, entry: Entry): void {
    this.#entries.delete(key)
    if (this.#entries.size >= MAX_PAGES) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    this.#entries.set(key, entry)
  }
}

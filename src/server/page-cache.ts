/** Other processes' changes are seen after this long at the latest. */
const TTL_MS = 1_000
const MAX_PAGES = 500

type Entry<Page> = { page: Promise<Page>; until: number }

/**
 * Answers that are the same for every stranger, kept for a second so that a rush on one item reads it once.
 * Whatever changes documents in this process empties it: an editor sees a change at once.
 */
export class PageCache<Page> {
  readonly #entries = new Map<string, Entry<Page>>()

  get(key: string, make: () => Promise<Page>): Promise<Page> {
    const known = this.#entries.get(key)
    if (known && known.until > Date.now()) return known.page
    const page = make()
    this.#put(key, { page, until: Date.now() + TTL_MS })
    page.catch(() => this.#entries.delete(key))
    return page
  }

  clear(): void {
    this.#entries.clear()
  }

  #put(key: string, entry: Entry<Page>): void {
    this.#entries.delete(key)
    if (this.#entries.size >= MAX_PAGES) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    this.#entries.set(key, entry)
  }
}

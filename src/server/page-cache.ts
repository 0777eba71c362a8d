/** Other processes' changes are seen after this long at the latest. */
const TTL_MS = 1_000
const MAX_PAGES = 500
const MAX_BYTES = 32 * 1024 * 1024

type Entry<Page> = { page: Promise<Page>; until: number; bytes: number }

/**
 * Answers that are the same for every stranger, kept for a second so that a rush on one item reads it once.
 * Whatever changes documents in this process empties it: an editor sees a change at once.
 */
export class PageCache<Page> {
  readonly #entries = new Map<string, Entry<Page>>()
  readonly #measure: (page: Page) => number
  #bytes = 0

  /** `measure` answers a page's size in bytes, or `Infinity` for what is not to be kept once it is made. */
  constructor(measure: (page: Page) => number) {
    this.#measure = measure
  }

  get(key: string, make: () => Promise<Page>): Promise<Page> {
    const known = this.#entries.get(key)
    if (known && known.until > Date.now()) return known.page
    const page = make()
    const entry = { page, until: Date.now() + TTL_MS, bytes: 0 }
    this.#put(key, entry)
    page.then(
      (made) => this.#weigh(key, entry, this.#measure(made)),
      () => this.#drop(key, entry),
    )
    return page
  }

  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }

  #put(key: string, entry: Entry<Page>): void {
    this.#drop(key, this.#entries.get(key))
    if (this.#entries.size >= MAX_PAGES) this.#dropOldest()
    this.#entries.set(key, entry)
  }

  #weigh(key: string, entry: Entry<Page>, bytes: number): void {
    if (this.#entries.get(key) !== entry) return
    if (bytes > MAX_BYTES) {
      this.#drop(key, entry)
      return
    }
    entry.bytes = bytes
    this.#bytes += bytes
    while (this.#bytes > MAX_BYTES) this.#dropOldest()
  }

  #dropOldest(): void {
    const [oldest] = this.#entries
    if (oldest) this.#drop(...oldest)
  }

  #drop(key: string, entry: Entry<Page> | undefined): void {
    if (!entry || this.#entries.get(key) !== entry) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }
}

import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks the same question no more than once in `everyMs`, within this process. Whoever comes in between shares the next
 * asking, which is still to begin: an answer of before may be older than what the caller has just done.
 */
export class PacedAsks<T> {
  readonly #everyMs: number
  readonly #latest = new Map<string, { startsAt: number; answer: Promise<T> }>()

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  ask(question: string, ask: () => Promise<T>): Promise<T> {
    const now = Date.now()
    const latest = this.#latest.get(question)
    if (latest && latest.startsAt > now) return latest.answer
    const startsAt = latest ? Math.max(now, latest.startsAt + this.#everyMs) : now
    const answer = startsAt > now ? pause(startsAt - now).then(ask) : ask()
    this.#remember(question, { startsAt, answer })
    return answer
  }

  /** For as long as it keeps another asking waiting. */
  #remember(question: string, asking: { startsAt: number; answer: Promise<T> }): void {
    this.#latest.set(question, asking)
    const forget = () => {
      if (this.#latest.get(question) === asking) this.#latest.delete(question)
    }
    setTimeout(forget, asking.startsAt + this.#everyMs - Date.now()).unref()
  }
}

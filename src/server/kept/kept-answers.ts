import { LRUCache } from 'lru-cache'
import { refusalOfAway } from 'payload-stripe-shop/storefront'
import type { Read } from '../catalogue/catalogue-reader.ts'
import type { Moment } from '../catalogue/change-feed.ts'
import { EVERYTHING, type Topics } from '../catalogue/topics.ts'
import type { Answer } from './answer.ts'
import { RouteHeads } from './route-heads.ts'

/** An answer that was just made, of what was read. */
export type Made = Omit<Read<Answer>, 'found'> & {
  answer: Answer
  /** What it shows; null for an answer that is not to be kept. */
  topics: readonly string[] | null
}

interface Kept {
  answer: Answer
  topics: readonly string[]
  moment: Moment
}

/** What an entry takes beside its bytes: its headers, its key, its place among the topics. */
const ENTRY_BYTES = 1_500

/**
 * Answers that are the same for every stranger, kept until what they show changes, within a number of bytes. An
 * answer is kept only where what it was made of was read after every change that is known, and only served while
 * changes become known within a second. Whoever asks for what is being made waits for the same. While the database is away,
 * strangers are shown what was known last.
 */
export class KeptAnswers {
  readonly heads = new RouteHeads()
  readonly #kept: LRUCache<string, Kept>
  readonly #keysByTopic = new Map<string, Set<string>>()
  #making = new Map<string, Promise<Answer>>()

  constructor({ maxBytes }: { maxBytes: number }) {
    this.#kept = new LRUCache<string, Kept>({
      // With 0 it would be without a bound; nothing is as small as 1.
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ answer }) => ENTRY_BYTES + answer.bytes,
      dispose: ({ topics }, key, reason) => {
        if (reason !== 'set') this.#forget(key, topics)
      },
    })
  }

  /** What is kept under the key, if it is certain to be as it should. */
  find(key: string): Answer | undefined {
    const kept = this.#kept.get(key)
    return kept?.moment.feed.isCurrent() ? kept.answer : undefined
  }

  /** @param asked more than the key where an answer that is not kept depends on more */
  async get(key: string, make: () => Promise<Made>, asked = key): Promise<Answer> {
    return (
      this.find(key) ?? this.#orLast(key, () => this.#making.get(asked) ?? this.#make({ key, asked }, make))
    )
  }

  /** For a request that is to leave no trace. */
  async peek(key: string, make: () => Promise<Made>): Promise<Answer> {
    return this.find(key) ?? this.#orLast(key, async () => this.#making.get(key) ?? (await make()).answer)
  }

  /** Whoever asks from now on is not told what was read before. */
  drop(topics: Topics): void {
    this.#making = new Map()
    if (topics === EVERYTHING) this.#kept.clear()
    else
      for (const topic of topics) for (const key of this.#keysByTopic.get(topic) ?? []) this.#kept.delete(key)
  }

  /** What is kept may have changed: it is only for when nothing else can be had. */
  doubt(): void {
    this.#making = new Map()
  }

  async #orLast(key: string, make: () => Promise<Answer>): Promise<Answer> {
    try {
      return await make()
    } catch (error) {
      const last = refusalOfAway(error) && this.#kept.get(key)
      if (last) return last.answer
      throw error
    }
  }

  /** An answer that has become larger may be too large, or leave too little for others. */
  #weigh(key: string, answer: Answer): void {
    const kept = this.#kept.peek(key)
    // The same object would be taken for one that weighs the same.
    if (kept?.answer === answer) this.#kept.set(key, { ...kept })
  }

  #make({ key, asked }: { key: string; asked: string }, make: () => Promise<Made>): Promise<Answer> {
    const making = this.#making
    const made = make().then((result) => {
      this.#keep(key, result)
      return result.answer
    })
    making.set(asked, made)
    const done = () => void making.delete(asked)
    made.then(done, done)
    return made
  }

  #keep(key: string, { answer, topics, moment }: Made): void {
    if (topics === null || moment.feed.hasChangedSince(moment, topics)) return
    this.#kept.delete(key)
    this.#kept.set(key, { answer, topics, moment })
    if (!this.#kept.has(key)) return
    answer.onGrowth = () => this.#weigh(key, answer)
    for (const topic of topics) {
      const keys = this.#keysByTopic.get(topic)
      if (keys) keys.add(key)
      else this.#keysByTopic.set(topic, new Set([key]))
    }
  }

  #forget(key: string, topics: readonly string[]): void {
    for (const topic of topics) {
      const keys = this.#keysByTopic.get(topic)
      keys?.delete(key)
      if (keys?.size === 0) this.#keysByTopic.delete(topic)
    }
  }
}

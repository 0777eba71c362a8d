import { type Database, type Key, MAX_KEY_TEXT, type Write } from './database.ts'
import { type DocOf, INDEXES, type Kind, type Kinds, type Stored } from './records.ts'

let lastSequence = 0

/** Greater than every earlier one, after a restart too, as long as the machine's clock does not run backwards. */
function nextSequence(): number {
  lastSequence = Math.max(lastSequence + 1, Date.now() * 1000)
  return lastSequence
}

export interface ListQuery<K extends Kind> {
  /** One indexed field and the value that it must have. */
  where?: { field: string; value: string } | undefined
  /** Continue after this object (exclusive). */
  after?: number | undefined
  /** Oldest first, as `ending_before` walks. */
  oldestFirst?: boolean
  /** Keeps what it answers true for. */
  keep?: (stored: Stored<K>) => boolean
  limit: number
}

/**
 * Reads and writes of one account. Nothing is written before `commit`, and then everything or nothing.
 *
 * Handlers are synchronous from the first read to `commit`, so no two of them ever interleave.
 */
export class Transaction {
  readonly account: string
  readonly #database: Database
  readonly #writes = new Map<string, Write>()

  constructor(database: Database, account: string) {
    this.#database = database
    this.account = account
  }

  find<K extends Kind>(kind: K, id: string): Stored<K> | undefined {
    if (id.length > MAX_KEY_TEXT) return undefined
    return this.#get(this.#docKey(kind, id)) as Stored<K> | undefined
  }

  insert<K extends Kind>(kind: K, doc: DocOf<K>, extra: Kinds[K]['extra']): Stored<K> {
    const stored = this.insertUnlisted(kind, doc, extra)
    this.#put(['list', this.account, kind, stored.sequence], doc.id)
    this.#index(kind, stored, doc.id)
    return stored
  }

  /** For what is found by its id only. */
  insertUnlisted<K extends Kind>(kind: K, doc: DocOf<K>, extra: Kinds[K]['extra']): Stored<K> {
    const stored: Stored<K> = { sequence: nextSequence(), doc, extra }
    this.#put(this.#docKey(kind, doc.id), stored)
    return stored
  }

  /** Documents are never changed in place: events and earlier readers keep what they saw. */
  replace<K extends Kind>(kind: K, doc: DocOf<K>, extra?: Kinds[K]['extra']): Stored<K> {
    const before = this.find(kind, doc.id)
    if (!before) throw new Error(`There is no ${kind} ${doc.id} to replace.`)
    this.#index(kind, before, undefined)
    const stored: Stored<K> = { ...before, doc, extra: extra === undefined ? before.extra : extra }
    this.#put(this.#docKey(kind, doc.id), stored)
    this.#index(kind, stored, doc.id)
    return stored
  }

  remove<K extends Kind>(kind: K, id: string): void {
    const before = this.find(kind, id)
    if (!before) return
    this.#put(this.#docKey(kind, id), undefined)
    this.#put(['list', this.account, kind, before.sequence], undefined)
    this.#index(kind, before, undefined)
  }

  /** Newest first unless told otherwise. Sees what other requests have committed, not this one's own inserts. */
  list<K extends Kind>(kind: K, query: ListQuery<K>): Stored<K>[] {
    const prefix: Key = query.where
      ? ['index', this.account, kind, query.where.field, query.where.value]
      : ['list', this.account, kind]
    const found: Stored<K>[] = []
    const range = this.#database.range({ prefix, after: query.after, reverse: !query.oldestFirst })
    for (const { value } of range) {
      const stored = this.find(kind, value as string)
      if (!stored || (query.keep && !query.keep(stored))) continue
      found.push(stored)
      if (found.length === query.limit) break
    }
    return found
  }

  /** Anything that is no object of the API, such as a kept answer. */
  getNote(key: Key): unknown {
    return this.#get(['note', this.account, ...key])
  }

  putNote(key: Key, value: unknown): void {
    this.#put(['note', this.account, ...key], value)
  }

  /** Notes what has to happen to `id` at a later time; found again by `takeDue`. */
  schedule(step: string, atSeconds: number, id: string): void {
    this.#put(['due', this.account, step, atSeconds, id], id)
  }

  /** Takes what is due off the schedule. */
  takeDue(step: string, nowSeconds: number): string[] {
    const due: string[] = []
    for (const { key, value } of this.#database.range({ prefix: ['due', this.account, step] })) {
      if ((key[3] as number) > nowSeconds) break
      due.push(value as string)
      this.#put(key, undefined)
    }
    return due
  }

  commit(): Promise<void> {
    return this.#database.apply([...this.#writes.values()])
  }

  #docKey(kind: Kind, id: string): Key {
    return ['doc', this.account, kind, id]
  }

  #index<K extends Kind>(kind: K, stored: Stored<K>, id: string | undefined): void {
    for (const field of INDEXES[kind] ?? []) {
      const value = fieldOf(stored, field)
      if (typeof value === 'string')
        this.#put(['index', this.account, kind, field, value, stored.sequence], id)
    }
  }

  #get(key: Key): unknown {
    const own = this.#writes.get(JSON.stringify(key))
    return own ? own.value : this.#database.get(key)
  }

  #put(key: Key, value: unknown): void {
    this.#writes.set(JSON.stringify(key), { key, value })
  }
}

function fieldOf({ doc, extra }: Stored<Kind>, field: string): unknown {
  return (
    (doc as unknown as Record<string, unknown>)[field] ?? (extra as Record<string, unknown> | null)?.[field]
  )
}

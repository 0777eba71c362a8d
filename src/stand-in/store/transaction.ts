import { type Database, type Key, MAX_KEY_TEXT, type Write } from './database.ts'
import { type DocOf, filtersOf, type Kind, type Kinds, type Stored } from './records.ts'

let lastSequence = 0

/** A sequence is the real time of an object's creation in millionths of a second. */
export const SEQUENCES_PER_SECOND = 1_000_000

/** Greater than every earlier one, after a restart too, as long as the machine's clock does not run backwards. */
function nextSequence(): number {
  lastSequence = Math.max(lastSequence + 1, Date.now() * 1000)
  return lastSequence
}

export interface ListQuery<K extends Kind> {
  /** By names of `FILTERS`; a list of values means any of them. What is undefined filters nothing. */
  where?: Record<string, FilterValue | readonly FilterValue[] | undefined>
  /** Continue after this object (exclusive). */
  after?: number | undefined
  /** Oldest first, as `ending_before` walks. */
  oldestFirst?: boolean
  /** Keeps what it answers true for. */
  keep?: (stored: Stored<K>) => boolean
  /** Ends the walk at the first object that it answers false for. */
  until?: (stored: Stored<K>) => boolean
  limit: number
}

type FilterValue = string | number | boolean

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
    const filters = Object.entries(filtersOf(kind)).flatMap(([name, read]) => {
      const wanted = query.where?.[name]
      return wanted === undefined ? [] : [{ name, read, values: [wanted].flat() as FilterValue[] }]
    })
    const [index] = filters
    const prefixes: Key[] = index
      ? index.values.map((value) => ['index', this.account, kind, index.name, cut(value)])
      : [['list', this.account, kind]]
    const found: Stored<K>[] = []
    for (const id of this.#walk(prefixes, query)) {
      const stored = this.find(kind, id)
      if (!stored) continue
      if (query.until && !query.until(stored)) break
      const isWanted = filters.every(({ read, values }) =>
        values.includes(read(stored.doc, stored.extra) as FilterValue),
      )
      if (!isWanted || (query.keep && !query.keep(stored))) continue
      found.push(stored)
      if (found.length === query.limit) break
    }
    return found
  }

  /** The values that the objects of a kind have for a filter, such as the types of all events. */
  valuesOf(kind: Kind, filter: string): string[] {
    const prefix: Key = ['index', this.account, kind, filter]
    const values: string[] = []
    for (;;) {
      const [next] = this.#database.range({ prefix, afterAll: values.at(-1), limit: 1 })
      if (!next) return values
      values.push(next.key[prefix.length] as string)
    }
  }

  /** Ids in the order of their sequence, out of one range or several. */
  *#walk(prefixes: Key[], { after, oldestFirst = false }: Pick<ListQuery<Kind>, 'after' | 'oldestFirst'>) {
    const heads = prefixes
      .map((prefix) => this.#database.range({ prefix, after, reverse: !oldestFirst })[Symbol.iterator]())
      .map((entries) => ({ entries, head: entries.next() }))
    const sequenceOf = ({ head }: (typeof heads)[number]) => head.value.key.at(-1) as number
    try {
      for (;;) {
        const waiting = heads.filter(({ head }) => !head.done)
        if (waiting.length === 0) return
        const next = waiting.reduce((first, other) =>
          sequenceOf(other) < sequenceOf(first) === oldestFirst ? other : first,
        )
        yield next.head.value.value as string
        next.head = next.entries.next()
      }
    } finally {
      for (const { entries } of heads) entries.return?.(undefined)
    }
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
    for (const [field, read] of Object.entries(filtersOf(kind))) {
      const value = read(stored.doc, stored.extra)
      if (typeof value !== 'object' && value !== undefined) {
        this.#put(['index', this.account, kind, field, cut(value as FilterValue), stored.sequence], id)
      }
    }
  }

  /** Writes the indexes of an object that was stored under other filters. */
  reindex<K extends Kind>(kind: K, stored: Stored<K>): void {
    this.#index(kind, stored, stored.doc.id)
  }

  #get(key: Key): unknown {
    const own = this.#writes.get(JSON.stringify(key))
    return own ? own.value : this.#database.get(key)
  }

  #put(key: Key, value: unknown): void {
    this.#writes.set(JSON.stringify(key), { key, value })
  }
}

/** A key has an end: what is longer is found by its beginning, and told apart by the filter itself. */
function cut(value: FilterValue): FilterValue {
  return typeof value === 'string' ? value.slice(0, MAX_KEY_TEXT) : value
}

import { type Database, ID, type Key, MAX_KEY_TEXT, nameOf, OBJECT, type Write } from './database.ts'
import { type DocOf, filtersOf, KIND_CODES, type Kind, type Kinds, type Stored } from './records.ts'

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
  /** Only these are looked at. */
  ids?: readonly string[] | undefined
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

/** A filter of `FILTERS`, and the values of which an object must have one. */
interface Wanted {
  name: string
  values: FilterValue[]
}

/** Which of several indexes is longer than this is all the same. */
const MAX_COUNT = 1000

/** Where an object lies, and whether lists and their filters know it. */
interface Place {
  sequence: number
  isListed: boolean
}

/**
 * Reads and writes of one account. Nothing is written before `commit`, and then everything or nothing.
 *
 * Handlers are synchronous from the first read to `commit`, so no two of them ever interleave.
 *
 * An object's id leads to its place. Objects lie in the order in which they were made, so that what is written
 * and read together lies together: the rest of the file is never looked at, and takes no memory. For the same
 * reason keys are short: each object has about five of them.
 */
export class Transaction {
  readonly account: string
  /** Eight random digits of the account's id. */
  readonly #accountCode: string
  readonly #database: Database
  readonly #writes = new Map<string, Write>()

  constructor(database: Database, account: string) {
    this.#database = database
    this.account = account
    this.#accountCode = account.slice('acct_1'.length).slice(0, 8)
  }

  find<K extends Kind>(kind: K, id: string): Stored<K> | undefined {
    const place = this.#placeOf(kind, id)
    return place && this.#read<K>(place.sequence)
  }

  insert<K extends Kind>(kind: K, doc: DocOf<K>, extra: Kinds[K]['extra']): Stored<K> {
    return this.place(kind, { sequence: nextSequence(), doc, extra }, { isListed: true })
  }

  /** For what is found by its id only. */
  insertUnlisted<K extends Kind>(kind: K, doc: DocOf<K>, extra: Kinds[K]['extra']): Stored<K> {
    return this.place(kind, { sequence: nextSequence(), doc, extra }, { isListed: false })
  }

  /** Inserts what has its sequence already. */
  place<K extends Kind>(kind: K, stored: Stored<K>, { isListed }: { isListed: boolean }): Stored<K> {
    const { sequence, doc } = stored
    this.#put(this.#idKey(kind, doc.id), isListed ? sequence : -sequence)
    this.#write(stored)
    if (isListed) {
      this.#put([...this.#listOf(kind), sequence], true)
      this.#index(kind, undefined, stored)
    }
    return stored
  }

  /** Documents are never changed in place: events and earlier readers keep what they saw. */
  replace<K extends Kind>(kind: K, doc: DocOf<K>, extra?: Kinds[K]['extra']): Stored<K> {
    const place = this.#placeOf(kind, doc.id)
    const before = place && this.#read<K>(place.sequence)
    if (!before) throw new Error(`There is no ${kind} ${doc.id} to replace.`)
    const stored: Stored<K> = { ...before, doc, extra: extra === undefined ? before.extra : extra }
    this.#write(stored)
    if (place.isListed) this.#index(kind, before, stored)
    return stored
  }

  remove<K extends Kind>(kind: K, id: string): void {
    const place = this.#placeOf(kind, id)
    const before = place && this.#read<K>(place.sequence)
    if (!before) return
    this.#put(this.#idKey(kind, id), undefined)
    this.#put([OBJECT, before.sequence], undefined)
    if (!place.isListed) return
    this.#put([...this.#listOf(kind), before.sequence], undefined)
    this.#index(kind, before, undefined)
  }

  /** Newest first unless told otherwise. Sees what other requests have written, not this one's own inserts. */
  list<K extends Kind>(kind: K, query: ListQuery<K>): Stored<K>[] {
    const filters = Object.entries(filtersOf(kind)).flatMap(([name, read]) => {
      const wanted = query.where?.[name]
      return wanted === undefined ? [] : [{ name, read, values: [wanted].flat() as FilterValue[] }]
    })
    const found: Stored<K>[] = []
    for (const stored of this.#candidates(kind, filters, query)) {
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
    const prefix = this.#indexOf(kind, filter)
    const values: string[] = []
    for (;;) {
      const [next] = this.#database.range({ prefix, afterAll: values.at(-1), limit: 1 })
      if (!next) return values
      values.push(next.key[prefix.length] as string)
    }
  }

  /** As few objects as can be told beforehand, in the order of the list. */
  #candidates<K extends Kind>(kind: K, filters: Wanted[], query: ListQuery<K>): Iterable<Stored<K>> {
    if (query.ids) return this.#findAll(kind, query.ids, query)
    const [index, ...others] = filters
    if (!index) return this.#walk([this.#listOf(kind)], query)
    const shortest = others.length === 0 ? index : this.#shortest(kind, filters)
    return this.#walk(this.#prefixesOf(kind, shortest), query)
  }

  #findAll<K extends Kind>(
    kind: K,
    ids: readonly string[],
    { after, oldestFirst = false }: Direction,
  ): Stored<K>[] {
    const isBehind = ({ sequence }: Stored<K>) =>
      after === undefined || (oldestFirst ? sequence > after : sequence < after)
    return [...new Set(ids)]
      .flatMap((id) => this.find(kind, id) ?? [])
      .filter(isBehind)
      .sort((a, b) => (oldestFirst ? a.sequence - b.sequence : b.sequence - a.sequence))
  }

  /** The filter that leaves least, as far as it is counted. */
  #shortest(kind: Kind, filters: Wanted[]): Wanted {
    const lengthOf = (wanted: Wanted) =>
      this.#prefixesOf(kind, wanted)
        .map((prefix) => this.#database.count(prefix, MAX_COUNT))
        .reduce((sum, count) => sum + count, 0)
    const lengths = filters.map(lengthOf)
    return filters[lengths.indexOf(Math.min(...lengths))]!
  }

  #prefixesOf(kind: Kind, { name, values }: Wanted): Key[] {
    return values.map((value) => [...this.#indexOf(kind, name), cut(value)])
  }

  /** In the order of their sequence, out of the ranges of the list or of an index. */
  *#walk<K extends Kind>(prefixes: Key[], { after, oldestFirst = false }: Direction): Iterable<Stored<K>> {
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
        const stored = this.#read<K>(sequenceOf(next))
        if (stored) yield stored
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
    this.#put(['due', this.account, step, atSeconds, id], true)
  }

  /** Takes what is due off the schedule. */
  takeDue(step: string, nowSeconds: number): string[] {
    const due: string[] = []
    for (const { key } of this.#database.range({ prefix: ['due', this.account, step] })) {
      if ((key[3] as number) > nowSeconds) break
      due.push(key[4] as string)
      this.#put(key, undefined)
    }
    return due
  }

  get writes(): Write[] {
    return [...this.#writes.values()]
  }

  commit(): Promise<void> {
    return this.#database.apply(this.writes)
  }

  #placeOf(kind: Kind, id: string): Place | undefined {
    if (id.length > MAX_KEY_TEXT) return undefined
    const sequence = this.#get(this.#idKey(kind, id)) as number | undefined
    if (sequence === undefined) return undefined
    return { sequence: Math.abs(sequence), isListed: sequence > 0 }
  }

  #read<K extends Kind>(sequence: number): Stored<K> | undefined {
    const entry = this.#get([OBJECT, sequence]) as Pick<Stored<K>, 'doc' | 'extra'> | undefined
    return entry && { sequence, doc: entry.doc, extra: entry.extra }
  }

  #write<K extends Kind>({ sequence, doc, extra }: Stored<K>): void {
    this.#put([OBJECT, sequence], { doc, extra })
  }

  #idKey(kind: Kind, id: string): Key {
    return [ID, this.#accountCode, KIND_CODES[kind], id]
  }

  #listOf(kind: Kind): Key {
    return ['l', this.#accountCode, KIND_CODES[kind]]
  }

  #indexOf(kind: Kind, filter: string): Key {
    return ['x', this.#accountCode, KIND_CODES[kind], filter]
  }

  /** Only what `after` has otherwise than `before` is written. */
  #index<K extends Kind>(kind: K, before: Stored<K> | undefined, after: Stored<K> | undefined): void {
    const { sequence } = (after ?? before)!
    for (const [field, read] of Object.entries(filtersOf(kind))) {
      const [left, entered] = [before, after].map((stored) => stored && read(stored.doc, stored.extra))
      if (left === entered) continue
      const keyOf = (value: FilterValue): Key => [...this.#indexOf(kind, field), cut(value), sequence]
      if (isIndexed(left)) this.#put(keyOf(left), undefined)
      if (isIndexed(entered)) this.#put(keyOf(entered), true)
    }
  }

  #get(key: Key): unknown {
    const name = nameOf(key)
    const own = this.#writes.get(name)
    return own ? own.value : this.#database.get(key, name)
  }

  #put(key: Key, value: unknown): void {
    const name = nameOf(key)
    this.#writes.set(name, { key, name, value })
  }
}

type Direction = Pick<ListQuery<Kind>, 'after' | 'oldestFirst'>

function isIndexed(value: unknown): value is FilterValue {
  return typeof value !== 'object' && value !== undefined
}

/** A key has an end: what is longer is found by its beginning, and told apart by the filter itself. */
function cut(value: FilterValue): FilterValue {
  return typeof value === 'string' ? value.slice(0, MAX_KEY_TEXT) : value
}

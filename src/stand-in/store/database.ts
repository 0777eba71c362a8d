import { mkdirSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { compareKeys, type Database as LmdbTable, open } from 'lmdb'

export type KeyPart = string | number | boolean
export type Key = KeyPart[]

/**
 * What lies in the table of objects: its keys are numbers that only grow, so that its pages are filled to the end,
 * and what is written together lies together. Everything else is found by texts of any order.
 */
export const OBJECT = 'o'

/** The keys that lead from an object's id to its own key in that table. */
export const ID = 'i'

/** A write that waits for its transaction's commit; `value` undefined removes the key. */
export interface Write {
  key: Key
  /** What `nameOf` answers for the key. */
  name: string
  value: unknown
}

export interface RangeOptions {
  /** Every key, but not of the table of objects, that starts with these parts. */
  prefix: Key
  /** Start after this last part (exclusive), in the direction of travel. */
  after?: KeyPart | undefined
  reverse?: boolean
  /** Start after every key that has this part behind the prefix. */
  afterAll?: KeyPart | undefined
  limit?: number
}

type Entry = { key: Key; value: unknown }
type Bounds = { start: Key; end: Key; reverse?: boolean }
type Range = Bounds & { prefix: Key }

/** An ordered key-value store. Reads are synchronous, so that a handler needs no lock. */
export interface Database {
  /** @param name what `nameOf` answers for the key, where that is known already */
  get(key: Key, name?: string): unknown
  range(options: RangeOptions): Iterable<Entry>
  /** How many committed keys start with these parts; not counted beyond `limit`. */
  count(prefix: Key, limit: number): number
  /** Applies all writes or none; resolved once they outlive a killed process. */
  apply(writes: readonly Write[]): Promise<void>
  close(): Promise<void>
}

/** LMDB keys end at 1978 bytes; ids and idempotency keys that come from outside are cut off well before. */
export const MAX_KEY_TEXT = 500

// Sorts after every string, number and boolean in LMDB's ordered-binary keys.
const LAST = '\uffff'

/**
 * The address space for the file: nothing is taken of the disk or of memory. A file that outgrows it is mapped
 * anew, and the earlier map stays until the end and counts as memory.
 */
const MAP_BYTES = 1024 ** 3

/** What the objects of one kind have in common, their fields' names, is kept once and not with each. */
const SHAPES = { sharedStructuresKey: Symbol.for('shapes'), maxSharedStructures: 512 }

/** Of what is longer than that many bytes. Objects are not compressed: that took a third of a session's time. */
const COMPRESSION = { threshold: 400 }

/** A key as a text, by which it is found in a map. At most one part of a key is anybody's text, so no two are alike. */
export function nameOf(key: Key): string {
  return key.join('\n')
}

/**
 * Opens the folder `dataDir`, made where there is none, or for `null` a temporary file that is deleted on close.
 *
 * LMDB commits in the background, in batches: what is written but not yet committed is read from `pending`.
 */
export function openDatabase(dataDir: string | null): Database {
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true })
  const options = { mapSize: MAP_BYTES, compression: COMPRESSION, ...SHAPES }
  // By itself LMDB takes a name with a dot in it for a file's.
  const db =
    dataDir === null
      ? open<unknown, Key>(options as never)
      : open<unknown, Key>(dataDir, { noSubdir: false, ...options } as never)
  const objects = db.openDB<unknown, number>('objects', { compression: false, ...SHAPES } as never)
  const pending = new Map<string, Write>()
  const assertRoom = watchRoom(dataDir ?? tmpdir())

  function get(key: Key, name?: string): unknown {
    const waiting = pending.size === 0 ? undefined : pending.get(name ?? nameOf(key))
    if (waiting) return waiting.value
    return key[0] === OBJECT ? objects.get(key[1] as number) : db.get(key)
  }

  function* range({ prefix, after, afterAll, reverse = false, limit = Infinity }: RangeOptions) {
    let left = limit
    const low =
      afterAll === undefined
        ? [...prefix, ...(after !== undefined && !reverse ? [after] : [])]
        : [...prefix, afterAll, LAST]
    const high = [...prefix, ...(after !== undefined && reverse ? [after] : [LAST])]
    const options: Bounds = reverse ? { start: high, end: low, reverse } : { start: low, end: high }
    for (const { key, value } of withWaiting(db.getRange(options), { prefix, ...options })) {
      if (after !== undefined && key[prefix.length] === after && key.length === prefix.length + 1) continue
      if (value === undefined) continue
      yield { key, value }
      left -= 1
      if (left === 0) return
    }
  }

  /** What is committed with what is not yet: without it, what has moved within an index would be nowhere for a moment. */
  function* withWaiting(
    committed: Iterable<Entry>,
    { prefix, start, end, reverse = false }: Range,
  ): Iterable<Entry> {
    const compare = (a: Key, b: Key) => (reverse ? compareKeys(b, a) : compareKeys(a, b))
    const waiting: Write[] = []
    for (const write of pending.values()) {
      const { key } = write
      // Most lie somewhere else, and comparing keys costs.
      if (isWithin(key, prefix) && compare(key, start) >= 0 && compare(key, end) < 0) waiting.push(write)
    }
    waiting.sort((a, b) => compare(a.key, b.key))
    let place = 0
    for (const entry of committed) {
      while (place < waiting.length && compare(waiting[place]!.key, entry.key) < 0) yield waiting[place++]!
      const isNewer = place < waiting.length && compare(waiting[place]!.key, entry.key) === 0
      yield isNewer ? waiting[place++]! : entry
    }
    yield* waiting.slice(place)
  }

  function count(prefix: Key, limit: number): number {
    return db.getKeysCount({ start: prefix, end: [...prefix, LAST], limit })
  }

  async function apply(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return
    assertRoom()
    for (const write of writes) pending.set(write.name, write)
    try {
      await db.batch(() => {
        // They are in the batch, which is awaited.
        for (const { key, value } of writes) {
          if (key[0] === OBJECT) void put(objects, key[1] as number, value)
          else void put(db, key, value)
        }
      })
    } finally {
      for (const write of writes) if (pending.get(write.name) === write) pending.delete(write.name)
    }
  }

  return { get, range, count, apply, close: () => db.close() }
}

/** Looks at the last part of the prefix first: keys are least alike there. */
function isWithin(key: Key, prefix: Key): boolean {
  for (let index = prefix.length - 1; index >= 0; index -= 1) if (key[index] !== prefix[index]) return false
  return true
}

/** More than all writes that can be under way at once. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024
const LOOKED_AT_MS = 200

/** LMDB does not survive a write that fails, in this process: none may begin that could. */
function watchRoom(folder: string): () => void {
  let lookedAt = Number.NEGATIVE_INFINITY
  let hasRoom = true
  return () => {
    const now = performance.now()
    if (!hasRoom || now - lookedAt > LOOKED_AT_MS) {
      const { bavail, bsize } = statfsSync(folder)
      hasRoom = bavail * bsize >= LEAST_FREE_BYTES
      lookedAt = now
    }
    if (!hasRoom) throw new Error(`The disk of ${folder} is full: nothing more can be stored.`)
  }
}

function put<K extends Key | number>(table: LmdbTable<unknown, K>, key: K, value: unknown): Promise<boolean> {
  return value === undefined ? table.remove(key) : table.put(key, value)
}

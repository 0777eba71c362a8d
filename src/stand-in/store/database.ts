import { mkdirSync } from 'node:fs'
import { open } from 'lmdb'

export type KeyPart = string | number | boolean
export type Key = KeyPart[]

/** A write that waits for its transaction's commit; `value` undefined removes the key. */
export interface Write {
  key: Key
  value: unknown
}

export interface RangeOptions {
  /** Every key that starts with these parts. */
  prefix: Key
  /** Start after this last part (exclusive), in the direction of travel. */
  after?: KeyPart | undefined
  reverse?: boolean
  /** Start after every key that has this part behind the prefix. */
  afterAll?: KeyPart | undefined
  limit?: number
}

/** An ordered key-value store. Reads are synchronous, so that a handler needs no lock. */
export interface Database {
  get(key: Key): unknown
  range(options: RangeOptions): Iterable<{ key: Key; value: unknown }>
  /** Applies all writes or none; resolved once they outlive a killed process. */
  apply(writes: Write[]): Promise<void>
  close(): Promise<void>
}

/** LMDB keys end at 1978 bytes; ids and idempotency keys that come from outside are cut off well before. */
export const MAX_KEY_TEXT = 500

// Sorts after every string, number and boolean in LMDB's ordered-binary keys.
const LAST = '\uffff'

/**
 * Opens the folder `dataDir`, made where there is none, or for `null` a temporary file that is deleted on close.
 *
 * LMDB commits in the background, in batches: what is written but not yet committed is read from `pending`.
 */
export function openDatabase(dataDir: string | null): Database {
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true })
  // By itself LMDB takes a name with a dot in it for a file's.
  const db =
    dataDir === null
      ? open<unknown, Key>({} as never)
      : open<unknown, Key>(dataDir, { noSubdir: false } as never)
  const pending = new Map<string, { value: unknown }>()

  function get(key: Key): unknown {
    const waiting = pending.get(JSON.stringify(key))
    return waiting ? waiting.value : db.get(key)
  }

  function* range({ prefix, after, afterAll, reverse = false, limit = Infinity }: RangeOptions) {
    let left = limit
    const low =
      afterAll === undefined
        ? [...prefix, ...(after !== undefined && !reverse ? [after] : [])]
        : [...prefix, afterAll, LAST]
    const high = [...prefix, ...(after !== undefined && reverse ? [after] : [LAST])]
    const options = reverse ? { start: high, end: low, reverse } : { start: low, end: high }
    for (const { key } of db.getRange(options)) {
      if (after !== undefined && key[prefix.length] === after && key.length === prefix.length + 1) continue
      const value = get(key)
      if (value === undefined) continue
      yield { key, value }
      left -= 1
      if (left === 0) return
    }
  }

  async function apply(writes: Write[]): Promise<void> {
    if (writes.length === 0) return
    const mine = writes.map(({ key, value }) => ({ text: JSON.stringify(key), entry: { value } }))
    for (const { text, entry } of mine) pending.set(text, entry)
    await db.batch(() => {
      for (const { key, value } of writes) {
        if (value === undefined) db.remove(key)
        else db.put(key, value)
      }
    })
    for (const { text, entry } of mine) if (pending.get(text) === entry) pending.delete(text)
  }

  return { get, range, apply, close: () => db.close() }
}

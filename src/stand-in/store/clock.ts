import { type Database, nameOf } from './database.ts'

const KEY = ['clock', 'offsetSeconds']

/** The stand-in's own time. Tests move it forward, so that sessions and keys age without waiting. */
export interface Clock {
  nowSeconds(): number
  nowMs(): number
  advance(seconds: number): Promise<void>
}

export function openClock(database: Database): Clock {
  let offsetSeconds = (database.get(KEY) as number | undefined) ?? 0
  const nowMs = () => Date.now() + offsetSeconds * 1000
  return {
    nowMs,
    nowSeconds: () => Math.floor(nowMs() / 1000),
    advance(seconds) {
      offsetSeconds += seconds
      return database.apply([{ key: KEY, name: nameOf(KEY), value: offsetSeconds }])
    },
  }
}

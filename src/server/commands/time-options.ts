/** An operator's mistake in the options of a command, in words. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
}

const UNITS: Record<string, number> = { m: 60, h: 60 * 60, d: 24 * 60 * 60 }

/**
 * A point in time as an operator writes it: `2026-11-28`, `2026-11-28T10:00Z`, or how long ago: `90m`, `36h`, `7d`.
 * Answers seconds since 1970.
 * @throws OptionError
 */
export function parseTime(text: string, nowMs: number = Date.now()): number {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (count !== undefined) return Math.floor(nowMs / 1000) - Number(count) * (UNITS[unit] ?? 0)
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new OptionError(`“${text}” is no time. Write 2026-11-28, 36h or 7d.`)
  return Math.floor(time / 1000)
}

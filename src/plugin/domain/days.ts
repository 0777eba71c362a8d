/** What a day is called: `2026-12-31`. */
type Day = string

const DAY = /^\d{4}-\d{2}-\d{2}$/
/** The panel's picker names a day by its noon in UTC, wherever the browser is; seconds are left as they were. */
const NOON = /T12:00:\d\d(\.\d+)?Z$/

/** Whether the runtime knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/**
 * The last moment of the day that `value` names: a date, or a time on that day as the time zone has it. The same for
 * whoever says it, wherever he is. Null for what names no day.
 */
export function endOfDay(value: unknown, timeZone: string): Date | null {
  const day = dayOf(value, timeZone)
  if (day === null) return null
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const nextMidnight = Date.UTC(year, month - 1, date + 1)
  // The offset of about that time, then that of the very time: a clock can be changed in between.
  const roughly = nextMidnight - offsetMs(nextMidnight, timeZone)
  return new Date(nextMidnight - offsetMs(roughly, timeZone) - 1)
}

/** The first moment of the day that `time` is on there, and of the week, which begins on a Monday. */
export function startsOf(time: Date, timeZone: string): { day: Date; week: Date } {
  const day = new Date(time.getTime() + offsetMs(time.getTime(), timeZone)).toISOString().slice(0, 10)
  const weekday = (new Date(day).getUTCDay() + 6) % 7
  return { day: startOf(day, timeZone), week: startOf(daysBefore(day, weekday), timeZone) }
}

/** When each of the last `count` days began there, ascending; the last is the day of `time`. */
export function startsOfLastDays(count: number, time: Date, timeZone: string): Date[] {
  const today = dayOf(time, timeZone)!
  return Array.from({ length: count }, (_, place) => startOf(daysBefore(today, count - 1 - place), timeZone))
}

function startOf(day: Day, timeZone: string): Date {
  return new Date(endOfDay(daysBefore(day, 1), timeZone)!.getTime() + 1)
}

function daysBefore(day: Day, count: number): Day {
  return new Date(Date.parse(day) - count * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
}

function dayOf(value: unknown, timeZone: string): Day | null {
  const text = value instanceof Date ? toText(value) : value
  if (typeof text !== 'string') return null
  const time = Date.parse(text)
  if (Number.isNaN(time)) return null
  if (DAY.test(text) || NOON.test(text)) return new Date(time).toISOString().slice(0, 10)
  return new Date(time + offsetMs(time, timeZone)).toISOString().slice(0, 10)
}

const toText = (date: Date) => (Number.isNaN(date.getTime()) ? null : date.toISOString())

/** How far the time zone's clocks are ahead of UTC at a time. */
function offsetMs(time: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const parts = Object.fromEntries(
    format.formatToParts(new Date(time)).map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  const { year, month, day, hour, minute, second } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000
}

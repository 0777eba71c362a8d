import { describe, expect, it } from '@jest/globals'
import { endOfDay, isTimeZone, startsOf, startsOfLastDays } from '../../../src/plugin/domain/days.ts'

describe('the end of a day', () => {
  it.each([
    ['2026-12-31', 'UTC', '2026-12-31T23:59:59.999Z'],
    ['2026-12-31', 'Europe/Berlin', '2026-12-31T22:59:59.999Z'],
    ['2026-12-31', 'America/New_York', '2027-01-01T04:59:59.999Z'],
    ['2026-12-31', 'Pacific/Auckland', '2026-12-31T10:59:59.999Z'],
    ['2026-07-01', 'Europe/Berlin', '2026-07-01T21:59:59.999Z'],
    // The clocks go forward and back on these days.
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T21:59:59.999Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T22:59:59.999Z'],
    // They go forward two hours after this day, before UTC has reached its end.
    ['2026-09-26', 'Pacific/Auckland', '2026-09-26T11:59:59.999Z'],
  ])('of %s in %s is %s', (day, timeZone, end) => {
    expect(endOfDay(day, timeZone)?.toISOString()).toBe(end)
    expect(endOfDay(end, timeZone)?.toISOString()).toBe(end)
    // As the panel's picker says it, in whatever zone the browser is.
    expect(endOfDay(`${day}T12:00:00.000Z`, timeZone)?.toISOString()).toBe(end)
  })

  it('is that of the day on which a time falls in the shop', () => {
    expect(endOfDay('2026-12-31T23:30:00Z', 'Europe/Berlin')?.toISOString()).toBe('2027-01-01T22:59:59.999Z')
    expect(endOfDay('2027-01-01T00:30:00+01:00', 'UTC')?.toISOString()).toBe('2026-12-31T23:59:59.999Z')
    expect(endOfDay(new Date('2027-01-01T03:00:00Z'), 'America/New_York')?.toISOString()).toBe(
      '2027-01-01T04:59:59.999Z',
    )
  })

  it('is none of what names no day', () => {
    for (const value of ['soon', '', null, undefined, 5, new Date('x')])
      expect(endOfDay(value, 'UTC')).toBeNull()
  })

  it('needs a time zone that there is', () => {
    expect(['UTC', 'Europe/Berlin', 'Mars/Olympus'].map(isTimeZone)).toEqual([true, true, false])
  })
})

describe('the beginning of a day and of a week', () => {
  const startsIn = (time: string, timeZone: string) => {
    const { day, week } = startsOf(new Date(time), timeZone)
    return [day.toISOString(), week.toISOString()]
  }

  it('are where the shop is', () => {
    // A Sunday evening in UTC is Monday in Moscow, and still Sunday in New York.
    expect(startsIn('2026-11-29T22:30:00Z', 'Europe/Moscow')).toEqual([
      '2026-11-29T21:00:00.000Z',
      '2026-11-29T21:00:00.000Z',
    ])
    expect(startsIn('2026-11-29T22:30:00Z', 'America/New_York')).toEqual([
      '2026-11-29T05:00:00.000Z',
      '2026-11-23T05:00:00.000Z',
    ])
    expect(startsIn('2026-11-29T12:00:00Z', 'Pacific/Auckland')[0]).toBe('2026-11-29T11:00:00.000Z')
  })

  it('are right on the days that a clock is changed', () => {
    expect(startsIn('2026-10-25T22:30:00Z', 'Europe/Berlin')[0]).toBe('2026-10-24T22:00:00.000Z')
    expect(startsIn('2026-03-29T22:30:00Z', 'Europe/Berlin')[0]).toBe('2026-03-29T22:00:00.000Z')
    expect(startsIn('2026-03-31T10:00:00Z', 'Europe/Berlin')[1]).toBe('2026-03-29T22:00:00.000Z')
  })

  it('are those of the last days too', () => {
    const starts = startsOfLastDays(3, new Date('2026-10-26T22:30:00Z'), 'Europe/Berlin')
    expect(starts.map((start) => start.toISOString())).toEqual([
      '2026-10-23T22:00:00.000Z',
      // Of 25 hours.
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ])
  })
})

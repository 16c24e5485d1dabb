import { describe, expect, it } from 'vitest'
import { ago, dated, moment, msOf, preciseClock, roughly, span, startOfDay, toSecond, weekday } from './time.ts'

describe('span', () => {
  it.each([
    [-5, '0.0 s'],
    [800, '0.8 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_400, '59 s'],
    [59_700, '1 min'],
    [572_000, '9 min 32 s'],
    [3_599_600, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(span(ms)).toBe(text)
  })
})

describe('roughly', () => {
  it('tells one unit, and never more than has passed', () => {
    expect([4_999, 45_900, 359_000, 7_199_000, 172_800_000].map(roughly)).toEqual([
      'just now',
      '45 s',
      '5 min',
      '1 h',
      '2 d',
    ])
    expect(ago(0, 60_000)).toBe('1 min ago')
    expect(ago(0, 10)).toBe('just now')
  })
})

describe('days', () => {
  const noon = new Date(2026, 10, 19, 12, 30).getTime()

  it('start at the local midnight', () => {
    expect(startOfDay(noon)).toBe(new Date(2026, 10, 19).getTime())
    expect(startOfDay(noon, 1)).toBe(new Date(2026, 10, 18).getTime())
  })

  it('are named only when it is not today', () => {
    expect(moment(noon, noon + 3_600_000)).toBe('12:30')
    expect(moment(noon, noon + 86_400_000)).toBe('19 Nov 12:30')
    expect([noon, noon + 86_400_000].map((now) => toSecond(noon, now))).toEqual(['12:30:00', '19 Nov 12:30'])
  })

  it('tell their year when it is not this one', () => {
    const later = new Date(2027, 0, 1, 9).getTime()
    expect(moment(noon, later)).toBe('19 Nov 2026 12:30')
    expect(moment(new Date(2027, 0, 2, 9).getTime(), noon)).toBe('2 Jan 2027 09:00')
    expect(dated(noon)).toBe('19 Nov 2026 12:30')
    expect(weekday(noon, noon)).toBe('Thursday 19 November')
    expect(weekday(noon, later)).toBe('Thursday 19 November 2026')
  })

  it('tell the thousandth of a second where order matters', () => {
    expect(preciseClock(noon + 7_042)).toBe('12:30:07.042')
  })

  it('takes RFC 3339 as well as ms', () => {
    expect(msOf('1970-01-01T00:00:01Z')).toBe(1000)
  })
})

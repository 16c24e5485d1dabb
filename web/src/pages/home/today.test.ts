import { describe, expect, it } from 'vitest'
import type { Stats } from '../../data/wire.ts'
import { dayOf, hourly, merged, shareOf } from './today.ts'

const none = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, received: 0 }
const slot = (at: number, sent: number): Stats['series'][number] => ({ ...none, at: new Date(at).toISOString(), sent })
const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('merged', () => {
  it('takes the newer count of a slot and keeps the order', () => {
    expect(
      merged([slot(0, 1), slot(300_000, 2)], [slot(300_000, 5), slot(600_000, 1)]).map(({ sent }) => sent),
    ).toEqual([1, 5, 1])
  })
})

describe('dayOf', () => {
  it('compares with yesterday up to the same time', () => {
    const series = [slot(0, 10), slot(2 * HOUR, 100), slot(DAY, 3), slot(DAY + HOUR, 4)]
    const day = dayOf(series, DAY, 0, DAY + HOUR + 1)
    expect(day.now.sent).toBe(7)
    expect(day.before.sent).toBe(10)
  })
})

describe('hourly', () => {
  it('sums whole hours only', () => {
    const series = [slot(0, 1), slot(HOUR - 300_000, 2), slot(HOUR, 4), slot(2 * HOUR, 8)]
    expect(hourly(series, 'sent', 0, 2.5 * HOUR)).toEqual([3, 4])
  })
})

describe('shareOf', () => {
  it('gives no share that would be invented', () => {
    expect(shareOf(1, 4)).toBe(0.25)
    expect(shareOf(1, 0)).toBeUndefined()
    expect(shareOf(5, 4)).toBeUndefined()
  })
})

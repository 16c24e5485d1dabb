import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capWait, minuteOf, RollingCounts, WINDOW_MS } from './windows.ts'

const NOW = 1_700_000_000_000
const MINUTE = 60_000
const none = { hour: null, threeHours: null, day: null }

/** Sends so many minutes ago. */
function sent(...ago: number[]): RollingCounts {
  return new RollingCounts(ago.map((minutes) => [minuteOf(NOW - minutes * MINUTE), 1]))
}

describe('capWait', () => {
  it('is null while every window has a place', () => {
    expect(capWait(sent(1, 2, 3), none, NOW)).toBeNull()
    expect(capWait(sent(1, 2, 3), { hour: 4, threeHours: 4, day: 4 }, NOW)).toBeNull()
    expect(capWait(sent(70, 80), { ...none, hour: 1 }, NOW)).toBeNull()
  })

  it('names the full window that is free last', () => {
    const counts = sent(10, 20)
    const hour = counts.freeAt(WINDOW_MS.hour, 2, NOW)
    expect(capWait(counts, { ...none, hour: 2 }, NOW)).toEqual({ window: 'hour', cap: 2, at: hour })
    const three = capWait(counts, { hour: 2, threeHours: 2, day: 3 }, NOW)
    expect(three).toEqual({ window: 'threeHours', cap: 2, at: counts.freeAt(WINDOW_MS.threeHours, 2, NOW) })
    // a shorter window may be free last: many of today's were sent just now
    const late = sent(...Array.from({ length: 5 }, () => 0), 23 * 60 + 59)
    expect(capWait(late, { hour: 5, threeHours: null, day: 6 }, NOW)?.window).toBe('hour')
  })

  it('knows no time for a cap of 0, whatever else is full', () => {
    expect(capWait(sent(), { ...none, threeHours: 0 }, NOW)).toEqual({ window: 'threeHours', cap: 0, at: null })
    expect(capWait(sent(1), { hour: 1, threeHours: null, day: 0 }, NOW)).toEqual({ window: 'day', cap: 0, at: null })
  })

  it('leaves alone what is kept', () => {
    expect(capWait(sent(1), { ...none, hour: 3 }, NOW, 1)).toBeNull()
    const counts = sent(1, 30)
    const at = counts.freeAt(WINDOW_MS.hour, 2, NOW)
    expect(capWait(counts, { ...none, hour: 3 }, NOW, 1)).toEqual({ window: 'hour', cap: 3, at })
    expect(capWait(sent(), { ...none, hour: 2 }, NOW, 2)).toEqual({ window: 'hour', cap: 2, at: null })
  })

  it('is the first moment at which no window is full, when nothing is sent until then', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 1_500 }), { maxLength: 12 })
    const cap = fc.option(fc.integer({ min: 1, max: 8 }))
    fc.assert(
      fc.property(minutes, cap, cap, cap, (ago, hour, threeHours, day) => {
        const caps = { hour, threeHours, day }
        const wait = capWait(sent(...ago), caps, NOW)
        const isFull = (at: number) =>
          (['hour', 'threeHours', 'day'] as const).some(
            (window) => caps[window] !== null && sent(...ago).sum(WINDOW_MS[window], at) >= (caps[window] ?? 0),
          )
        expect(isFull(NOW)).toBe(wait !== null)
        if (wait === null || wait.at === null) return
        expect(isFull(wait.at - 1)).toBe(true)
        expect(isFull(wait.at)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

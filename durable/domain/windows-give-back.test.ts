import { describe, expect, it } from 'vitest'
import { minuteOf, RollingCounts, WINDOW_MS } from './windows.ts'

const NOW = Date.parse('2026-01-15T14:00:30Z')

describe('a place that is given back', () => {
  it('is free again, whether it was counted before or not', () => {
    for (const ask of [true, false]) {
      const counts = new RollingCounts([[minuteOf(NOW), 1]])
      if (ask) expect(counts.sum(WINDOW_MS.hour, NOW)).toBe(1)
      counts.add(minuteOf(NOW), -1)
      expect(counts.sum(WINDOW_MS.hour, NOW)).toBe(0)
      expect([...counts.entries()]).toEqual([])
    }
  })

  it('is not lost when it lies ahead of a clock that went back: it counts in the present minute', () => {
    const counts = new RollingCounts([[minuteOf(NOW) + 5, 1]])
    counts.prune(NOW)
    expect([...counts.entries()]).toEqual([[minuteOf(NOW), 1]])
    expect(counts.sum(WINDOW_MS.hour, NOW)).toBe(1)
  })
})

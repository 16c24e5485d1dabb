import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockSize, REACH_MS, ReachCount, recipientUntil, usableLimit } from './lease.ts'

describe('blockSize', () => {
  it.each([
    // limit, counted, numbers, want -> n
    [250, 0, 1, 50, 50],
    [250, 0, 5, 50, 23],
    [250, 0, 200, 50, 1],
    [250, 236, 1, 50, 1],
    [250, 237, 1, 50, 0],
    [250, 300, 1, 50, 0],
    [2_000, 0, 5, 50, 50],
    [2_000, 0, 5, 7, 7],
    [2_000, 0, 0, 50, 50],
    [250, 0, 1, 0, 0],
    [250, 0, 1, -3, 0],
    [0, 0, 1, 50, 0],
    [100_000, 94_999, 3, 50, 1],
    [100_000, 95_000, 3, 50, 0],
  ])('limit %i, %i counted, %i numbers, %i wanted: %i', (limit, counted, numbers, want, n) => {
    expect(blockSize({ limit, counted, numbers, want })).toBe(n)
  })

  it('keeps 5 % back, rounded up', () => {
    expect(usableLimit(250)).toBe(237)
    expect(usableLimit(2_000)).toBe(1_900)
    expect(usableLimit(1)).toBe(0)
  })

  it('never brings the count over the usable limit, never passes 50, and gives at least one while one is left', () => {
    const fact = fc.integer({ min: 0, max: 3_000 })
    fc.assert(
      fc.property(
        fact,
        fact,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 500 }),
        (limit, counted, numbers, want) => {
          const n = blockSize({ limit, counted, numbers, want })
          const left = usableLimit(limit) - counted
          expect(n).toBeLessThanOrEqual(Math.max(0, Math.min(50, want, left)))
          expect(n >= 1).toBe(left >= 1)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('what counts', () => {
  it('a recipient counts as the number says, at most 24 h from now', () => {
    expect(recipientUntil(5_000, 1_000)).toBe(5_000)
    expect(recipientUntil(1_000 + REACH_MS, 1_000)).toBe(1_000 + REACH_MS)
    expect(recipientUntil(1_001 + REACH_MS, 1_000)).toBe(1_000 + REACH_MS)
  })
})

describe('ReachCount', () => {
  it('never counts too few, and too many by less than a minute', () => {
    const ends = fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 40 })
    fc.assert(
      fc.property(ends, ends, fc.integer({ min: 0, max: 700_000 }), (given, taken, now) => {
        const count = new ReachCount()
        for (const end of [...given, ...taken]) count.add(end)
        for (const end of taken) count.remove(end)
        const exact = (at: number) => given.filter((end) => end > at).length
        expect(count.at(now)).toBeGreaterThanOrEqual(exact(now))
        expect(count.at(now)).toBeLessThanOrEqual(exact(now - 60_000))
        const next = count.nextEnd(now)
        if (next === Number.POSITIVE_INFINITY) expect(count.at(now)).toBe(0)
        else expect([count.at(next) < count.at(now), count.at(next - 1)]).toEqual([true, count.at(now)])
      }),
      { numRuns: 300 },
    )
  })
})

describe('what a lease rests on', () => {
  it('is Meta`s day, blocks of 50 at most, and whole places: half a place is none', () => {
    expect(REACH_MS).toBe(24 * 3_600_000)
    expect(blockSize({ limit: 100_000, counted: 0, numbers: 1, want: 1_000 })).toBe(50)
    expect(blockSize({ limit: 250, counted: 0, numbers: 1, want: 1 })).toBe(1)
    expect(blockSize({ limit: 250, counted: 0, numbers: 1, want: 1.9 })).toBe(1)
    expect(blockSize({ limit: 250, counted: 0, numbers: 1, want: 0.9 })).toBe(0)
  })

  it('counts a recipient to the end of his minute and not beyond', () => {
    const count = new ReachCount()
    count.add(60_000)
    expect([count.at(59_999), count.at(60_000)]).toEqual([1, 0])
    expect([count.nextEnd(59_999), count.nextEnd(60_000)]).toEqual([60_000, Number.POSITIVE_INFINITY])
    count.add(60_001)
    expect(count.at(119_999)).toBe(1)
  })
})

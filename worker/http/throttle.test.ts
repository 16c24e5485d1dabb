import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Throttle } from './throttle.ts'

describe('Throttle', () => {
  it('lets so many through at once, then one each 60 s / n', () => {
    const throttle = new Throttle()
    expect([0, 0, 0].map(() => throttle.take('a', 3, 0))).toEqual([0, 0, 0])
    expect(throttle.take('a', 3, 0)).toBe(20)
    expect(throttle.take('a', 3, 19_999)).toBe(1)
    expect(throttle.take('a', 3, 20_001)).toBe(0)
    expect(throttle.take('b', 3, 0)).toBe(0)
  })

  it('never lets more than twice the rate through in any minute, nor less than the rate to a patient caller', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 300 }),
        (rate, gaps) => {
          const throttle = new Throttle()
          let now = 0
          const taken: number[] = []
          for (const gap of gaps) {
            now += gap
            if (throttle.take('a', rate, now) === 0) taken.push(now)
          }
          for (const at of taken)
            expect(taken.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(2 * rate)
          if (gaps.length <= rate) expect(taken).toHaveLength(gaps.length)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('says a time after which the caller is let through', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), (rate) => {
        const throttle = new Throttle()
        while (throttle.take('a', rate, 0) === 0);
        expect(throttle.take('a', rate, throttle.take('a', rate, 0) * 1000)).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  it('stands a clock that goes back', () => {
    const throttle = new Throttle()
    expect(throttle.take('a', 1, 1_000_000)).toBe(0)
    expect(throttle.take('a', 1, 0)).toBeGreaterThan(0)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRST_LIMIT, type LimitReport, limitInForce } from './limit.ts'

const NOW = 1_700_000_000_000
const DAY = 86_400_000
const of = (limit: number | null, ageMs: number, present = true): LimitReport => ({
  source: `n${limit}-${ageMs}`,
  limit,
  at: NOW - ageMs,
  present,
})

describe('limitInForce', () => {
  it('is 250 until Meta has said anything', () => {
    expect(FIRST_LIMIT).toBe(250)
    expect(limitInForce([], false, NOW)).toBe(250)
    expect(limitInForce([], true, NOW)).toBe(250)
  })

  it('takes the lowest of what was said within a day', () => {
    expect(limitInForce([of(2_000, 0), of(250, DAY - 1)], false, NOW)).toBe(250)
    expect(limitInForce([of(2_000, 0), of(250, DAY)], false, NOW)).toBe(2_000)
    expect(limitInForce([of(null, 0), of(100_000, 1)], false, NOW)).toBe(100_000)
    expect(limitInForce([of(null, 0)], false, NOW)).toBeNull()
  })

  it('goes on with what was known last when nothing is young', () => {
    expect(limitInForce([of(10_000, 5 * DAY), of(2_000, 9 * DAY)], false, NOW)).toBe(2_000)
  })

  it('in the shared portfolio counts every present number, and one that left for a day more', () => {
    expect(limitInForce([of(2_000, 0), of(250, 9 * DAY)], true, NOW)).toBe(250)
    expect(limitInForce([of(2_000, 0), of(250, 9 * DAY, false)], true, NOW)).toBe(2_000)
    expect(limitInForce([of(2_000, 0), of(250, DAY - 1, false)], true, NOW)).toBe(250)
  })

  it('is never above any young report', () => {
    const report = fc
      .record({
        limit: fc.option(fc.constantFrom(250, 2_000, 10_000), { nil: null }),
        age: fc.integer({ min: 0, max: 2 * DAY }),
        present: fc.boolean(),
      })
      .map(({ limit, age, present }) => of(limit, age, present))
    fc.assert(
      fc.property(fc.array(report), fc.boolean(), (reports, shared) => {
        const inForce = limitInForce(reports, shared, NOW) ?? Number.POSITIVE_INFINITY
        for (const one of reports)
          if (NOW - one.at < DAY) expect(inForce).toBeLessThanOrEqual(one.limit ?? Number.POSITIVE_INFINITY)
      }),
      { numRuns: 300 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weightOf, wilsonLower } from './weight.ts'

const NOW = 1_700_000_000_000
const DAY = 86_400_000
const base = { health: 100, successes: 0, outcomes: 0, createdAt: NOW, now: NOW, priority: 0 }

describe('wilsonLower', () => {
  it.each([
    [0, 0, 0],
    [0, 10, 0],
    [1, 1, 0.2065],
    [10, 10, 0.7225],
    [95, 100, 0.8882],
    [50, 100, 0.4038],
    [1000, 1000, 0.9962],
  ])('%s of %s: %s', (successes, trials, bound) => {
    expect(wilsonLower(successes, trials)).toBeCloseTo(bound, 4)
  })

  it('lies below the share, within 0..1, and comes closer with more trials', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
        const successes = Math.round(trials * share)
        const bound = wilsonLower(successes, trials)
        expect(bound).toBeGreaterThanOrEqual(0)
        expect(bound).toBeLessThanOrEqual(successes / trials + 1e-12)
        expect(wilsonLower(successes * 10, trials * 10)).toBeGreaterThanOrEqual(bound - 1e-12)
      }),
      { numRuns: 300 },
    )
  })
})

describe('weightOf', () => {
  it('is 40 + 25 + 10 for a new, healthy number', () => {
    expect(weightOf(base)).toEqual({
      total: 75,
      parts: [
        { name: 'base', value: 40 },
        { name: 'health', value: 25 },
        { name: 'success', value: 10 },
        { name: 'age', value: 0 },
        { name: 'priority', value: 0 },
      ],
    })
  })

  it.each([
    ['half the success rate at 19 outcomes, all good', { successes: 19, outcomes: 19 }, 75],
    ['the bound at 20 outcomes, all good', { successes: 20, outcomes: 20 }, 65 + 20 * (20 / (20 + 1.96 ** 2))],
    ['the bound at 20 outcomes, none good', { successes: 0, outcomes: 20 }, 65],
    ['half the age at 45 days', { createdAt: NOW - 45 * DAY }, 80],
    ['the whole age at 90 days', { createdAt: NOW - 90 * DAY }, 85],
    ['no more after 90 days', { createdAt: NOW - 900 * DAY }, 85],
    ['no age for a stamp ahead', { createdAt: NOW + DAY }, 75],
    ['priority', { priority: -10 }, 65],
    ['priority within its bounds', { priority: 99 }, 85],
    ['health', { health: 40 }, 60],
    ['the stage of a warm-up', { stageWeight: 0.15 }, 11.25],
  ])('%s', (_, over, total) => {
    expect(weightOf({ ...base, ...over }).total).toBeCloseTo(total, 4)
  })

  it('is clamped to 100 before the stage', () => {
    const best = { ...base, successes: 100_000, outcomes: 100_000, createdAt: 0, priority: 10 }
    expect(weightOf(best).total).toBe(100)
    expect(weightOf({ ...best, stageWeight: 0.5 }).total).toBe(50)
  })
})

describe('the parts of a weight', () => {
  const of = (over: Partial<Parameters<typeof weightOf>[0]>) =>
    Object.fromEntries(weightOf({ ...base, ...over }).parts.map(({ name, value }) => [name, value]))

  it('keep to their ends, whatever comes in', () => {
    expect(of({ priority: 50 }).priority).toBe(10)
    expect(of({ priority: -50 }).priority).toBe(-10)
    expect(of({ createdAt: NOW - 900 * DAY }).age).toBe(10)
    expect(of({ createdAt: NOW - 45 * DAY }).age).toBe(5)
    expect(of({ createdAt: NOW + DAY }).age).toBe(0)
    expect(weightOf({ ...base, health: 0, priority: -90, successes: 0, outcomes: 100 }).total).toBe(30)
    expect(weightOf({ ...base, health: -500 }).total).toBe(0)
    expect(weightOf({ ...base, stageWeight: 0 }).total).toBe(0)
  })

  it('take what is left of the first outcomes as even until there are twenty', () => {
    expect(of({ successes: 19, outcomes: 19 }).success).toBe(10)
    expect(of({ successes: 20, outcomes: 20 }).success).toBeCloseTo(20 * wilsonLower(20, 20))
    expect(wilsonLower(30, 20)).toBe(wilsonLower(20, 20))
    expect(wilsonLower(-3, 20)).toBe(0)
  })
})

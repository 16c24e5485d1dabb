import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cooldownOf } from './cooldown.ts'

const noon = Date.parse('2026-01-15T14:00:00Z')
const night = Date.parse('2026-01-15T23:00:00Z')
const rush = Date.parse('2026-01-15T11:00:00Z')
const MIN30 = 30 * 60_000

const input = (over: Partial<Parameters<typeof cooldownOf>[0]> = {}): Parameters<typeof cooldownOf>[0] => ({
  policy: { min: 2, max: 6, rush: [{ from: '10:00', to: '12:00' }], quiet: { from: '22:00', to: '07:00' } },
  preset: 'careful',
  timezone: 'UTC',
  now: noon,
  draw: 0.5,
  queue: 0,
  riskLevel: 'safe',
  throttledAt: null,
  ...over,
})

describe('cooldownOf', () => {
  it('is the draw alone on an ordinary hour', () => {
    expect(cooldownOf(input())).toEqual({ ms: 4_000, mode: 'normal', factors: [] })
    expect(cooldownOf(input({ draw: 0 })).ms).toBe(2_000)
    expect(cooldownOf(input({ draw: 1 })).ms).toBe(6_000)
  })

  it.each([
    ['rush', { now: rush }, 'rush', 0.7, 2_800],
    ['quiet', { now: night }, 'quiet', 2.5, 10_000],
    ['queue', { queue: 101 }, 'normal', 0.8, 3_200],
    ['queue', { queue: 500 }, 'normal', 0.8, 3_200],
    ['queue', { queue: 501 }, 'normal', 0.6, 2_400],
    ['risk', { riskLevel: 'low' }, 'normal', 1.25, 5_000],
    ['risk', { riskLevel: 'medium' }, 'normal', 1.75, 7_000],
    ['risk', { riskLevel: 'high' }, 'normal', 3, 12_000],
    ['risk', { riskLevel: 'critical' }, 'normal', 3, 12_000],
    ['throttled', { throttledAt: noon }, 'recovering', 2, 8_000],
    ['throttled', { throttledAt: noon - MIN30 / 2 }, 'recovering', 1.5, 6_000],
    ['throttled', { throttledAt: noon + 5_000 }, 'recovering', 2, 8_000],
  ] as const)('%s alone: %o', (name, over, mode, factor, ms) => {
    expect(cooldownOf(input(over))).toEqual({ ms, mode, factors: [{ name, factor }] })
  })

  it('has no factor for 100 waiting, nor for a throttling 30 minutes ago', () => {
    expect(cooldownOf(input({ queue: 100, throttledAt: noon - MIN30 })).factors).toEqual([])
  })

  it('never goes below the minimum, however many factors shorten it', () => {
    expect(cooldownOf(input({ now: rush, queue: 600, draw: 0.1 })).ms).toBe(2_000)
  })

  it('multiplies what applies and says so', () => {
    const found = cooldownOf(input({ now: night, queue: 200, riskLevel: 'medium', throttledAt: night }))
    expect(found.factors.map(({ name }) => name)).toEqual(['quiet', 'queue', 'risk', 'throttled'])
    expect(found.ms).toBe(28_000)
    expect(found.mode).toBe('recovering')
  })

  it('knows neither rush nor quiet for high_throughput', () => {
    const fast = { preset: 'high_throughput', policy: { ...input().policy, min: 0, max: 0 } } as const
    expect(cooldownOf(input({ ...fast, now: night }))).toEqual({ ms: 0, mode: 'normal', factors: [] })
    expect(cooldownOf(input({ preset: 'high_throughput', now: rush })).mode).toBe('normal')
  })

  it('has no quiet hours where there is no quiet window', () => {
    expect(cooldownOf(input({ now: night, policy: { ...input().policy, quiet: null } })).mode).toBe('normal')
  })

  it('is a whole number of ms, at least the minimum, and grows with the draw', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.constantFrom('safe', 'low', 'medium', 'high', 'critical'),
        fc.option(fc.integer({ min: -40 * 60_000, max: 1_000 }), { nil: null }),
        fc.integer({ min: 0, max: 86_400_000 }),
        (min, extra, one, two, queue, riskLevel, throttled, offset) => {
          const now = noon + offset
          const base = input({
            policy: { ...input().policy, min, max: min + extra },
            queue,
            riskLevel,
            now,
            throttledAt: throttled === null ? null : now + throttled,
          })
          const low = cooldownOf({ ...base, draw: Math.min(one, two) })
          const high = cooldownOf({ ...base, draw: Math.max(one, two) })
          expect(Number.isInteger(low.ms)).toBe(true)
          expect(low.ms).toBeGreaterThanOrEqual(min * 1000 - 1e-6)
          expect(low.ms).toBeLessThanOrEqual(high.ms)
          for (const { factor } of low.factors) expect(factor).not.toBe(1)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('rush hours', () => {
  it('are any of the windows, not all of them at once', () => {
    const two = [
      { from: '10:00', to: '12:00' },
      { from: '17:00', to: '20:00' },
    ]
    const policy = { ...input().policy, rush: two }
    expect(cooldownOf(input({ policy, now: rush })).mode).toBe('rush')
    expect(cooldownOf(input({ policy, now: noon })).mode).toBe('normal')
  })
})

describe('a throttling of long ago', () => {
  it.each([MIN30, MIN30 + 1, 2 * MIN30, 100 * MIN30])('%i ms: has no factor any more, and shortens nothing', (age) => {
    const now = input({ throttledAt: noon - age })
    expect(cooldownOf(now)).toEqual(cooldownOf(input()))
  })
})

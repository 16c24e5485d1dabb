import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectivePolicy, PRESETS } from './effective-policy.ts'

const MINUTES = 600_000

describe('effectivePolicy', () => {
  it('is careful unless told otherwise', () => {
    const policy = effectivePolicy({}, {}, MINUTES)
    expect(policy.preset).toBe('careful')
    expect(policy.limits).toEqual({
      perSecond: null,
      hourly: 60,
      threeHourly: 150,
      daily: 400,
      perRecipientGapSeconds: 6,
      maxInFlight: 4,
      queue: 10_000,
    })
    expect(policy.cooldown).toMatchObject({ min: 2, max: 6, quiet: { from: '22:00', to: '07:00' } })
    expect(policy.cooldown.rush).toHaveLength(2)
    expect(policy).toMatchObject({ timezone: 'UTC', priority: 0, reconcileWindowMs: MINUTES })
  })

  it('has the presets of the design', () => {
    expect(PRESETS.standard.limits).toMatchObject({ hourly: 500, threeHourly: 1200, daily: 4000, maxInFlight: 4 })
    expect(PRESETS.high_throughput.limits).toMatchObject({
      hourly: null,
      threeHourly: null,
      daily: null,
      maxInFlight: 32,
    })
    expect(PRESETS.high_throughput.cooldown).toEqual({ min: 0, max: 0, rush: [], quiet: null })
  })

  it('lays profile over package over preset, member by member', () => {
    const policy = effectivePolicy(
      {
        preset: 'standard',
        limits: { hourly: 100, daily: 1000 },
        timezone: 'Europe/Berlin',
        cooldown: { quiet: null },
      },
      { limits: { hourly: null }, priority: 3, reconcileWindowSeconds: 2.5 },
      MINUTES,
    )
    expect(policy.limits).toMatchObject({ hourly: null, threeHourly: 1200, daily: 1000 })
    expect(policy.cooldown).toMatchObject({ min: 2, max: 6, quiet: null })
    expect(policy).toMatchObject({ timezone: 'Europe/Berlin', priority: 3, reconcileWindowMs: 2500 })
  })

  it('keeps a cap of 0 and a cap of null apart', () => {
    expect(effectivePolicy({ limits: { hourly: null } }, { limits: { hourly: 0 } }, MINUTES).limits.hourly).toBe(0)
    expect(effectivePolicy({ limits: { hourly: 0 } }, { limits: { hourly: null } }, MINUTES).limits.hourly).toBeNull()
  })

  it('never leaves the draw an empty range, whichever layer names which end', () => {
    const seconds = fc.option(fc.double({ min: 0, max: 3600, noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(seconds, seconds, seconds, seconds, (min, max, ownMin, ownMax) => {
        const { cooldown } = effectivePolicy(
          { cooldown: { min, max } },
          { cooldown: { min: ownMin, max: ownMax } },
          MINUTES,
        )
        expect(cooldown.max).toBeGreaterThanOrEqual(cooldown.min)
        expect(cooldown.min).toBe(ownMin ?? min ?? 2)
      }),
      { numRuns: 300 },
    )
  })
})

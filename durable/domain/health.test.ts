import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandOf, type HealthSignals, healthOf } from './health.ts'

const good: HealthSignals = {
  risk: 0,
  countingFailureRate: 0,
  quality: 'GREEN',
  status: 'CONNECTED',
  circuitOpen: false,
  held: false,
  tokenDead: false,
  quarantined: false,
  suspected: false,
}

describe('healthOf', () => {
  it.each([
    [{}, 100],
    [{ risk: 41 }, 80],
    [{ risk: 100 }, 50],
    [{ countingFailureRate: 1 }, 80],
    [{ countingFailureRate: 0.25 }, 95],
    [{ quality: 'YELLOW' }, 85],
    [{ quality: 'RED' }, 65],
    [{ quality: null }, 95],
    [{ quality: 'NA' }, 95],
    [{ quality: 'green' }, 100],
    [{ status: 'PENDING' }, 20],
    [{ status: null }, 20],
    [{ status: 'PENDING', risk: 81 }, 20],
    [{ status: 'PENDING', risk: 100, quality: 'RED' }, 0],
    [{ held: true }, 20],
    [{ tokenDead: true }, 20],
    [{ quarantined: true }, 39],
    [{ suspected: true }, 69],
    [{ circuitOpen: true }, 69],
    [{ circuitOpen: true, risk: 60 }, 55],
    [{ quarantined: true, suspected: true, held: true }, 20],
    [{ quarantined: true, suspected: true }, 39],
  ])('%o: %s', (over, health) => {
    expect(healthOf({ ...good, ...over }).health).toBe(health)
  })

  it('lies in 0..100, falls with each trouble and names its band', () => {
    const signals = fc.record({
      risk: fc.integer({ min: 0, max: 100 }),
      countingFailureRate: fc.double({ min: 0, max: 1, noNaN: true }),
      quality: fc.constantFrom('GREEN', 'YELLOW', 'RED', null),
      status: fc.constantFrom('CONNECTED', 'BANNED', null),
      circuitOpen: fc.boolean(),
      held: fc.boolean(),
      tokenDead: fc.boolean(),
      quarantined: fc.boolean(),
      suspected: fc.boolean(),
    })
    fc.assert(
      fc.property(signals, (one) => {
        const found = healthOf(one)
        expect(Number.isInteger(found.health)).toBe(true)
        expect(found.health).toBeGreaterThanOrEqual(0)
        expect(found.health).toBeLessThanOrEqual(100)
        expect(found.connectionQuality).toBe(bandOf(found.health))
        for (const worse of [
          { circuitOpen: true },
          { held: true },
          { quarantined: true },
          { status: null },
          { risk: 100 },
        ])
          expect(healthOf({ ...one, ...worse }).health).toBeLessThanOrEqual(found.health)
      }),
      { numRuns: 300 },
    )
  })
})

describe('bandOf', () => {
  it.each([
    [100, 'excellent'],
    [90, 'excellent'],
    [89, 'good'],
    [70, 'good'],
    [69, 'poor'],
    [40, 'poor'],
    [39, 'critical'],
    [0, 'critical'],
  ])('%s is %s', (health, band) => {
    expect(bandOf(health)).toBe(band)
  })
})

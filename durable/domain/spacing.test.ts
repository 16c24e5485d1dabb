import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardOf, nextStart, RoundTrips } from './spacing.ts'

const T0 = 1_700_000_000_000

describe('guardOf', () => {
  it.each([
    [300, null, 302],
    [300, 300, 2],
    [300, 120, 182],
    [120, 300, 2],
    [300, 119.5, 183],
  ])('round trip %s, least %s: %s', (rtt, least, guard) => {
    expect(guardOf(rtt, least)).toBe(guard)
  })
})

describe('RoundTrips', () => {
  const even = (count: number, ms: number): RoundTrips => {
    const trips = new RoundTrips()
    for (let i = 0; i < count; i++) trips.note(ms)
    return trips
  }

  it('trusts the best of 64', () => {
    expect(even(63, 100).least).toBeNull()
    expect(even(64, 100).least).toBe(100)
    expect(even(64, 0).least).toBe(0)
  })

  it('keeps the shortest of the last some thousand, and forgets one that long ago was shorter', () => {
    const trips = even(RoundTrips.KEPT, 101)
    trips.note(50)
    for (let i = 1; i < RoundTrips.KEPT; i++) trips.note(101)
    expect(trips.least).toBeLessThan(50)
    expect(trips.least).toBeGreaterThan(40)
    for (let i = 0; i < RoundTrips.KEPT; i++) trips.note(200)
    expect(trips.least).toBe(200)
    trips.note(-5)
    expect(trips.least).toBe(0)
  })

  it.each([1, 512, 513, 1024, 1025])('remembers number %s of them until as many as are kept came after it', (place) => {
    const trips = even(place - 1, 100)
    trips.note(50)
    for (let i = 1; i < RoundTrips.KEPT; i++) trips.note(100)
    expect(trips.least).toBeLessThanOrEqual(50)
    for (let i = 0; i < 512; i++) trips.note(100)
    expect(trips.least).toBe(100)
  })

  it('is the lower, the fewer were seen and the more they differ', () => {
    const mixed = (count: number, slow: number) => {
      const trips = new RoundTrips()
      for (let i = 0; i < count; i++) trips.note(i % 3 === 0 ? 100 : slow)
      return trips.least
    }
    expect(mixed(64, 200)).toBeCloseTo(100 - 75)
    expect(mixed(64, 140)).toBeCloseTo(100 - 30)
    expect(mixed(4_096, 200)).toBeCloseTo(100 - 18.75)
    expect(mixed(100_000, 200), 'of those that are kept').toBeCloseTo(100 - 18.75)
    expect(mixed(64, 100_000), 'and never below nothing').toBe(0)
  })

  it('takes how late trips are from the middle one of the last 33', () => {
    const late = (fastAtLast: number) => {
      const trips = even(64 - fastAtLast, 200)
      for (let i = 0; i < fastAtLast; i++) trips.note(100)
      return trips.least
    }
    expect(late(16)).toBeCloseTo(100 - 75)
    expect(late(17)).toBe(100)
  })

  it('lies below what a trip takes that nothing delays, however late its three parts are', () => {
    let seed = 1
    const random = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return (seed + 0.5) / 2 ** 32
    }
    const late = (mean: number) => -mean * Math.log(random())
    const missed = (count: number, mean: number, runs: number) => {
      let above = 0
      for (let run = 0; run < runs; run++) {
        const trips = new RoundTrips()
        for (let i = 0; i < count; i++) trips.note(60 + late(mean) + late(mean) + late(mean))
        if (trips.least === null || trips.least > 60) above += 1
      }
      return above
    }
    for (const mean of [1, 10, 100]) {
      expect(missed(64, mean, 1_000), `64 trips, each part late by ${mean} ms`).toBeLessThan(7)
      expect(missed(1_000, mean, 200), `1,000 trips, each part late by ${mean} ms`).toBe(0)
    }
  })
})

describe('nextStart', () => {
  const base = {
    ...{ lastStart: T0, cooldownUntil: T0 + 4_000, lastAnswer: T0 + 300, guardMs: 2, departed: null },
    now: T0 + 1_000,
  }

  it('is at once for the first and with cooldown 0, answered or not', () => {
    expect(nextStart({ ...base, lastStart: null })).toBe(base.now)
    expect(nextStart({ ...base, cooldownUntil: T0, lastAnswer: null })).toBe(base.now)
  })

  it('waits for the answer of the last request', () => {
    expect(nextStart({ ...base, lastAnswer: null })).toBeNull()
    expect(nextStart({ ...base, lastAnswer: null, now: T0 + 60_000 })).toBeNull()
  })

  it('adds the guard to the cooldown, and is never in the past', () => {
    expect(nextStart(base)).toBe(T0 + 4_002)
    expect(nextStart({ ...base, now: T0 + 4_002 })).toBe(T0 + 4_002)
    expect(nextStart({ ...base, now: T0 + 9_000 })).toBe(T0 + 9_000)
  })

  it('runs the cooldown from when the request had left, where that is known and earlier than what the answer says', () => {
    const open = { ...base, lastAnswer: null, departed: T0 + 3 }
    expect(nextStart(open)).toBe(T0 + 4_004)
    expect(nextStart({ ...open, now: T0 + 5_000 })).toBe(T0 + 5_000)
    expect(nextStart({ ...base, departed: T0 + 3, guardMs: 200 })).toBe(T0 + 4_004)
    expect(nextStart({ ...base, departed: T0 + 30, guardMs: 2 })).toBe(T0 + 4_002)
    expect(nextStart({ ...open, now: T0 - 3_600_000 })).toBe(T0 - 3_600_000 + 4_001)
  })

  it('after the clock was set back waits no longer than cooldown and guard', () => {
    expect(nextStart({ ...base, now: T0 - 3_600_000 })).toBe(T0 - 3_600_000 + 4_002)
  })

  it('keeps arrivals a cooldown apart, whatever the way out and back takes', () => {
    // out and back vary above a best of their own that the best round trip has seen
    const path = fc.record({
      out: fc.integer({ min: 0, max: 3_000 }),
      work: fc.integer({ min: 0, max: 300 }),
      back: fc.integer({ min: 0, max: 300 }),
      cooldown: fc.integer({ min: 1, max: 5_000 }),
      late: fc.integer({ min: 0, max: 50 }),
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 100 }),
        fc.array(path, { minLength: 2, maxLength: 30 }),
        (bestOut, bestBack, sends) => {
          // the first round trip is the best one: without having seen it no bound on the way out is known
          const trips = new RoundTrips()
          for (let i = 0; i < RoundTrips.ENOUGH; i++) trips.note(bestOut + bestBack)
          let now = T0
          let last: { start: number; arrival: number; answer: number; cooldown: number } | null = null
          for (const send of sends) {
            const state: { lastStart: number | null; cooldownUntil: number; lastAnswer: number | null } =
              last === null
                ? { lastStart: null, cooldownUntil: 0, lastAnswer: null }
                : { lastStart: last.start, cooldownUntil: last.start + last.cooldown, lastAnswer: null }
            let at = nextStart({ ...state, guardMs: 2, departed: null, now })
            if (at === null && last !== null) {
              now = last.answer
              trips.note(last.answer - last.start)
              at = nextStart({
                ...state,
                lastAnswer: last.answer,
                departed: null,
                guardMs: guardOf(last.answer - last.start, trips.least),
                now,
              })
            }
            expect(at).not.toBeNull()
            now = (at ?? now) + send.late
            const arrival = now + bestOut + send.out
            if (last !== null) expect(arrival - last.arrival).toBeGreaterThanOrEqual(last.cooldown)
            const answer = arrival + send.work + send.back + bestBack
            last = { start: now, arrival, answer, cooldown: send.cooldown }
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

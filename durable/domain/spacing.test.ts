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
  ])('round trip %s, best %s: %s', (rtt, best, guard) => {
    expect(guardOf(rtt, best)).toBe(guard)
  })
})

describe('RoundTrips', () => {
  it('keeps the shortest of the last some thousand, and forgets one that long ago was shorter', () => {
    const trips = new RoundTrips()
    expect(trips.best).toBeNull()
    trips.note(50)
    for (let i = 0; i < 6; i++) trips.note(100 + i)
    expect(trips.best, 'a cold start is not trusted').toBeNull()
    for (let i = 7; i < RoundTrips.KEPT; i++) trips.note(101)
    expect(trips.best).toBe(50)
    for (let i = 0; i < RoundTrips.KEPT; i++) trips.note(200)
    expect(trips.best).toBe(200)
    trips.note(-5)
    expect(trips.best).toBe(0)
  })

  it('trusts the best of eight', () => {
    const trips = new RoundTrips()
    for (let i = 1; i < 8; i++) trips.note(100)
    expect(trips.best).toBeNull()
    trips.note(100)
    expect(trips.best).toBe(100)
  })

  it.each([1, 512, 513, 1024, 1025])('remembers number %s of them until as many as are kept came after it', (place) => {
    const trips = new RoundTrips()
    for (let i = 1; i < place; i++) trips.note(100)
    trips.note(50)
    for (let i = 1; i < RoundTrips.KEPT; i++) trips.note(100)
    expect(trips.best).toBe(50)
  })
})

describe('nextStart', () => {
  const base = { lastStart: T0, cooldownUntil: T0 + 4_000, lastAnswer: T0 + 300, guardMs: 2, now: T0 + 1_000 }

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
            let at = nextStart({ ...state, guardMs: 2, now })
            if (at === null && last !== null) {
              now = last.answer
              trips.note(last.answer - last.start)
              at = nextStart({
                ...state,
                lastAnswer: last.answer,
                guardMs: guardOf(last.answer - last.start, trips.best),
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

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capInForce, minuteOf, perSecondCap, RollingCounts, SecondWindow, WINDOW_MS } from './windows.ts'

const MINUTE = 60_000
const T0 = 1_700_000_040_000 // a whole minute
const RUNS = { numRuns: 300 }

/** Most arrivals in any closed window of `length`, judged exactly, as the sandbox does. */
function worst(arrivals: number[], length: number): number {
  const sorted = [...arrivals].sort((a, b) => a - b)
  let most = 0
  let from = 0
  for (let to = 0; to < sorted.length; to++) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) > length) from++
    most = Math.max(most, to - from + 1)
  }
  return most
}

interface Step {
  /** ms until the next wish to send */
  gap: number
  /** ms until the answer */
  delay: number
  /** where between intent and answer Meta takes it, 0..1 */
  place: number
}

const steps = (longestGap: number, longestDelay: number) =>
  fc.array(
    fc.record({
      gap: fc.integer({ min: 0, max: longestGap }),
      delay: fc.integer({ min: 0, max: longestDelay }),
      place: fc.constantFrom(0, 0.3, 1),
    }),
    { minLength: 1, maxLength: 60 },
  )

describe('RollingCounts', () => {
  it('never lets more than the cap arrive in any rolling window, whatever the delays of answers', () => {
    fc.assert(
      fc.property(
        steps(25 * MINUTE, 40 * MINUTE),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(WINDOW_MS.hour, WINDOW_MS.threeHours),
        fc.integer({ min: 0, max: MINUTE - 1 }),
        (wishes, cap, window, phase) => {
          const counts = new RollingCounts()
          const open: number[] = []
          const arrivals: number[] = []
          let now = T0 + phase
          const settle = () => {
            for (const answeredAt of open.filter((at) => at <= now)) {
              open.splice(open.indexOf(answeredAt), 1)
              counts.add(minuteOf(answeredAt), 1)
            }
          }
          for (const wish of wishes) {
            now += wish.gap
            settle()
            while (counts.sum(window, now) + open.length >= cap) {
              const free = counts.freeAt(window, cap - open.length, now)
              const next = Math.min(free, ...open)
              expect(next).toBeGreaterThan(now)
              now = next
              settle()
            }
            open.push(now + wish.delay)
            arrivals.push(now + Math.round(wish.delay * wish.place))
          }
          expect(worst(arrivals, window)).toBeLessThanOrEqual(cap)
        },
      ),
      RUNS,
    )
  })

  it('counts exactly the minutes that touch the closed window', () => {
    const counts = new RollingCounts([[minuteOf(T0), 3]])
    const end = T0 + MINUTE - 1
    expect(counts.sum(WINDOW_MS.hour, T0)).toBe(3)
    expect(counts.sum(WINDOW_MS.hour, end + WINDOW_MS.hour)).toBe(3)
    expect(counts.sum(WINDOW_MS.hour, end + WINDOW_MS.hour + 1)).toBe(0)
    expect(counts.sum(WINDOW_MS.threeHours, end + WINDOW_MS.hour + 1)).toBe(3)
  })

  it('names the first instant at which there is room, and not one ms earlier', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -90, max: 0 }), fc.integer({ min: 1, max: 4 })), { maxLength: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: MINUTE - 1 }),
        (entries, below, phase) => {
          const now = T0 + phase
          const counts = new RollingCounts(entries.map(([minute, n]) => [minuteOf(T0) + minute, n]))
          const at = counts.freeAt(WINDOW_MS.hour, below, now)
          expect(counts.sum(WINDOW_MS.hour, at)).toBeLessThan(below)
          if (at > now) expect(counts.sum(WINDOW_MS.hour, at - 1)).toBeGreaterThanOrEqual(below)
          else expect(at).toBe(now)
        },
      ),
      RUNS,
    )
  })

  it('has no room ever below 1', () => {
    expect(new RollingCounts().freeAt(WINDOW_MS.hour, 0, T0)).toBe(Number.POSITIVE_INFINITY)
    expect(new RollingCounts().freeAt(WINDOW_MS.hour, -1, T0)).toBe(Number.POSITIVE_INFINITY)
    expect(new RollingCounts().freeAt(WINDOW_MS.hour, 1, T0)).toBe(T0)
  })

  it('gives back, but never below nothing, and keeps its running sums right', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            back: fc.oneof(fc.constantFrom(59, 60, 61), fc.integer({ min: 0, max: 70 })),
            n: fc.integer({ min: -3, max: 3 }),
            forward: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 * MINUTE })),
          }),
          { maxLength: 40 },
        ),
        (changes) => {
          const counts = new RollingCounts()
          const plain = new Map<number, number>()
          let now = T0
          for (const { back, n, forward } of changes) {
            const minute = minuteOf(now) - back
            counts.add(minute, n)
            plain.set(minute, Math.max(0, (plain.get(minute) ?? 0) + n))
            now += forward
            let sum = 0
            for (const [at, count] of plain) if ((at + 1) * MINUTE > now - WINDOW_MS.hour) sum += count
            expect(counts.sum(WINDOW_MS.hour, now)).toBe(sum)
          }
        },
      ),
      RUNS,
    )
  })

  it('after the clock was set back counts what lies ahead, for no longer than a window and a minute', () => {
    const counts = new RollingCounts([[minuteOf(T0 + 10 * WINDOW_MS.hour), 5]])
    expect(counts.sum(WINDOW_MS.hour, T0)).toBe(5)
    expect(counts.freeAt(WINDOW_MS.hour, 5, T0)).toBe(T0 + MINUTE + WINDOW_MS.hour)
    counts.prune(T0)
    expect([...counts.entries()]).toEqual([[minuteOf(T0), 5]])
    expect(counts.sum(WINDOW_MS.hour, T0 + MINUTE + WINDOW_MS.hour)).toBe(0)
  })

  it('prune counts what lay ahead once, also where the sum was asked before', () => {
    const counts = new RollingCounts([
      [minuteOf(T0), 2],
      [minuteOf(T0) + 5, 3],
    ])
    expect(counts.sum(WINDOW_MS.hour, T0)).toBe(5)
    counts.prune(T0)
    expect(counts.sum(WINDOW_MS.hour, T0)).toBe(5)
    expect(counts.sum(WINDOW_MS.day, T0)).toBe(5)
    counts.prune(T0)
    expect([...counts.entries()]).toEqual([[minuteOf(T0), 5]])
  })

  it('prune forgets only what the longest window no longer counts', () => {
    const oldest = minuteOf(T0 - WINDOW_MS.day)
    const counts = new RollingCounts([
      [oldest - 1, 1],
      [oldest, 1],
      [minuteOf(T0), 1],
    ])
    counts.prune(T0)
    expect(new Map(counts.entries())).toEqual(
      new Map([
        [oldest, 1],
        [minuteOf(T0), 1],
      ]),
    )
    expect(counts.sum(WINDOW_MS.day, T0)).toBe(2)
  })
})

describe('capInForce', () => {
  it.each([
    [null, 1, 1, false, null],
    [0, 1, 1, false, 0],
    [60, 1, 1, false, 60],
    [60, 1, 1, true, 30],
    [60, 0.05, 1, false, 3],
    [60, 0.05, 0.5, true, 1],
    [1, 0.05, 0.05, true, 1],
    [100, 0.29, 1, false, 29],
    [150, 0.35, 0.7, false, 36],
    [5, 1, 1, true, 2],
  ])('%s x share %s x adjust %s, high %s = %s', (configured, share, adjust, riskHigh, expected) => {
    expect(capInForce(configured, { share, adjust, riskHigh })).toBe(expected)
  })

  it('is never above what is configured and never 0 unless configured', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.boolean(),
        (configured, share, adjust, riskHigh) => {
          const cap = capInForce(configured, { share, adjust, riskHigh })
          expect(cap).toBeGreaterThanOrEqual(1)
          expect(cap).toBeLessThanOrEqual(configured)
          expect(Number.isInteger(cap)).toBe(true)
        },
      ),
      RUNS,
    )
  })
})

describe('perSecondCap', () => {
  it.each([
    [null, 'STANDARD', 64],
    [null, 'HIGH', 800],
    [null, 'NOT_APPLICABLE', 16],
    [null, 'standard', 64],
    [null, null, 64],
    [10, 'STANDARD', 10],
    [70, 'STANDARD', 70],
    [500, 'STANDARD', 80],
    [5000, 'HIGH', 1000],
    [50, 'WHATEVER', 20],
    [0, 'HIGH', 0],
  ])('configured %s at level %s = %s', (configured, level, expected) => {
    expect(perSecondCap(configured, level)).toBe(expected)
  })
})

describe('SecondWindow', () => {
  it('never lets more than the cap arrive in any second, whatever the delays of answers', () => {
    fc.assert(
      fc.property(steps(400, 3_000), fc.integer({ min: 1, max: 5 }), (wishes: Step[], cap) => {
        const second = new SecondWindow()
        const open = new Map<string, number>()
        const arrivals: number[] = []
        let now = T0
        const settle = () => {
          for (const [id, at] of [...open].sort((a, b) => a[1] - b[1])) {
            if (at > now) continue
            open.delete(id)
            second.end(id, at)
          }
        }
        for (const [index, wish] of wishes.entries()) {
          now += wish.gap
          settle()
          while (second.count(now) >= cap) {
            const next = Math.min(second.freeAt(cap, now), ...open.values())
            expect(next).toBeGreaterThan(now)
            now = next
            settle()
          }
          second.start(`${index}`)
          open.set(`${index}`, now + wish.delay)
          arrivals.push(now + Math.round(wish.delay * wish.place))
        }
        expect(worst(arrivals, 1_000)).toBeLessThanOrEqual(cap)
      }),
      RUNS,
    )
  })

  it('counts an answered attempt for a second after its answer, to the ms', () => {
    const second = new SecondWindow()
    second.start('a')
    expect(second.count(T0 + 60_000)).toBe(1)
    expect(second.freeAt(1, T0 + 60_000)).toBe(Number.POSITIVE_INFINITY)
    second.end('a', T0 + 60_000)
    expect(second.freeAt(1, T0 + 60_000)).toBe(T0 + 61_001)
    expect(second.count(T0 + 61_000)).toBe(1)
    expect(second.count(T0 + 61_001)).toBe(0)
  })

  it('gives a refused attempt back, counts receipts, and has no room when an open attempt fills the rest', () => {
    const second = new SecondWindow()
    second.start('a')
    second.cancel('a')
    expect(second.count(T0)).toBe(0)
    second.note(T0)
    second.start('b')
    expect(second.count(T0)).toBe(2)
    expect(second.freeAt(2, T0)).toBe(T0 + 1_001)
    expect(second.freeAt(3, T0)).toBe(T0)
    expect(second.freeAt(1, T0)).toBe(Number.POSITIVE_INFINITY)
    expect(second.freeAt(0, T0)).toBe(Number.POSITIVE_INFINITY)
  })

  it('frees the oldest first, in whatever order they were noted', () => {
    const second = new SecondWindow()
    for (const at of [T0 + 500, T0, T0 + 300]) second.note(at)
    expect(second.freeAt(3, T0 + 600)).toBe(T0 + 1_001)
    expect(second.freeAt(2, T0 + 600)).toBe(T0 + 1_301)
    expect(second.freeAt(1, T0 + 600)).toBe(T0 + 1_501)
    expect(second.freeAt(4, T0 + 600)).toBe(T0 + 600)
    expect(second.freeAt(1, T0 + 5_000), 'all have left').toBe(T0 + 5_000)
  })

  it('after the clock was set back keeps nothing longer than a second', () => {
    const second = new SecondWindow()
    second.note(T0 + 3_600_000)
    expect(second.count(T0)).toBe(1)
    expect(second.count(T0 + 1_001)).toBe(0)
  })
})

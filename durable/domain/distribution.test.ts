// Past 300 lines: tables of cases of one module, whose helpers they share.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seeded } from '../kit/testing/random.ts'
import { book, type Candidate, choose, smartScore } from './distribution.ts'
import type { Distribution } from './policy.ts'

const NOW = 1_700_000_000_000

function candidate(profileId: string, over: Partial<Candidate> = {}): Candidate {
  return {
    profileId,
    weight: 75,
    risk: 0,
    usage: 0,
    paceMs: 1000,
    credit: 1_000_000,
    readyAt: NOW,
    lastUsedAt: null,
    turn: 0,
    ...over,
  }
}

/** A batch of choices, each booked in the copy that the next one sees: how often each profile was chosen. */
function batch(mode: Distribution, candidates: Candidate[], count: number, random: () => number): Map<string, number> {
  const counts = new Map(candidates.map((one) => [one.profileId, 0]))
  let turn = Math.max(0, ...candidates.map((one) => one.turn))
  for (let n = 0; n < count; n++) {
    const open = candidates.filter((one) => one.credit >= 1)
    const choice = choose(mode, open, NOW, random)
    if (choice === null) break
    turn += 1
    book(choice.candidate, NOW, turn)
    counts.set(choice.candidate.profileId, (counts.get(choice.candidate.profileId) ?? 0) + 1)
  }
  return counts
}

/** Pearson's statistic of observed counts against expected ones. */
function chiSquare(observed: number[], expected: number[]): number {
  return observed.reduce((sum, count, n) => sum + (count - (expected[n] ?? 0)) ** 2 / (expected[n] ?? 1), 0)
}

describe('round robin', () => {
  it('differs by at most 1 per batch among equally eligible profiles, whatever happened before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ turn: fc.nat(50), lastUsedAt: fc.option(fc.nat(NOW)) }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 300 }),
        (before, count) => {
          const candidates = before.map((one, n) => candidate(`p${n}`, one))
          const counts = [...batch('round_robin', candidates, count, () => 0).values()]
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
          expect(counts.reduce((a, b) => a + b, 0)).toBe(count)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('goes on where the last batch ended, also one message at a time', () => {
    const candidates = ['a', 'b', 'c'].map((id) => candidate(id))
    const chosen = Array.from({ length: 6 }, (_, n) => {
      const choice = choose('round_robin', candidates, NOW, () => 0)
      if (choice === null) throw new Error('nobody')
      book(choice.candidate, NOW, n + 1)
      return choice.candidate.profileId
    })
    expect(chosen).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  it('after a restart begins with the profile used longest ago', () => {
    const candidates = [
      candidate('a', { lastUsedAt: 3 }),
      candidate('b', { lastUsedAt: 1 }),
      candidate('c', { lastUsedAt: 2 }),
    ]
    expect(choose('round_robin', candidates, NOW, () => 0)?.candidate.profileId).toBe('b')
  })
})

describe('random and weighted', () => {
  it('random is uniform: chi-square of 10,000 draws over 10 profiles stays under the 0.1 % limit', () => {
    for (const seed of [1, 2, 3]) {
      const candidates = Array.from({ length: 10 }, (_, n) => candidate(`p${n}`, { weight: n * 10 }))
      const counts = [...batch('random', candidates, 10_000, seeded(seed)).values()]
      // 9 degrees of freedom: 27.88
      expect(
        chiSquare(
          counts,
          counts.map(() => 1000),
        ),
      ).toBeLessThan(27.88)
    }
  })

  it('weighted draws in proportion: chi-square of 10,000 draws over weights 5, 15, 30, 50', () => {
    const weights = [5, 15, 30, 50]
    for (const seed of [4, 5, 6]) {
      const candidates = weights.map((weight, n) => candidate(`p${n}`, { weight }))
      const counts = [...batch('weighted', candidates, 10_000, seeded(seed)).values()]
      // 3 degrees of freedom: 16.27
      expect(
        chiSquare(
          counts,
          weights.map((weight) => weight * 100),
        ),
      ).toBeLessThan(16.27)
    }
  })

  it('a weight of 0 is never drawn while another has some, and all zeros fall back to a lot', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (at) => {
        const some = [candidate('zero', { weight: 0 }), candidate('one', { weight: 1 })]
        expect(choose('weighted', some, NOW, () => at)?.candidate.profileId).toBe('one')
        const none = [candidate('a', { weight: 0 }), candidate('b', { weight: 0 })]
        expect(choose('weighted', none, NOW, () => at)).not.toBeNull()
      }),
      { numRuns: 200 },
    )
  })
})

describe('smart', () => {
  it('is the worked example', () => {
    // 0.35 x 80 + 0.25 x 100 x (1 - 0.4) + 0.20 x 100 x (1 - 15/60) + 0.20 x (100 - 10) = 28 + 15 + 15 + 18
    const a = candidate('a', { weight: 80, usage: 0.4, readyAt: NOW + 15_000, risk: 10 })
    expect(smartScore(a, NOW)).toEqual({ weight: 80, headroom: 60, readiness: 75, calm: 90, total: 76 })
    // 0.35 x 60 + 0.25 x 90 + 0.20 x 100 + 0.20 x 60 = 21 + 22.5 + 20 + 12
    const b = candidate('b', { weight: 60, usage: 0.1, readyAt: NOW - 5, risk: 40 })
    expect(smartScore(b, NOW).total).toBeCloseTo(75.5, 9)
    const choice = choose('smart', [b, a], NOW, () => 0)
    expect(choice?.candidate.profileId).toBe('a')
    expect(choice?.reasons).toEqual([
      {
        code: 'smart',
        detail: 'best of 2: 0.35 x weight 80 + 0.25 x head-room 60 + 0.20 x readiness 75 + 0.20 x calm 90 = 76',
        weight: 76,
      },
    ])
    // booked: a's next send is a second later, which costs it 0.33 points; b, then ahead only after two more
    book(a, NOW, 1)
    expect(smartScore(a, NOW).total).toBeCloseTo(76 - (20 * 1000) / 60_000, 9)
  })

  it('every term is on 0..100, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.record({
          weight: fc.double({ min: -50, max: 200, noNaN: true }),
          risk: fc.double({ min: -10, max: 150, noNaN: true }),
          usage: fc.double({ min: -1, max: 3, noNaN: true }),
          readyAt: fc.integer({ min: NOW - 1e6, max: NOW + 1e6 }),
        }),
        (over) => {
          const score = smartScore(candidate('p', over), NOW)
          for (const term of Object.values(score)) {
            expect(term).toBeGreaterThanOrEqual(0)
            expect(term).toBeLessThanOrEqual(100 + 1e-9)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('ties fall to the least recently used, never used first', () => {
    const used = candidate('used', { lastUsedAt: NOW - 10 })
    const older = candidate('older', { lastUsedAt: NOW - 20 })
    const never = candidate('never')
    const pick = (list: Candidate[]) => choose('smart', list, NOW, () => 0)?.candidate.profileId
    expect(pick([used, older])).toBe('older')
    expect(pick([used, never, older])).toBe('never')
  })

  it('a batch spreads over equal profiles because each choice is booked', () => {
    const counts = batch(
      'smart',
      ['a', 'b', 'c', 'd'].map((id) => candidate(id)),
      400,
      () => 0,
    )
    expect([...counts.values()]).toEqual([100, 100, 100, 100])
  })
})

describe('every mode', () => {
  it('chooses one of the candidates, spends no more than the credit, and depends not on the order of input', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Distribution>('round_robin', 'random', 'weighted', 'smart'),
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }),
        fc.nat(),
        (mode, credits, seed) => {
          const candidates = credits.map((credit, n) => candidate(`p${n}`, { credit }))
          const counts = batch(mode, candidates, 100, seeded(seed))
          credits.forEach((credit, n) => {
            expect(counts.get(`p${n}`)).toBe(credit)
          })
          if (mode === 'random' || mode === 'weighted' || candidates.length === 0) return
          const again = credits.map((_, n) => candidate(`p${n}`, { weight: 50 + n, turn: n % 3 }))
          const forth = choose(mode, again, NOW, () => 0)?.candidate.profileId
          expect(choose(mode, [...again].reverse(), NOW, () => 0)?.candidate.profileId).toBe(forth)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('a booking', () => {
  it('takes a place, moves the next start by one pace, and is seen by the next choice', () => {
    const one = candidate('1', { credit: 3, paceMs: 500, readyAt: NOW - 10_000 })
    book(one, NOW, 7)
    expect(one).toMatchObject({ credit: 2, readyAt: NOW + 500, lastUsedAt: NOW, turn: 7 })
    book(one, NOW, 8)
    expect(one).toMatchObject({ credit: 1, readyAt: NOW + 1_000, lastUsedAt: NOW, turn: 8 })
    book(one, NOW - 1, 9)
    expect(one.lastUsedAt).toBe(NOW)
  })

  it('of one of two equals makes the other the next, whatever the mode that looks at time', () => {
    for (const mode of ['smart', 'round_robin'] as const) {
      const [a, b] = [candidate('a', { paceMs: 0 }), candidate('b', { paceMs: 0 })]
      const first = choose(mode, [a, b], NOW, () => 0)?.candidate
      if (first === undefined) throw new Error('nobody was chosen')
      first.lastUsedAt = NOW
      first.turn = 1
      expect(choose(mode, [a, b], NOW, () => 0)?.candidate).not.toBe(first)
    }
  })
})

describe('who goes first', () => {
  it('in round robin is the lowest turn, though it was used last by the clock', () => {
    const ahead = candidate('a', { turn: 1, lastUsedAt: NOW })
    const behind = candidate('b', { turn: 2, lastUsedAt: NOW - 60_000 })
    expect(choose('round_robin', [behind, ahead], NOW, () => 0)?.candidate.profileId).toBe('a')
  })

  it('of equals is the one never used, then the one used longest ago, then the lower id', () => {
    const never = candidate('c')
    const long = candidate('b', { lastUsedAt: NOW - 9 })
    const late = candidate('a', { lastUsedAt: NOW - 1 })
    const first = (...all: Candidate[]) => choose('smart', all, NOW, () => 0)?.candidate.profileId
    expect([first(late, long, never), first(never, long, late)]).toEqual(['c', 'c'])
    expect([first(late, long), first(long, late)]).toEqual(['b', 'b'])
    expect([first(candidate('y'), candidate('x')), first(candidate('x'), candidate('y'))]).toEqual(['x', 'x'])
  })

  it('is nobody where there is nobody', () => {
    for (const mode of ['smart', 'round_robin', 'random', 'weighted'] as const)
      expect(choose(mode, [], NOW, () => 0.5)).toBeNull()
  })

  it('by weight never is one without any, also where rounding leaves the draw past the end', () => {
    const candidates = [
      candidate('none', { weight: 0 }),
      candidate('a', { weight: 1 }),
      candidate('b', { weight: 2 }),
      candidate('last', { weight: 0 }),
    ]
    const at = (draw: number) => choose('weighted', candidates, NOW, () => draw)
    expect(at(0)?.candidate.profileId).toBe('a')
    expect(at(0.34)?.candidate.profileId).toBe('b')
    expect(at(0.34)?.reasons).toMatchObject([{ code: 'weighted', weight: 2 / 3 }])
    const past = [1, 0]
    expect(choose('weighted', candidates, NOW, () => past.shift() ?? 0)?.candidate.profileId).toBe('b')
  })
})

describe('smartScore', () => {
  it('keeps every term between 0 and 100', () => {
    const score = (over: Partial<Candidate>) => smartScore(candidate('1', over), NOW)
    expect(score({ weight: 110, usage: -1, readyAt: NOW - 1, risk: -5 })).toEqual({
      weight: 100,
      headroom: 100,
      readiness: 100,
      calm: 100,
      total: 100,
    })
    expect(score({ weight: -1, usage: 2, readyAt: NOW + 90_000, risk: 150 })).toEqual({
      weight: 0,
      headroom: 0,
      readiness: 0,
      calm: 0,
      total: 0,
    })
  })
})

describe('a draw past the end', () => {
  it('falls to the last that has any weight, however small and though it is the only one', () => {
    for (const weight of [0.5, 1, 90]) {
      const draws = [1, 0]
      const only = candidate('only', { weight })
      expect(choose('weighted', [only], NOW, () => draws.shift() ?? 0)?.candidate.profileId).toBe('only')
    }
  })
})

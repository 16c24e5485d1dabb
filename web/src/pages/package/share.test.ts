import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws, type Runner, shareOf, whole } from './share.ts'

const runner = (id: string, more: Partial<Runner> = {}): Runner => ({
  id,
  weight: 75,
  setWeight: undefined,
  risk: 0,
  windows: [
    { used: 0, cap: 500 },
    { used: 0, cap: 1_200 },
  ],
  stepMs: 4_000,
  minute: 16,
  readyAt: 0,
  held: 0,
  lastUsedAt: null,
  ...more,
})

const counts = (...args: Parameters<typeof shareOf>): number[] => [...shareOf(...args).counts.values()]
const three = [runner('a'), runner('b'), runner('c')]

describe('shareOf', () => {
  it('gives each its turn in round robin', () => {
    expect(counts('round_robin', three, 100, 'apart', 0).toSorted()).toEqual([33, 33, 34])
    expect(counts('round_robin', three, 100, 'together', 0).toSorted()).toEqual([33, 33, 34])
  })

  it('follows weights, those that are set where they are', () => {
    const [a = 0, b = 0] = counts(
      'weighted',
      [runner('a', { setWeight: 30 }), runner('b', { setWeight: 10 })],
      100,
      'apart',
      0,
    )
    expect(a).toBeGreaterThan(70)
    expect(a + b).toBe(100)
    expect(shareOf('weighted', three, 100, 'apart', 0).spread).toBeGreaterThan(2)
  })

  it('favours what has room and no risk in smart, and still spares it', () => {
    const [free = 0, used = 0] = counts(
      'smart',
      [runner('free'), runner('used', { risk: 41, windows: [{ used: 400, cap: 500 }] })],
      100,
      'apart',
      0,
    )
    expect(free).toBeGreaterThan(used)
    expect(free + used).toBe(100)
  })

  it('fills no cap over its brim: the rest waits', () => {
    const full = [runner('a', { windows: [{ used: 490, cap: 500 }] }), runner('b', { windows: [{ used: 5, cap: 25 }] })]
    for (const mode of ['round_robin', 'random', 'weighted', 'smart'] as const)
      for (const arrival of ['together', 'apart'] as const) {
        const share = shareOf(mode, full, 100, arrival, 0)
        expect([...share.counts.values()]).toEqual([10, 20])
        expect(share.waits).toBe(70)
      }
  })

  it('counts what a number holds already', () => {
    const share = shareOf(
      'round_robin',
      [runner('a', { held: 500, windows: [{ used: 0, cap: 520 }] }), runner('b')],
      40,
      'together',
      0,
    )
    expect(share.counts.get('a')).toBeLessThanOrEqual(20)
    expect(share.waits).toBe(0)
  })

  it('places everything once, whatever the numbers are', () => {
    const any = fc.record({
      weight: fc.integer({ min: 0, max: 110 }),
      risk: fc.integer({ min: 0, max: 100 }),
      held: fc.nat(300),
      minute: fc.integer({ min: 0, max: 40 }),
      stepMs: fc.integer({ min: 15, max: 20_000 }),
      readyAt: fc.nat(90_000),
      windows: fc.array(fc.record({ used: fc.nat(300), cap: fc.option(fc.nat(400)) }), { maxLength: 4 }),
    })
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 6 }),
        fc.constantFrom('round_robin' as const, 'random' as const, 'weighted' as const, 'smart' as const),
        fc.constantFrom('together' as const, 'apart' as const),
        (numbers, mode, arrival) => {
          const runners = numbers.map((one, index) => runner(`n${index}`, one))
          const share = shareOf(mode, runners, 100, arrival, 0)
          const given = [...share.counts.values()]
          expect(given.reduce((sum, one) => sum + one, 0) + share.waits).toBe(100)
          expect(Math.min(0, ...given, share.waits)).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('whole', () => {
  it('rounds without losing one', () => {
    expect(whole([33.4, 33.3, 33.3])).toEqual([34, 33, 33])
    expect(whole([])).toEqual([])
  })
})

describe('draws', () => {
  it('is the same for the same seed, and even', () => {
    const [one, two] = [draws(7), draws(7)]
    const drawn = Array.from({ length: 2_000 }, () => one())
    expect(drawn).toEqual(Array.from({ length: 2_000 }, () => two()))
    expect(drawn.reduce((sum, value) => sum + value, 0) / 2_000).toBeCloseTo(0.5, 1)
  })
})

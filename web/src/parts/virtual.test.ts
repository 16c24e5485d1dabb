import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rangeOf, stopIn } from './virtual.ts'

describe('rangeOf', () => {
  it('draws what is seen and a little more', () => {
    expect(rangeOf(4_000, 800, 40, 10_000)).toEqual({ from: 92, to: 128 })
    expect(rangeOf(-300, 800, 40, 10_000)).toEqual({ from: 0, to: 21 })
    expect(rangeOf(0, 800, 40, 3)).toEqual({ from: 0, to: 3 })
    expect(rangeOf(9_999_999, 800, 40, 10)).toEqual({ from: 10, to: 10 })
  })

  it('holds every row that is seen, and never more than fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000, max: 500_000 }), fc.nat(20_000), (above, count) => {
        const { from, to } = rangeOf(above, 900, 40, count)
        expect(to - from).toBeLessThanOrEqual(24 + 2 * 8)
        const seen = [above, above + 450, above + 899].map((y) => Math.floor(y / 40))
        for (const row of seen) if (row >= 0 && row < count) expect(row >= from && row < to).toBe(true)
      }),
    )
  })
})

describe('stopIn', () => {
  it('is a row that is drawn, whatever was scrolled or filtered away', () => {
    expect(stopIn({ from: 0, to: 20 }, 7)).toBe(7)
    expect(stopIn({ from: 92, to: 128 }, 7)).toBe(92)
    expect(stopIn({ from: 0, to: 3 }, 7)).toBe(2)
  })
})

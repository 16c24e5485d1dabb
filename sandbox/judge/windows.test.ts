import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overCap, overReach } from './windows.ts'

const times = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 60 }).map((list) => list.sort((a, b) => a - b))
const span = fc.integer({ min: 1, max: 80 })
const limit = fc.integer({ min: 0, max: 12 })

describe('overCap', () => {
  it('finds what looking at every pair finds', () => {
    fc.assert(
      fc.property(times, span, limit, (list, width, cap) => {
        const naive = list.flatMap((at, index) => {
          const count = list.filter((other, i) => i <= index && other > at - width).length
          return count > cap ? [[index, count]] : []
        })
        expect(overCap(list, width, cap)).toEqual(naive)
      }),
    )
  })

  it('finds nothing exactly when no window of that length anywhere holds too many', () => {
    fc.assert(
      fc.property(times, span, limit, (list, width, cap) => {
        let most = 0
        for (let from = -width; from <= 200; from++) {
          most = Math.max(most, list.filter((at) => at > from && at <= from + width).length)
        }
        expect(overCap(list, width, cap).length > 0).toBe(most > cap)
      }),
    )
  })
})

describe('overReach', () => {
  const events = fc
    .array(fc.record({ at: fc.integer({ min: 0, max: 200 }), key: fc.constantFrom('a', 'b', 'c', 'd', 'e') }), {
      maxLength: 60,
    })
    .map((list) => list.sort((a, b) => a.at - b.at))

  it('finds what counting unlike keys for every entry finds', () => {
    fc.assert(
      fc.property(events, span, limit, (list, width, cap) => {
        const naive = list.flatMap((event, index) => {
          const held = list.filter((other, i) => i < index && other.at > event.at - width).map((other) => other.key)
          const count = new Set([...held, event.key]).size
          return !held.includes(event.key) && count > cap ? [[index, count]] : []
        })
        expect(overReach(list, width, cap)).toEqual(naive)
      }),
    )
  })
})

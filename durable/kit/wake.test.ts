import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlarmClock, dueNames, nextWake } from './wake.ts'

const deadlines = fc.dictionary(fc.string({ minLength: 1 }), fc.option(fc.integer({ min: 0, max: 1e13 })))

describe('nextWake', () => {
  it('is the earliest of the deadlines that are set', () => {
    fc.assert(
      fc.property(deadlines, (given) => {
        const set = Object.values(given).filter((at) => at !== null)
        expect(nextWake(given)?.at ?? null).toBe(set.length === 0 ? null : Math.min(...set))
      }),
    )
  })

  it('takes no notice of what is not a time', () => {
    expect(nextWake({ a: Number.NaN, b: undefined, c: null })).toBeNull()
    expect(nextWake({ a: Number.NaN, b: 5 })).toEqual({ name: 'b', at: 5 })
  })
})

describe('dueNames', () => {
  it('names what is due, the very millisecond included', () => {
    expect(dueNames({ a: 9, b: 10, c: 11, d: null }, 10)).toEqual(['a', 'b'])
  })
})

describe('AlarmClock', () => {
  it('writes only when the alarm moves, and again once it has fired', () => {
    const written: (number | null)[] = []
    const clock = new AlarmClock((at) => written.push(at))
    clock.rearm({ a: 10 })
    clock.rearm({ a: 10, b: 20 })
    clock.rearm({ b: 20 })
    clock.rearm({})
    clock.rearm({})
    expect(written).toEqual([10, 20, null])
    clock.rearm({ a: 30 })
    clock.fired()
    clock.rearm({ a: 30 })
    expect(written).toEqual([10, 20, null, 30, 30])
  })

  it('writes once after a restart even when there is nothing to wait for', () => {
    const written: (number | null)[] = []
    new AlarmClock((at) => written.push(at)).rearm({})
    expect(written).toEqual([null])
  })
})
